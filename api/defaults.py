"""What is meant where nothing is said, and what can be said at all."""

DEFAULT_SCHEME = "troubled-families-2012"
WITHIN_DAYS = 60
WITHIN_DAYS_MAX = 3_660
"""How many days are looked ahead for near misses."""
FAMILIES_MAX = 1_000_000
"""How many families an authority can have agreed on."""
SQL_TEXT = r"^[^\x00]*$"
"""PostgreSQL's text cannot hold a zero byte."""
