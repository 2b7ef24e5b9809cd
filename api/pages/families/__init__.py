"""Families: found and filtered, one of them with its strip and reasons, and what changed between two moments."""
