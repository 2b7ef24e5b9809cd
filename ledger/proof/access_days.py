"""The access log, sealed day by day: a tree over each day's entries, its root signed with the ledger's key.

    outcomes-ledger/oxfordshire/access-log         which log this is
    2026-11-22                                     the day, in UTC
    412                                            how many entries it has
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=   the root over all of them, in order (RFC 9162 hashing)
    previous <base64>                              the root of the day that was sealed before, or zeros

A leaf is the entry as JSON: an array of its columns in their order, in UTF-8 without spaces.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson
from psycopg import Cursor

from ledger.ledger import Ledger
from ledger.proof.checkpoints import origin_of
from ledger.proof.hashing import HASH_BYTES, leaf_hash, root_over
from ledger.proof.notes import Note, NoteUnusable, PublicKey
from ledger.sealing.ledger_keys import signing_key

GRACE = "10 minutes"
"""After midnight, in which what was noted before it is still being committed."""
FIRST = bytes(HASH_BYTES)
"""Stands as the previous root before the first day."""
ENTRIES_AT_ONCE = 10_000

_ENTRIES = """
SELECT entry, looked_at, by, family, view, subject, purpose, position, through, token FROM access_log
WHERE looked_at >= %(day)s::date AT TIME ZONE 'UTC' AND looked_at < (%(day)s::date + 1) AT TIME ZONE 'UTC'
  AND entry > %(after)s ORDER BY entry LIMIT %(most)s
"""
_DAYS_DUE = f"""
SELECT DISTINCT (looked_at AT TIME ZONE 'UTC')::date FROM access_log
WHERE looked_at >= coalesce((SELECT max(day) + 1 FROM access_seal)::timestamp AT TIME ZONE 'UTC', '-infinity')
  AND looked_at < date_trunc('day', (clock_timestamp() - interval '{GRACE}') AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class AccessChecked:
    """`unsealed` entries are of the days since the last one sealed."""

    days: int
    unsealed: int
    fault: str | None = None


def seal_access_log(ledger: Ledger) -> list[date]:
    """Seals every day that is over and has entries; the days sealed now. Raises the errors of the master key."""
    with ledger.transaction() as cursor:
        if not cursor.execute(_DAYS_DUE).fetchall():
            return []
        cursor.execute("LOCK TABLE access_seal IN SHARE ROW EXCLUSIVE MODE")
        days = [row[0] for row in cursor.execute(_DAYS_DUE).fetchall()]
        key = signing_key(cursor, ledger.database.master_key, ledger.name)
        before = _last_root(cursor)
        for day in days:
            text, before = _sealed_text(cursor, ledger.name, day, before)
            note = str(Note(text, (key.sign(text),)))
            cursor.execute("INSERT INTO access_seal (day, note) VALUES (%s, %s)", (day, note))
    return days


def check_access_log(cursor: Cursor[Any], ledger: str, keys: Iterable[PublicKey]) -> AccessChecked:
    """Derives the root of every sealed day again, and names the first day that is not as signed."""
    trusted, before, last = list(keys), FIRST, date.min
    seals = cursor.execute("SELECT day, note FROM access_seal ORDER BY day").fetchall()
    for number, (day, note) in enumerate(seals):
        text, before = _sealed_text(cursor, ledger, day, before)
        fault = _fault_of(note, text, trusted) or _fault_between(cursor, last, day)
        if fault is not None:
            return AccessChecked(number, 0, f"the access log of {day}: {fault}")
        last = day
    row = cursor.execute(
        "SELECT count(*) FROM access_log WHERE looked_at >= (%s::date + 1)::timestamp AT TIME ZONE 'UTC'",
        (max(last, date(1, 1, 1)),)).fetchone()  # fmt: skip
    assert row is not None
    return AccessChecked(len(seals), int(row[0]))


def _fault_of(note: str, text: str, trusted: list[PublicKey]) -> str | None:
    try:
        signed = Note.parse(note)
        if not signed.signed_by(trusted):
            return "it is not signed by the key that is trusted"
    except NoteUnusable as unusable:
        return str(unusable)
    return None if signed.text == text else "its entries are not those that were sealed"


def _fault_between(cursor: Cursor[Any], last: date, day: date) -> str | None:
    """Days between two sealed ones had no entries when they were passed over."""
    row = cursor.execute(
        "SELECT EXISTS (SELECT FROM access_log WHERE looked_at >= (%s::date + 1)::timestamp AT TIME ZONE 'UTC'"
        " AND looked_at < %s::date::timestamp AT TIME ZONE 'UTC')",
        (last, day)).fetchone()  # fmt: skip
    return "there are entries of the days before it that were not there when it was sealed" if row and row[0] else None


def _sealed_text(cursor: Cursor[Any], ledger: str, day: date, before: bytes) -> tuple[str, bytes]:
    """What is signed for the day as it stands, and its root."""
    leaves = [leaf_hash(entry) for entry in _entries(cursor, day)]
    root = root_over(leaves)
    return (
        f"{origin_of(ledger)}/access-log\n{day.isoformat()}\n{len(leaves)}\n{_base64(root)}\n"
        f"previous {_base64(before)}\n", root)  # fmt: skip


def _entries(cursor: Cursor[Any], day: date) -> Iterator[bytes]:
    after = 0
    while rows := cursor.execute(_ENTRIES, {"day": day, "after": after, "most": ENTRIES_AT_ONCE}).fetchall():
        yield from (orjson.dumps([_plain(value) for value in row]) for row in rows)
        after = rows[-1][0]


def _plain(value: Any) -> Any:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z" if isinstance(value, datetime) else value


def _last_root(cursor: Cursor[Any]) -> bytes:
    row = cursor.execute("SELECT note FROM access_seal ORDER BY day DESC LIMIT 1").fetchone()
    return base64.b64decode(Note.parse(row[0]).text.split("\n")[3]) if row else FIRST


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
