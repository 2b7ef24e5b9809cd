"""Extracts that are loaded while their sender does something else: kept, taken up, and told how far they are."""
