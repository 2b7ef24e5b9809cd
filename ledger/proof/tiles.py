"""The hashes of the tree as they are kept: tiles of 256, as c2sp.org/tlog-tiles lays them out, in the table `tile`.

Level l holds the hashes of complete subtrees of 256^l leaves. Adding leaves costs one hash each and a tile written now
and then; a proof over ten million leaves reads half a dozen tiles.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from psycopg import Cursor

from ledger.proof.errors import TilesMissing
from ledger.proof.hashing import HASH_BYTES, fold, root

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT

_UPSERT = (
    "INSERT INTO tile (level, number, hashes) VALUES (%s, %s, %s)"
    " ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes"
)


class TileNodes:
    """`hashing.Nodes` out of the table, for one transaction: what was read is kept. Raises `TilesMissing`."""

    def __init__(self, cursor: Cursor[Any]) -> None:
        self._cursor = cursor
        self._tiles: dict[tuple[int, int], bytes] = {}

    def __call__(self, height: int, index: int) -> bytes:
        level, within = divmod(height, TILE_HEIGHT)
        first = index << within
        hashes = self._tile(level, first >> TILE_HEIGHT)
        place = first % TILE_WIDTH * HASH_BYTES
        found = hashes[place : place + (HASH_BYTES << within)]
        if len(found) != HASH_BYTES << within:
            raise TilesMissing(f"Tile {first >> TILE_HEIGHT} of level {level} lacks hashes. Run `outcomes check`.")
        return fold(hashes_in(found))

    def _tile(self, level: int, number: int) -> bytes:
        held = self._tiles.get((level, number))
        if held is None:
            row = self._cursor.execute(
                "SELECT hashes FROM tile WHERE level = %s AND number = %s", (level, number), binary=True
            ).fetchone()
            held = self._tiles[level, number] = bytes(row[0]) if row else b""
        return held


class TileWriter:
    """Adds leaf hashes at the end of a tree of `size` leaves. Full tiles are written as they fill up."""

    def __init__(self, cursor: Cursor[Any], size: int) -> None:
        self._cursor = cursor
        self._levels: list[tuple[int, list[bytes]]] = []
        level = 0
        while size >> (TILE_HEIGHT * level):
            number, width = divmod(size >> (TILE_HEIGHT * level), TILE_WIDTH)
            self._levels.append((number, self._held(level, number, width)))
            level += 1
        self._full: list[tuple[int, int, bytes]] = []

    def _held(self, level: int, number: int, width: int) -> list[bytes]:
        row = self._cursor.execute(
            "SELECT hashes FROM tile WHERE level = %s AND number = %s", (level, number), binary=True
        ).fetchone()
        return hashes_in(bytes(row[0]) if row else b"")[:width]

    def extend(self, hashes: Sequence[bytes]) -> None:
        self._extend(0, hashes)
        if len(self._full) >= TILE_WIDTH:
            self._write()

    def _extend(self, level: int, hashes: Sequence[bytes]) -> None:
        if level == len(self._levels):
            self._levels.append((0, []))
        number, tile = self._levels[level]
        above: list[bytes] = []
        place = 0
        while place < len(hashes):
            taken = hashes[place : place + TILE_WIDTH - len(tile)]
            tile += taken
            place += len(taken)
            if len(tile) == TILE_WIDTH:
                self._full.append((level, number, b"".join(tile)))
                above.append(fold(tile))
                number, tile = number + 1, []
        self._levels[level] = number, tile
        if above:
            self._extend(level + 1, above)

    def close(self) -> None:
        """Writes what is left over, the last tile of each level."""
        self._full += [
            (level, number, b"".join(tile)) for level, (number, tile) in enumerate(self._levels) if tile
        ]
        self._write()

    def _write(self) -> None:
        if self._full:
            self._cursor.executemany(_UPSERT, self._full)
        self._full = []


def hashes_in(tile: bytes) -> list[bytes]:
    return [tile[place : place + HASH_BYTES] for place in range(0, len(tile), HASH_BYTES)]


def root_in_tiles(cursor: Cursor[Any], size: int) -> bytes | None:
    """The root over the first `size` leaves as the tiles have it; None where they are not all there."""
    try:
        return root(TileNodes(cursor), size)
    except TilesMissing:
        return None
