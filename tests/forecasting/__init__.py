"""The forecast: laws, a case worked by hand, and a ledger from the tables and from the log."""
