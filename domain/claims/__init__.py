"""A claim's life: from a valid result to money, audited, never twice, and honest ever after. rules.md section 4."""
