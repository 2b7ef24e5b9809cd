"""A ledger in one file: taken while it is in use, signed by it, and put back where it is not there any more.

The file holds what the database holds: pseudonyms and sealed contents. The master key is never in it.
"""
