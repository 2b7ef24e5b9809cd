"""Whom of ours agencies' records are: what the command line, HTTP and the pages ask and decide."""
