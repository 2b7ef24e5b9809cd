"""What can be said of work with a family where only certain words are taken; how long a name may be."""

from __future__ import annotations

INTENSITIES = ("light", "weekly", "intensive")
ENDINGS = ("completed", "family withdrew", "provider withdrew", "family moved away", "handed over")
DIRECTIONS = ("in", "out")
ANSWERS = ("accepted", "declined", "no answer")
DECISIONS = ("continue", "step up", "step down", "close", "refer on")
NAME_LENGTH_MAX = 200
"""Characters of a name: of a kind, a provider, an agency, a need, a board, a post or a district."""
