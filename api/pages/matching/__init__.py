"""Matching: what waits for a person, one record beside those of ours, links made and undone, families proposed."""
