"""Extracts under an agency's own ids: checked, recorded, and matched to the people of the ledger."""
