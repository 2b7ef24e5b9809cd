"""A command that appends 1, 10 or 100 events, beside the same rows and commits by psycopg, and beside the library.

Ours is `Family.observe` and `Ledger.save` as they are in the product: decided, sealed with the person's key, one lock,
dense leaves, one answer from the server; once more with an idempotency key. Raw psycopg inserts finished bytes into the
same columns and indexes, in one prepared statement. The library's is an application of its own with an aggregate that
says the same, by its PostgreSQL recorder; once more with its cipher, since ours seals. What is to be said is at hand
before the clock runs, for each of them. All take turns in one run, on one server that waits for the disk at every
commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count, islice
from statistics import median
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

from psycopg import Connection

from benchmarks.families import observations, observe, registered
from benchmarks.library import Body, LibraryFamily, LibraryLedger, environment
from benchmarks.measuring import ROUNDS, Line
from benchmarks.processes import core_seconds_of, postmaster_of
from benchmarks.stage import Stage
from domain.events import Event
from ledger.idempotency import Idempotency
from ledger.ledger import Ledger

COMMANDS = {1: 150, 10: 60, 100: 15}
"""Events of a command, and how many such commands a round has."""

SAVED_AT_ONCE = 100

LEAST_OF_RAW, LEAST_OF_LIBRARY = 0.5, 2.0

PEERS = "ours", "raw psycopg", "the library"

Command = Callable[[int], object]
"""Appends so many events, and returns when they are committed."""


def ours(ledger: Ledger, number: int, *, keyed: bool) -> Command:
    families = [registered(uuid4()) for _ in range(number)]
    ledger.save_in_bulk(families)
    ledger.save(registered(uuid4()))  # the person's key is at hand
    said = observations(max(COMMANDS))

    def command(events: int) -> None:
        family = families.pop()
        observe(family, said[:events])
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


def library(stage: Stage, number: int, schema: str, bodies: list[Body], *, ciphered: bool) -> Command:
    application = LibraryLedger(environment(stage, schema, ciphered=ciphered))
    families = [LibraryFamily() for _ in range(number)]
    for first in range(0, number, SAVED_AT_ONCE):  # of thousands at once it takes minutes
        application.save(*families[first : first + SAVED_AT_ONCE])

    def command(events: int) -> None:
        family = families.pop()
        family.observe(bodies[:events])
        application.save(family)

    return command


# ---- side by side ------------------------------------------------------------------------------------------------


@contextmanager
def contenders(stage: Stage, number: int) -> Iterator[dict[str, Command]]:
    """Each can be asked `number` times."""
    ledger = stage.new_ledger()
    family = registered(uuid4())
    observe(family, observations(max(COMMANDS)))
    ledger.save_in_bulk([family])
    events = [entry.event for entry in ledger.history(family.id)[2:]]
    bodies = [event.body() for event in events]
    with stage.database.connect() as connection:
        connection.execute(f'SET search_path TO "{ledger.schema}"')
        yield {
            "ours": ours(ledger, number, keyed=False),
            "ours with a key": ours(ledger, number, keyed=True),
            "raw psycopg": raw(connection, stored(ledger, events)),
            "the library": library(stage, number, "library", bodies, ciphered=False),
            "the library with its cipher": library(stage, number, "library_ciphered", bodies, ciphered=True),
        }


def stored(ledger: Ledger, events: list[Event]) -> list[tuple[str, bytes]]:
    with ledger.keyring.ready_for(events, None, checked=False):
        return [(event.topic, ledger.application.mapper.encode(event)) for event in events]


def one_round(commands: dict[str, Command], events: int, number: int) -> dict[str, float]:
    """Commands a second of each, in the median; they take turns one by one, so that what disturbs one disturbs all."""
    took: dict[str, list[float]] = {name: [] for name in commands}
    order = list(commands)
    for _ in range(number):
        for name in order:
            began = perf_counter()
            commands[name](events)
            took[name].append(perf_counter() - began)
        order.append(order.pop(0))
    return {name: 1 / median(times) for name, times in took.items()}


def work_of(command: Command, events: int, number: int, database: int) -> float:
    """Microseconds of a core for one command, the server's processes counted: what does not depend on the disk."""
    began = process_time() + core_seconds_of(database)
    for _ in range(number):
        command(events)
    return 1e6 * (process_time() + core_seconds_of(database) - began) / number


def lines(stage: Stage) -> Iterator[Line]:
    database = postmaster_of(stage.database)
    with contenders(stage, (2 * ROUNDS + 1) * sum(COMMANDS.values())) as commands:
        for events, number in COMMANDS.items():
            one_round(commands, events, number)
            rounds = [one_round(commands, events, number) for _ in range(ROUNDS)]
            yield from _told(events, {name: [one[name] for one in rounds] for name in commands})
            works = [{name: work_of(commands[name], events, number, database) for name in PEERS} for _ in range(ROUNDS)]
            yield from _work_told(events, {name: [one[name] for one in works] for name in PEERS})


def _told(events: int, rates: dict[str, list[float]]) -> Iterator[Line]:
    """Raw psycopg beside the library says what there is to be had: both wait for the disk as often as we do."""
    what = _called(events)
    yield Line(what, "commands/s", rates["ours"], LEAST_OF_RAW, "raw psycopg", rates["raw psycopg"])
    yield Line(what, "commands/s", rates["ours"], LEAST_OF_LIBRARY, "the library", rates["the library"])
    ciphered = "the library with its cipher"
    yield Line(what, "commands/s", rates["ours"], None, ciphered, rates[ciphered])
    yield Line(f"{what}, with a key", "commands/s", rates["ours with a key"])
    yield Line(f"raw psycopg for {what[len('a command that appends '):]}", "commands/s", rates["raw psycopg"], None,
               "the library", rates["the library"])


def _work_told(events: int, works: dict[str, list[float]]) -> Iterator[Line]:
    ours, *peers = PEERS
    for peer in peers:
        yield Line(f"{_called(events)}: its work", "us of a core", works[ours], None, peer, works[peer])


def _called(events: int) -> str:
    return "a command that appends 1 event" if events == 1 else f"a command that appends {events} events"
