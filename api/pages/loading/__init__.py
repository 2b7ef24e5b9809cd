"""Loading: sending extracts, and what became of each file's rows."""
