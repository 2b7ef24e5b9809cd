"""The `eventsourcing` library as it comes, on PostgreSQL: an application whose aggregates say what our families say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application
from eventsourcing.cryptography import AESCipher
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from benchmarks.measuring import timed
from benchmarks.stage import Stage
from ledger.ledger import Ledger

Body = dict[str, Any]

PROJECTED_EVENTS = 400
"""The library's cost is the same for each event, so that few tell it."""
PROJECTED_SECONDS = 120.0


class LibraryFamily(Aggregate):
    class Observed(Aggregate.Event):
        body: Body

        def apply(self, aggregate: Any) -> None:
            """A family of the library's keeps nothing, so that only its recording is measured."""

    def observe(self, bodies: Sequence[Body]) -> None:
        for body in bodies:
            self.trigger_event(self.Observed, body=body)


class LibraryLedger(Application[UUID]):
    name = "Library"


def environment(stage: Stage, schema: str, *, ciphered: bool = False) -> dict[str, str]:
    """Of an application in a schema of its own, which is made."""
    place = conninfo_to_dict(stage.database.conninfo)
    with psycopg.connect(stage.database.conninfo, autocommit=True) as connection:
        connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
    said = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(place["dbname"]),
        "POSTGRES_HOST": str(place["host"]),
        "POSTGRES_PORT": str(place.get("port") or 5432),
        "POSTGRES_USER": str(place["user"]),
        "POSTGRES_PASSWORD": str(place.get("password") or "unused"),
        "POSTGRES_SCHEMA": schema,
    }
    if ciphered:
        said |= {"CIPHER_TOPIC": "eventsourcing.cryptography:AESCipher", "CIPHER_KEY": AESCipher.create_key(32)}
    return said


# ---- its projection ----------------------------------------------------------------------------------------------


class Counts(PostgresTrackingRecorder):
    """The least that a projection can keep: how many events each family has."""

    def __init__(self, datastore: PostgresDatastore, **given: Any) -> None:
        super().__init__(datastore, **given)
        table = SQL("{}.counts").format(Identifier(datastore.schema))
        self.sql_create_statements.append(
            SQL("CREATE TABLE IF NOT EXISTS {} (family uuid PRIMARY KEY, events bigint NOT NULL)").format(table))
        self._count = SQL(
            "INSERT INTO {} AS held VALUES (%s, 1) ON CONFLICT (family) DO UPDATE SET events = held.events + 1"
        ).format(table)

    def count(self, family: UUID, tracking: Tracking) -> None:
        with self.datastore.get_connection() as connection, connection.transaction(), connection.cursor() as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(self._count, (family,), prepare=True)


class Counting(Projection[Counts]):
    name = "counting"

    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        self.view.count(domain_event.originator_id, tracking)


def project(said: dict[str, str], last: int) -> None:
    """Until the library's runner has read its whole log, one transaction an event."""
    with ProjectionRunner(
        application_class=LibraryLedger, projection_class=Counting, view_class=Counts, env=said
    ) as runner:
        runner.wait(last, timeout=PROJECTED_SECONDS)


def library_rate(stage: Stage, ledger: Ledger) -> float:
    """Events a second, of the first events of the ledger's log as the library would hold them."""
    said = environment(stage, f"library_{uuid4().hex}")
    families: dict[object, LibraryFamily] = {}
    for entry in ledger.reader.page(0, limit=PROJECTED_EVENTS):
        families.setdefault(entry.event.originator_id, LibraryFamily()).observe([_as_json(entry.event.body())])
    recordings = LibraryLedger(said).save(*families.values())
    return len(recordings) / timed(project, said, recordings[-1].notification.id)


def _as_json(body: Body) -> Body:
    return {name: value if isinstance(value, str | int | dict | list) else str(value) for name, value in body.items()}
