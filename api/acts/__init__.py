"""What may be done to a ledger, each act once, for the command line, the API and the pages."""
