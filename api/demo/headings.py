"""The headings of the demo's parts."""

from __future__ import annotations


def print_heading(text: str) -> None:
    """At once, since what comes under it may take a while."""
    print(f"\n{text}\n{'-' * len(text)}", flush=True)
