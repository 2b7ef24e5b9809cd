"""The forms of what leaves the ledger to be kept elsewhere, as JSON Schema 2020-12: made from the code, by name."""
