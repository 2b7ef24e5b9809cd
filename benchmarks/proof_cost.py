"""What proof and sealing cost: loading and rebuilding with both on, beside both off, in one run.

    python -m benchmarks.proof_cost [rounds]

'Off' stores events, names and numbers in clear, by the same statements, and signs nothing.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from intake.loading import load_pack
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger
from ledger.postgres import scratch_server
from ledger.proof.check import check_log
from ledger.proof.checkpointing import note_over, seal
from ledger.proof.checkpoints import Checkpoint
from ledger.proof.evidence import family_evidence
from ledger.proof.hashing import joint_proof
from ledger.proof.tiles import TileNodes
from ledger.proof.verify import verify
from ledger.sealing.ledger_keys import public_key
from projections.rebuild import rebuild
from projections.runner import catch_up

SAMPLE = Path(__file__).parents[1] / "samples" / "oxfordshire-2012"
ROUNDS = 5
MOST_ON_LOADING, MOST_ON_REBUILDING = 30, 50
"""Per cent: what proof and sealing may add."""

MANY_EVENTS = 1_000_000


class InClear:
    """A key that seals nothing."""

    def encrypt(self, nonce: bytes, content: bytes, place: bytes) -> bytes:
        return content

    def decrypt(self, nonce: bytes, content: bytes, place: bytes) -> bytes:
        return content


class NoKeys:
    """In the place of a keyring: the same rows are written, with nothing hidden in them."""

    seal = None
    register_key = InClear()

    @property
    def people(self) -> NoKeys:
        return self

    def confirm(self, trusted_seconds: float) -> None:
        """Nobody is erased here."""

    def unwrapped(self, person: str, wrapped: bytes) -> InClear:
        return self.register_key

    def lookup(self, *words: str) -> bytes:
        return "\x1f".join(words).encode()

    @contextmanager
    def ready_for(self, events: Any, register: Any, *, checked: bool) -> Iterator[Any]:
        yield register

    def keys_for_writing(self, cursor: Any, people: Collection[str]) -> dict[str, InClear]:
        cursor.execute(
            "INSERT INTO person_key (person, wrapped) SELECT person, '' FROM unnest(%b::text[]) AS new (person)"
            " ON CONFLICT DO NOTHING", (list(people),))
        return defaultdict(InClear)


def in_clear(database: Database, name: str) -> Ledger:
    ledger = create_ledger(database, name, by="benchmark", target=810)
    database._keyrings[ledger.schema] = ledger.keyring = NoKeys()  # type: ignore[assignment]
    ledger.application.mapper.seal = None
    return ledger


def timed(work: Callable[..., Any], *given: Any) -> float:
    started = time.perf_counter()
    work(*given)
    return time.perf_counter() - started


def load(ledger: Ledger, folder: str) -> None:
    load_pack(ledger, SAMPLE, by="benchmark", today=date(2026, 11, 22), rejects_folder=Path(folder))


def load_and_seal(ledger: Ledger, folder: str) -> None:
    load(ledger, folder)
    seal(ledger)


def side_by_side(database: Database, rounds: int) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(rounds):
            off = in_clear(database, f"off{number}")
            on = create_ledger(database, f"on{number}", by="benchmark", target=810)
            seconds["load, off"].append(timed(load, off, folder))
            seconds["load, on"].append(timed(load_and_seal, on, folder))
            for ledger in (off, on):
                catch_up(ledger)
            seconds["rebuild, off"].append(timed(rebuild, off))
            seconds["rebuild, on"].append(timed(rebuild, on))
    return seconds


def tell_side_by_side(seconds: dict[str, list[float]]) -> bool:
    well = True
    for what, most in (("load", MOST_ON_LOADING), ("rebuild", MOST_ON_REBUILDING)):
        off, on = median(seconds[f"{what}, off"]), median(seconds[f"{what}, on"])
        added = 100 * (on - off) / off
        well = well and added <= most
        print(f"{what:8} both off {off:6.2f} s   both on {on:6.2f} s   adds {added:+5.1f} %   (at most {most} %)")
        for side in ("off", "on"):
            print(f"         {side:3} {' '.join(f'{one:.2f}' for one in seconds[f'{what}, {side}'])}")
    return well


def tell_proofs(database: Database, events: int) -> None:
    """Sealing, checking and proving over many events of ordinary size."""
    ledger = create_ledger(database, "many", by="benchmark")
    with ledger.transaction() as cursor:
        cursor.execute(
            "INSERT INTO event (leaf, originator_version, recorded_at, originator_id, topic, state)"
            " SELECT n, 1 + (n - 1) %% 50, clock_timestamp(), md5(((n - 1) / 50)::text)::uuid, 'family.observed.v1',"
            " '\\x01'::bytea || int4send(150) || convert_to(repeat(md5(n::text), 11), 'UTF8')"
            " FROM generate_series(1, %s) AS n", (events,))
    print(f"seal     {events / timed(seal, ledger):10,.0f} events/s, first sealing of {events:,}")
    with ledger.transaction() as cursor:
        key = public_key(cursor)
        assert key is not None
        wall = timed(check_log, cursor, [key])
        print(f"check    {events / wall:10,.0f} events/s")
        size = Checkpoint.parse(note_over(cursor).text).size
        proofs = [timed(joint_proof, TileNodes(cursor), [leaf], size) for leaf in range(0, size, size // 50)]
    print(f"proof    {1000 * median(proofs):10.2f} ms for one event of {size:,}, nothing read before")


def tell_packs(ledger: Ledger) -> None:
    family = next(iter(ledger.every_family())).id
    with ledger.transaction() as cursor:
        key = public_key(cursor)
    assert key is not None
    made = family_evidence(ledger, family)
    making = [timed(family_evidence, ledger, family) for _ in range(ROUNDS)]
    verifying = [timed(verify, made, [key]) for _ in range(ROUNDS)]
    print(f"pack     {1000 * median(making):10.1f} ms to make, {1000 * median(verifying):.1f} ms to verify,"
          f" {len(made):,} bytes")


def main(rounds: str | int = ROUNDS, events: str | int = MANY_EVENTS) -> bool:
    with scratch_server({"fsync": "on", "synchronous_commit": "on"}) as conninfo, Database(conninfo) as database:
        well = tell_side_by_side(side_by_side(database, int(rounds)))
        from ledger.ledgers import open_ledger

        tell_packs(open_ledger(database, "on0"))
        tell_proofs(database, int(events))
    return well


if __name__ == "__main__":
    sys.exit(0 if main(*sys.argv[1:]) else 1)
