"""What is meant where nothing is said."""

DEFAULT_SCHEME = "troubled-families-2012"
