"""Families that move between authorities: their history travels as an evidence pack that the receiver verifies."""
