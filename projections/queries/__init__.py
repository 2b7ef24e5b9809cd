"""What readers ask. Without `known` of the tables, by SQL; with it of the log, folded as it was known at that position.

Both ways give rows of the same types, made by the same functions.
"""
