"""The money: laws, worked cases, and a ledger with payments in it."""
