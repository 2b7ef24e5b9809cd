"""Numbers of things, as people write them."""

from __future__ import annotations


def how_many(number: int, one: str, several: str | None = None) -> str:
    """`1 family`, `2,310 families`, `3 rows`; `several` is for a word of which the plural cannot be guessed."""
    return f"{number:,} {one if number == 1 else several or _plural(one)}"


def how_many_are(number: int, one: str, several: str | None = None) -> str:
    """`1 family is`, `2 families are`."""
    return f"{how_many(number, one, several)} {'is' if number == 1 else 'are'}"


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}s"
