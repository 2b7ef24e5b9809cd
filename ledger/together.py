"""Several kinds of rows written beside the same events, in their transaction."""

from __future__ import annotations

from typing import Any

from psycopg import Cursor

from ledger import rule_library
from ledger.recorder import WritesRows


class Together:
    """Writes what each writer has to write, in the order given."""

    def __init__(self, *writers: WritesRows) -> None:
        self._writers = writers

    def __bool__(self) -> bool:
        return any(bool(writer) for writer in self._writers)

    def write(self, cursor: Cursor[Any]) -> None:
        for writer in self._writers:
            if writer:
                writer.write(cursor)


class RulesUsed:
    """The rule sets that the events name: kept in the ledger, so that they decide again for ever."""

    def __init__(self) -> None:
        self._used: set[tuple[str, str | None]] = set()

    def add(self, scheme: str, overlay: str | None) -> None:
        self._used.add((scheme, overlay))

    def __bool__(self) -> bool:
        return bool(self._used)

    def write(self, cursor: Cursor[Any]) -> None:
        for scheme, overlay in sorted(self._used, key=str):
            rule_library.keep(cursor, scheme, overlay)
