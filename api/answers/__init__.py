"""The questions that the command line, the API and the pages ask, each answered once, as plain values."""
