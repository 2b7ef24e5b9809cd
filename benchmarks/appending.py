"""A command that appends 1, 10 or 100 events, beside the same rows and commits by psycopg, and beside the library.

    python -m benchmarks.appending [rounds]

Ours is `Family.observe` and `Ledger.save` as they are in the product: decided, sealed with the person's key, one lock,
dense leaves, one answer from the server; once more with an idempotency key. Raw psycopg inserts finished bytes into the
same columns and indexes, in one prepared statement. The library's is an application of its own with an aggregate that
says the same, by its PostgreSQL recorder; once more with its cipher, since ours seals. All take turns in one run, on
one server that waits for the disk at every commit.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, islice
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.cryptography import AESCipher
from eventsourcing.domain import Aggregate
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict

from benchmarks.families import observed, registered
from domain.events import Event
from ledger.database import Database
from ledger.idempotency import Idempotency
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger
from ledger.postgres import scratch_server
from ledger.postgres.settings import DURABLE

ROUNDS = 7
COMMANDS = {1: 150, 10: 60, 100: 15}
"""Events of a command, and how many such commands a round has."""

LEAST_OF_RAW, LEAST_OF_LIBRARY = 0.5, 2.0

Command = Callable[[int], object]
"""Appends so many events, and returns when they are committed."""


def ours(ledger: Ledger, number: int, *, keyed: bool) -> Command:
    families = [registered(uuid4()) for _ in range(number)]
    ledger.save_in_bulk(families)
    ledger.save(registered(uuid4()))  # the person's key is at hand

    def command(events: int) -> None:
        family = families.pop()
        for place in range(events):
            observed(family, place)
        ledger.save(family, idempotency=Idempotency.of(str(uuid4()), b"input") if keyed else None)

    return command


# ---- raw psycopg -------------------------------------------------------------------------------------------------

_RAW_TABLE = """
CREATE TABLE raw_event (LIKE event INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES);
CREATE SEQUENCE raw_position OWNED BY raw_event.notification_id;
ALTER TABLE raw_event ALTER notification_id SET DEFAULT nextval('raw_position');
"""
_RAW_INSERT = """
INSERT INTO raw_event (leaf, originator_version, recorded_at, originator_id, topic, state)
SELECT leaf, version, clock_timestamp(), stream, topic, state
FROM unnest(%b::bigint[], %b::bigint[], %b::uuid[], %b::text[], %b::bytea[])
    AS new (leaf, version, stream, topic, state)
RETURNING notification_id
"""


def raw(connection: Connection[Any], events: list[tuple[str, bytes]]) -> Command:
    """The bytes are those that ours stored."""
    connection.execute(_RAW_TABLE)
    leaves = count()

    def command(wanted: int) -> None:
        rows = events[:wanted]
        topics, states = [row[0] for row in rows], [row[1] for row in rows]
        numbers = list(islice(leaves, wanted))
        values = (numbers, list(range(1, wanted + 1)), [uuid4()] * wanted, topics, states)
        connection.execute(_RAW_INSERT, values, prepare=True).fetchall()

    return command


# ---- the library -------------------------------------------------------------------------------------------------


class LibraryFamily(Aggregate):
    class Observed(Aggregate.Event):
        body: dict[str, Any]

        def apply(self, aggregate: Any) -> None:
            """A family of the library's keeps nothing, so that only its appending is measured."""


def library(conninfo: str, number: int, schema: str, bodies: list[dict[str, Any]], *, ciphered: bool) -> Command:
    application = Application[UUID](_environment(conninfo, schema, ciphered))
    families = [LibraryFamily() for _ in range(number)]
    application.save(*families)

    def command(events: int) -> None:
        family = families.pop()
        for body in bodies[:events]:
            family.trigger_event(LibraryFamily.Observed, body=body)
        application.save(family)

    return command


def _environment(conninfo: str, schema: str, ciphered: bool) -> dict[str, str]:
    place = conninfo_to_dict(conninfo)
    environment = {
        "APPLICATION_NAME": f"Library{ciphered}",
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(place["dbname"]),
        "POSTGRES_HOST": str(place["host"]),
        "POSTGRES_PORT": str(place.get("port") or 5432),
        "POSTGRES_USER": str(place["user"]),
        "POSTGRES_PASSWORD": str(place.get("password") or "unused"),
        "POSTGRES_SCHEMA": schema,
    }
    if ciphered:
        environment |= {"CIPHER_TOPIC": "eventsourcing.cryptography:AESCipher",
                        "CIPHER_KEY": AESCipher.create_key(num_bytes=32)}
    return environment


# ---- side by side ------------------------------------------------------------------------------------------------


def stored(ledger: Ledger, events: list[Event]) -> list[tuple[str, bytes]]:
    with ledger.keyring.ready_for(events, None, checked=False):
        return [(event.topic, ledger.application.mapper.encode(event)) for event in events]


@contextmanager
def contenders(number: int) -> Iterator[dict[str, Command]]:
    with scratch_server(DURABLE) as conninfo, Database(conninfo) as database:
        ledger = create_ledger(database, "ours", by="benchmark")
        family = registered(uuid4())
        for place in range(100):
            observed(family, place)
        ledger.save_in_bulk([family])
        events = [entry.event for entry in ledger.history(family.id)[2:]]
        bodies = [event.body() for event in events]
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute("CREATE SCHEMA library")
            connection.execute("CREATE SCHEMA library_ciphered")
            connection.execute(f"SET search_path TO {ledger.schema}")
            yield {
                "ours": ours(ledger, number, keyed=False),
                "ours with a key": ours(ledger, number, keyed=True),
                "raw psycopg": raw(connection, stored(ledger, events)),
                "library": library(conninfo, number, "library", bodies, ciphered=False),
                "library with its cipher": library(conninfo, number, "library_ciphered", bodies, ciphered=True),
            }


def one_round(commands: dict[str, Command], events: int, number: int) -> dict[str, float]:
    """The median seconds of each; they take turns command by command, so that whatever disturbs one disturbs all."""
    took: dict[str, list[float]] = {name: [] for name in commands}
    order = list(commands)
    for _ in range(number):
        for name in order:
            began = perf_counter()
            commands[name](events)
            took[name].append(perf_counter() - began)
        order.append(order.pop(0))
    return {name: median(times) for name, times in took.items()}


def main() -> None:
    rounds = int(sys.argv[1]) if sys.argv[1:2] and sys.argv[1].isdigit() else ROUNDS
    print(f"milliseconds for a command that appends so many events; medians of {rounds} rounds")
    with contenders((rounds + 1) * sum(COMMANDS.values())) as commands:
        for events, number in COMMANDS.items():
            one_round(commands, events, number)
            _print(events, [one_round(commands, events, number) for _ in range(rounds)])


def _print(events: int, rounds: list[dict[str, float]]) -> None:
    medians = {name: median(one[name] for one in rounds) for name in rounds[0]}
    print(f"  {events} events: " + ", ".join(f"{name} {1000 * seconds:.2f}" for name, seconds in medians.items()))
    raw_psycopg, library, ciphered = (
        median(one[peer] / one["ours"] for one in rounds)
        for peer in ("raw psycopg", "library", "library with its cipher"))
    print(
        f"    ours is {raw_psycopg:.2f} of raw psycopg (target {LEAST_OF_RAW}), {library:.2f} times the library"
        f" (target {LEAST_OF_LIBRARY:.0f}; raw psycopg itself is {library / raw_psycopg:.2f}),"
        f" {ciphered:.2f} times the library with its cipher")


if __name__ == "__main__":
    main()
