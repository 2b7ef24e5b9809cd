"""How the log becomes tables that people read, and the questions that are asked of them or of the log itself."""
