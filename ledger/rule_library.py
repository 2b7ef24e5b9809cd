"""The library of rule sets: one that was used is kept in the ledger by its digest, and decides again for ever.

Events name the digest of the rules they were decided under. The texts behind it are kept here, in the transaction of
the first event that names it, so that a later program, whose own rules have changed, still gives the same verdict and
the same reasons under the old ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from psycopg import Cursor
from psycopg.rows import tuple_row

from domain.rules.reading import SchemeTexts, read_scheme
from domain.rules.reading.schemes import canonical_of
from domain.rules.scheme import Scheme
from ledger.errors import LedgerError
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES, overlays, rule_set, texts_of

RULE_SETS_READ_MAX = 256
"""How many kept rule sets stay read in memory; each is some hundred kilobytes."""

Where = Ledger | Cursor[Any]
"""A ledger, or a cursor on it in the caller's transaction."""


class RuleSetUnknown(LedgerError):
    """No rule set of this digest was kept, nor is one shipped: use the program that recorded it."""


@dataclass(frozen=True, slots=True)
class KeptRuleSet:
    digest: str
    scheme: str
    overlay: str | None
    first_used_at: datetime


def keep(where: Where, scheme: str, overlay: str | None = None) -> str:
    """Keeps the shipped rules of `scheme` under `overlay`, if they are not kept yet; returns their digest.

    With a cursor it is part of the caller's transaction: call it in the one that records what was decided. The digest
    is that of `rule_set(scheme, overlay)`. Cheap when repeated.
    """
    return keep_texts(where, scheme, overlay, texts_of(scheme, overlay))


def keep_texts(where: Where, scheme: str, overlay: str | None, texts: SchemeTexts) -> str:
    """As `keep`, of any texts, which have been read as a scheme before."""
    canonical = canonical_of(texts)
    digest = sha256(canonical).hexdigest()
    with _cursor(where) as cursor:
        cursor.execute(
            "INSERT INTO rule_set (digest, scheme, overlay, texts) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (digest) DO NOTHING",
            (digest, scheme, overlay, canonical),
        )
    return digest


def by_digest(where: Where, digest: str) -> Scheme:
    """The rules as they were when they were used, whatever the program ships now. Raises `RuleSetUnknown`.

    Rules that were recorded before there was a library are found among those shipped, as long as they are shipped.
    """
    with _cursor(where) as cursor:
        row = cursor.execute("SELECT texts FROM rule_set WHERE digest = %s", (digest,)).fetchone()
    if row is not None:
        return _read(bytes(row[0]))
    for scheme in SCHEMES:
        for overlay in (None, *overlays()):
            if (shipped := rule_set(scheme, overlay)).digest == digest:
                return shipped
    raise RuleSetUnknown(
        f"No rule set with the digest {digest} was kept in this ledger, and this program ships none."
        " Use the program that recorded it.")


def texts_by_digest(where: Where, digest: str) -> bytes:
    """The canonical bytes of a kept rule set, of which the digest is the SHA-256: what an evidence pack carries."""
    with _cursor(where) as cursor:
        row = cursor.execute("SELECT texts FROM rule_set WHERE digest = %s", (digest,)).fetchone()
    if row is None:
        raise RuleSetUnknown(f"No rule set with the digest {digest} was kept in this ledger. Check the digest.")
    return bytes(row[0])


def kept(where: Where) -> list[KeptRuleSet]:
    """In the order of their first use."""
    with _cursor(where) as cursor:
        rows = cursor.execute(
            "SELECT digest, scheme, overlay, first_used_at FROM rule_set ORDER BY first_used_at, digest").fetchall()
    return [KeptRuleSet(*row) for row in rows]


@lru_cache(maxsize=RULE_SETS_READ_MAX)
def _read(canonical: bytes) -> Scheme:
    return read_scheme(json.loads(canonical))


@contextmanager
def _cursor(where: Where) -> Iterator[Cursor[Any]]:
    """A cursor of tuples, whatever the rows of the caller's own."""
    if isinstance(where, Ledger):
        with where.transaction() as cursor:
            yield cursor
    else:
        with where.connection.cursor(row_factory=tuple_row) as cursor:
            yield cursor
