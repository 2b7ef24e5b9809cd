"""Drawing the audit sample, so that anyone with the seed and the list of claims draws the same one.

Claims are put in the order of SHA-256(seed, a colon, claim id), in hexadecimal. The sample is the first of them, as
many as the scheme's share of all claims rounded up, and every forced claim beside them. A widening goes on along the
same order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable


def share_rounded_up(percent: int, of: int) -> int:
    return -(-percent * of // 100)


def in_drawing_order(seed: str, claims: Iterable[str]) -> list[str]:
    return sorted(claims, key=lambda claim: hashlib.sha256(f"{seed}:{claim}".encode()).hexdigest())


def draw(seed: str, claims: Collection[str], forced: Collection[str], percent: int) -> list[str]:
    """The sample: never less than `percent` of the claims, rounded up, drawn beside the forced ones."""
    others = [claim for claim in in_drawing_order(seed, claims) if claim not in forced]
    return sorted(forced) + others[:share_rounded_up(percent, len(claims))]


def widen(seed: str, claims: Iterable[str], sampled: Collection[str], number: int) -> list[str]:
    """The next `number` claims along the order; fewer where there are no more."""
    return [claim for claim in in_drawing_order(seed, claims) if claim not in sampled][:number]
