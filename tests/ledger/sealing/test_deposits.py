"""After an adoption: the old record is sealed away, and nothing leads from it to the new name, or back."""

from __future__ import annotations

import base64
import stat
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from family_builders import ANN, BY, observed, stay

from domain.family import Family
from ledger.identity import Person, Registration, new_person_pseudonym
from ledger.ledger import Ledger
from ledger.sealing.deposits import read_deposit, seal_away, sealed_record
from ledger.sealing.errors import DepositUnusable, NobodyToErase


@pytest.fixture
def home(ledger: Ledger) -> UUID:
    family, registration = Family(uuid4()), Registration()
    family.record_stay(stay(ANN, born_on=date(2001, 2, 3)), BY)
    observed(family, "one")
    registration.person(Person(ANN, "P1", "Zebedee", "Quartermaine"))
    registration.membership(ANN, family.id)
    ledger.save(family, register=registration)
    return family.id


def sealed(ledger: Ledger, file: Path) -> None:
    seal_away(ledger, ANN, "court order", "the designated officer", "tests", file)


def test_the_ledger_forgets_and_the_custodian_can_read(ledger: Ledger, home: UUID, tmp_path: Path) -> None:
    file = tmp_path / "deposit.json"
    sealed(ledger, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ledger.family(home).stays == {} and ledger.register.people(["P1"]) == {}
    assert ledger.history(home)[-1].event.sentence().startswith(f"What was known of {{{ANN}}} was sealed away")
    record = list(sealed_record(ledger, read_deposit(file)))
    assert [topic for _, topic, _ in record] == ["family.member-joined.v1", "family.observed.v1"]
    assert record[0][2]["born_on"] == "2001-02-03" and record[1][2]["kind"] == "exclusions"


def test_a_deposit_that_was_changed_opens_nothing(ledger: Ledger, home: UUID, tmp_path: Path) -> None:
    file = tmp_path / "deposit.json"
    sealed(ledger, file)
    text, key = file.read_text(), read_deposit(file).key
    for other in (base64.b64encode(bytes(32)).decode(), "no key", ""):
        file.write_text(text.replace(key, other))
        with pytest.raises(DepositUnusable, match="was changed"):
            list(sealed_record(ledger, read_deposit(file)))
    for wrong in ("[]", "7", "", "{}", text.replace(str(home), "nowhere")):
        file.write_text(wrong)
        with pytest.raises(DepositUnusable, match="no deposit"):
            read_deposit(file)


def test_the_new_identity_is_a_new_person(ledger: Ledger, home: UUID, tmp_path: Path) -> None:
    sealed(ledger, tmp_path / "deposit.json")
    again, adopted, registration = new_person_pseudonym(), Family(uuid4()), Registration()
    adopted.record_stay(stay(again), BY)
    registration.person(Person(again, "P1", "Newname"))
    registration.membership(again, adopted.id)
    ledger.save(adopted, register=registration)
    assert ledger.register.people(["P1"])["P1"].pseudonym == again
    with ledger.transaction() as cursor:
        for table in ("person", "record", "membership", "person_key", "event"):
            rows = cursor.execute(f"SELECT t::text FROM {table} AS t").fetchall()
            assert not [row for (row,) in rows if ANN in row and again in row]
        assert cursor.execute("SELECT count(*) FROM person_key WHERE person = %s", (ANN,)).fetchone() == (0,)


def test_a_deposit_is_never_written_over_and_only_made_for_someone(ledger: Ledger, home: UUID, tmp_path: Path) -> None:
    file = tmp_path / "deposit.json"
    file.write_text("another's")
    with pytest.raises(FileExistsError):
        sealed(ledger, file)
    assert len(ledger.family(home).stays) == 1
    with pytest.raises(DepositUnusable):
        read_deposit(file)
    with pytest.raises(NobodyToErase):
        seal_away(ledger, "nobody", "r", "d", "tests", tmp_path / "other.json")
    assert not (tmp_path / "other.json").exists()
