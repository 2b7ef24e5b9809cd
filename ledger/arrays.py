"""Arrays for PostgreSQL in its binary form, packed here: psycopg's own way costs more than a save of one event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Any
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEADER = Struct(">iiIii")
_LENGTH = Struct(">i")
_UUID = Struct(">i16s")
_BIGINT = Struct(">iq")
_BOOL = Struct(">i?")
_NULL = _LENGTH.pack(-1)


@dataclass(frozen=True, slots=True)
class Packed:
    content: bytes


class UuidArray(Packed):
    @classmethod
    def of(cls, values: Sequence[UUID]) -> UuidArray:
        return cls(_packed("uuid", len(values), [_UUID.pack(16, value.bytes) for value in values]))


class BigintArray(Packed):
    @classmethod
    def of(cls, values: Sequence[int]) -> BigintArray:
        return cls(_packed("int8", len(values), [_BIGINT.pack(8, value) for value in values]))


class BoolArray(Packed):
    @classmethod
    def of(cls, values: Sequence[bool]) -> BoolArray:
        return cls(_packed("bool", len(values), [_BOOL.pack(1, value) for value in values]))


class TextArray(Packed):
    """None is NULL."""

    @classmethod
    def of(cls, values: Sequence[str | None]) -> TextArray:
        return cls(_packed("text", len(values), _with_lengths(_encoded(value) for value in values)))


class ByteaArray(Packed):
    @classmethod
    def of(cls, values: Sequence[bytes]) -> ByteaArray:
        return cls(_packed("bytea", len(values), _with_lengths(values)))


def _encoded(value: str | None) -> bytes | None:
    return None if value is None else value.encode()


def _with_lengths(values: Iterable[bytes | None]) -> list[bytes]:
    pieces: list[bytes] = []
    for value in values:
        pieces += (_NULL,) if value is None else (_LENGTH.pack(len(value)), value)
    return pieces


def _packed(element: str, number: int, pieces: list[bytes]) -> bytes:
    """One dimension, numbered from 1, with a mark that there may be NULL: as `array_recv` of PostgreSQL reads it."""
    oid = _OIDS[element]
    return _HEADER.pack(1, 1, oid, number, 1) + b"".join(pieces) if number else _EMPTY.pack(0, 0, oid)


_EMPTY = Struct(">iiI")
_OIDS = {element: psycopg.postgres.types[element].oid for element in ("uuid", "int8", "bool", "text", "bytea")}


def _dumper(element: str) -> type[Dumper]:
    class PackedDumper(Dumper):
        format = Format.BINARY
        oid = psycopg.postgres.types[element].array_oid

        def dump(self, obj: Any) -> bytes:
            content: bytes = obj.content
            return content

    return PackedDumper


_CLASSES = ((UuidArray, "uuid"), (BigintArray, "int8"), (BoolArray, "bool"), (TextArray, "text"), (ByteaArray, "bytea"))

for _class, _element in _CLASSES:
    psycopg.adapters.register_dumper(_class, _dumper(_element))
