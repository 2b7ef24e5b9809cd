"""What pages show of claims: what may be done with one, and what speaks against it."""
