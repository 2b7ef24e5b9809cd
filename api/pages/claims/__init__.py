"""Claims: each of them, what later knowledge speaks against, and a round from its proposal to its payment."""
