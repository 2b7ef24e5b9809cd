"""A ledger with the sample in it, and the claims of one round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from api.claiming.places import return_of
from api.claiming.preparing import prepare_round
from intake.loading import load_pack
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger
from ledger.proof.checkpointing import seal
from ledger.sealing.ledger_keys import public_key

SAMPLE = Path(__file__).parents[3] / "samples" / "oxfordshire-2012"
SCHEME, ROUND = "troubled-families-2012", date(2013, 7, 31)


@dataclass
class Claimed:
    ledger: Ledger
    claims: dict[UUID, list[str]]
    return_stream: UUID
    key: str

    @property
    def one(self) -> tuple[UUID, str]:
        family = min(self.claims)
        return family, self.claims[family][0]


@pytest.fixture(scope="session")
def claimed_ledger(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Claimed:
    return make_claimed(database, tmp_path_factory.mktemp("rejects"), "claimed")


@pytest.fixture
def own_claimed(database: Database, tmp_path: Path) -> Callable[[str], Claimed]:
    return lambda name: make_claimed(database, tmp_path, name)


def make_claimed(database: Database, rejects: Path, name: str) -> Claimed:
    ledger = create_ledger(database, name, "tests", "Oxfordshire County Council", 810)
    load_pack(ledger, SAMPLE, by="tests", today=date(2026, 11, 22), rejects_folder=rejects)
    prepare_round(ledger, SCHEME, ROUND, "prep")
    of_round = return_of(ledger, SCHEME, ROUND)
    claims: dict[UUID, list[str]] = {}
    for claim, line in of_round.lines.items():
        claims.setdefault(UUID(line.family), []).append(claim)
    seal(ledger)
    with ledger.transaction() as cursor:
        key = public_key(cursor)
    assert key is not None and claims
    return Claimed(ledger, claims, of_round.id, str(key))
