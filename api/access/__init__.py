"""Who asks, and what they may: roles, operations, tokens, the door that every path goes through."""
