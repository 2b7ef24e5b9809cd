"""A family that moves is decided on as before, is claimed for once, and nothing but the sender's own file is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from api.acts.checking import check_everything
from api.claiming.preparing import prepare_round
from api.england.moving import move_in, move_out
from domain.family import Family
from domain.rules.calendar import calendar_of
from ledger.claimed import held
from ledger.identity import Registration
from ledger.ledger import Ledger
from ledger.moving.errors import MoveRefused, MoveUnusable
from ledger.moving.letter import Letter
from ledger.proof.checkpointing import seal
from ledger.proof.notes import PublicKey, SigningKey
from ledger.sealing.erasing import erase_person
from ledger.sealing.ledger_keys import public_key, signing_key
from projections.project import project
from projections.runner import catch_up
from projections.version import schemes_of
from tests.claims.conftest import NewSample, sample
from tests.claims.conftest import pack as pack
from tests.matching.agency_packs import PEOPLE, load
from tests.projections.agencies import Agencies

__all__ = ["sample"]

PASSPHRASE = "four words that both know"
MOVED_ON = date(2020, 1, 6)
SCHEME, ROUND = "troubled-families-2012", date(2013, 7, 31)
_files = count(1)


def key_of(ledger: Ledger) -> PublicKey:
    seal(ledger)
    with ledger.transaction() as cursor:
        key = public_key(cursor)
    assert key is not None
    return key


def receiver_of(sender: Ledger, new_ledger: Callable[[], Ledger]) -> Ledger:
    """A ledger with the same school terms."""
    receiver = new_ledger()
    authority = receiver.authority()
    for term in sender.authority().terms.values():
        authority.set_term(term, "tests")
    receiver.save(authority)
    return receiver


def moved(sender: Ledger, family: str, receiver: Ledger, folder: Path) -> Path:
    file = folder / f"family-{next(_files)}.move"
    move_out(sender, family, receiver.name, MOVED_ON, PASSPHRASE, file, "A. Sender")
    return file


def came(receiver: Ledger, file: Path, key: PublicKey) -> Family:
    arrived = move_in(receiver, file.read_bytes(), file.name, key, PASSPHRASE, "B. Receiver")
    assert arrived.events
    return receiver.family(arrived.family)


def decided(ledger: Ledger, family: Family) -> list[Any]:
    """Every decision of every scheme, as sets of days, and the attachments; without pseudonyms and positions."""
    authority = ledger.authority()
    rows = project(family, calendar_of(authority.terms.values()), schemes_of(authority))
    decisions = sorted(map(str, (replace_family(row) for row in rows.decisions)))
    return [decisions, sorted(str(row[1:-1]) for row in rows.attached), rows.standing.members]


def replace_family(row: Any) -> Any:
    return row._replace(family=UUID(int=0)) if hasattr(row, "_replace") else replace(row, family=UUID(int=0))


@pytest.mark.parametrize("seed", range(4))
def test_every_verdict_on_every_day_is_the_senders(
    new_ledger: Callable[[], Ledger], tmp_path: Path, seed: int
) -> None:
    agencies = Agencies(new_ledger(), Random(seed), families=3)
    sender = agencies.ledger
    while agencies.rows:
        agencies.record(200)
    receiver = receiver_of(sender, new_ledger)
    key, some = key_of(sender), 0
    for family_id, family in agencies.families.items():
        if family.version == 0:
            continue
        before = sender.family(family.id)
        there = came(receiver, moved(sender, family_id, receiver, tmp_path), key)
        assert decided(receiver, there) == decided(sender, before)
        some += len(decided(receiver, there)[0])
        assert sender.family(family.id).moved_out is not None
        assert before.observations.keys().isdisjoint(there.observations)
        assert not {person for person, _ in before.stays} & {person for person, _ in there.stays}
    assert some > 50
    catch_up(receiver)
    assert check_everything(receiver, [key_of(receiver)], [], False, lambda *_: None).agrees


@pytest.mark.parametrize("told_in_the_family", [True, False])
def test_of_someone_erased_nothing_moves_and_the_verdicts_are_the_same(
    new_ledger: Callable[[], Ledger], tmp_path: Path, told_in_the_family: bool
) -> None:
    agencies = Agencies(new_ledger(), Random(11), families=2)
    agencies.record()
    sender = agencies.ledger
    family_id, family = max(agencies.families.items(), key=lambda one: len(one[1].stays))
    person = min(person for person, _ in family.stays)
    if told_in_the_family:
        registration = Registration()
        registration.membership(person, family.id)
        sender.save(register=registration)
    erase_person(sender, person, "asked for", "the DPO", "tests")
    receiver = receiver_of(sender, new_ledger)
    before = sender.family(family.id)
    assert before.erased == {person}
    there = came(receiver, moved(sender, family_id, receiver, tmp_path), key_of(sender))
    assert len(there.erased) == 1
    assert decided(receiver, there) == decided(sender, before)


def test_what_was_claimed_is_not_claimed_again(
    sample: NewSample, new_ledger: Callable[[], Ledger], tmp_path: Path
) -> None:
    sender = sample()
    prepared = prepare_round(sender, SCHEME, ROUND, "prep")
    claimed = UUID(prepared.of_round.lines[prepared.claims[0]].family)
    other = next(family for family in sender.every_family()
                 if SCHEME in family.attachments and not family.claims and not family.merged_with)
    receiver, key = receiver_of(sender, new_ledger), key_of(sender)
    names = sender.register.family_ids([claimed, other.id])
    there = came(receiver, moved(sender, names[claimed], receiver, tmp_path), key)
    assert [claim.result for claim in there.claimed_elsewhere.values()] == [
        claim.result for claim in sender.family(claimed).claims.values()]
    came(receiver, moved(sender, names[other.id], receiver, tmp_path), key)
    again = prepare_round(receiver, SCHEME, ROUND, "prep")
    assert str(there.id) not in {line.family for line in again.of_round.lines.values()}
    with receiver.transaction() as cursor:
        subjects = {hold.subject for hold in held(cursor, SCHEME)}
    assert str(there.id) in subjects and {person for person, _ in there.stays} & subjects
    assert not prepare_round(sender, SCHEME, date(2013, 10, 31), "prep").of_round.families.keys() & {str(other.id)}


def test_interventions_travel_and_the_senders_own_work_does_not(
    new_ledger: Callable[[], Ledger], tmp_path: Path
) -> None:
    sender = new_ledger()
    people = PEOPLE + "P1,F1,Ann,Lee,1980-01-01,2010-09-01,,yes,yes,,,\n"
    rows = "record_id,family_id,kind,provider,started_on,intensity,ended_on,how\n"
    rows += "I1,F1,parenting course,A service,2012-05-01,weekly,2012-09-30,completed\n"
    rows += "I2,F1,mentoring,A service,2012-06-01,light,,\nI3,F1,taken back,A service,2012-06-01,light,,\n"
    load(sender, tmp_path, people=people, interventions=rows,
         districts="family_id,district,from_on\nF1,North,2012-04-01\n",
         lead_workers="family_id,lead_worker,from_on\nF1,a post,2012-04-01\n",
         referrals="record_id,family_id,direction,agency,referred_on,need\nR1,F1,out,CAMHS,2012-04-02,debt\n",
         reviews="family_id,board,reviewed_on,decision,next_on\nF1,A board,2012-08-01,continue,\n")
    load(sender, tmp_path, interventions=rows.splitlines()[0] + ",withdrawn\nI3,,,,,,,,yes\n")
    theirs = sender.family(sender.register.families(["F1"])["F1"]).casework
    receiver = receiver_of(sender, new_ledger)
    casework = came(receiver, moved(sender, "F1", receiver, tmp_path), key_of(sender)).casework
    assert [replace(one, entry="", known_at=0) for one in casework.interventions.values()] == [
        replace(one, entry="", known_at=0) for one in theirs.interventions.values()]
    assert len(casework.interventions) == 2 and not casework.interventions.keys() & theirs.interventions.keys()
    assert not (casework.referrals or casework.reviews or casework.lead_workers or casework.districts)
    assert theirs.referrals and theirs.reviews and theirs.lead_workers and theirs.districts


def test_the_sender_prepares_no_claim_for_a_family_that_moved(
    sample: NewSample, new_ledger: Callable[[], Ledger], tmp_path: Path
) -> None:
    sender, twin = sample(), sample()
    family = prepare_round(twin, SCHEME, ROUND, "prep").of_round.families
    name = twin.register.family_ids([UUID(next(iter(family.values())))]).popitem()[1]
    moved(sender, name, new_ledger(), tmp_path)
    prepared = prepare_round(sender, SCHEME, ROUND, "prep")
    stream = sender.register.families([name])[name]
    assert str(stream) not in prepared.of_round.families.values()
    assert any(left.family == stream and "moved to" in left.reason for left in prepared.left_out)


@pytest.fixture(scope="module")
def on_its_way(
    new_ledger: Callable[[], Ledger], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Ledger, Ledger, Path]:
    agencies = Agencies(new_ledger(), Random(5), families=1)
    agencies.record()
    receiver = receiver_of(agencies.ledger, new_ledger)
    family = next(name for name, family in agencies.families.items() if family.version)
    return agencies.ledger, receiver, moved(agencies.ledger, family, receiver, tmp_path_factory.mktemp("moves"))


def refused(receiver: Ledger, file: Path, key: PublicKey, passphrase: str = PASSPHRASE) -> str:
    before = receiver.position(), len(receiver.extracts.every())
    with pytest.raises((MoveUnusable, MoveRefused)) as refusal:
        move_in(receiver, file.read_bytes(), file.name, key, passphrase, "B. Receiver")
    assert (receiver.position(), len(receiver.extracts.every())) == before
    return str(refusal.value)


def test_a_file_that_was_changed_cut_or_is_by_another_is_refused(
    on_its_way: tuple[Ledger, Ledger, Path], tmp_path: Path, new_ledger: Callable[[], Ledger]
) -> None:
    sender, receiver, file = on_its_way
    key, content = key_of(sender), file.read_bytes()
    changed = tmp_path / "changed.move"
    for place in (3, 20, 40, len(content) // 2, len(content) - 1):
        changed.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        refused(receiver, changed, key)
        changed.write_bytes(content[:place])
        refused(receiver, changed, key)
    assert "passphrase" in refused(receiver, file, key, "another one that nobody knows")
    foreign = SigningKey(key.name, b"\x07" * 32).public
    assert "not signed by" in refused(receiver, file, foreign)
    assert "was sent to" in refused(new_ledger(), file, key)


def test_whoever_knows_the_passphrase_still_cannot_change_anything(
    on_its_way: tuple[Ledger, Ledger, Path], tmp_path: Path
) -> None:
    sender, receiver, file = on_its_way
    key, letter = key_of(sender), Letter.opened(file.read_bytes(), PASSPHRASE)
    forged = tmp_path / "forged.move"
    someone = SigningKey(key.name, b"\x08" * 32)
    sheet = {**letter.sheet, "family_id": "another"}
    cut = letter.pack.replace(b'"version":2', b'"version":3', 1)
    for other in (
        replace(letter, sheet=sheet),
        replace(letter, pack=cut),
        Letter.signed(someone, letter.pack, sheet, receiver.name, MOVED_ON),
    ):
        forged.write_bytes(other.closed(PASSPHRASE))
        assert refused(receiver, forged, key)
    with sender.transaction() as cursor:
        own = signing_key(cursor, sender.database.master_key, sender.name)
    forged.write_bytes(Letter.signed(own, cut, letter.sheet, receiver.name, MOVED_ON).closed(PASSPHRASE))
    assert "not verified" in refused(receiver, forged, key)


def test_names_do_not_stand_in_the_file(on_its_way: tuple[Ledger, Ledger, Path]) -> None:
    _, _, file = on_its_way
    people = Letter.opened(file.read_bytes(), PASSPHRASE).sheet["people"].values()
    names = {said[name] for said in people for name in ("person_id", "forename", "surname") if said.get(name)}
    assert names and not any(name.encode() in file.read_bytes() for name in names)


def test_without_the_school_terms_of_its_attendance_it_is_refused(
    sample: NewSample, new_ledger: Callable[[], Ledger], tmp_path: Path
) -> None:
    sender, receiver = sample(), new_ledger()
    family = next(family for family in sender.every_family()
                  if any(known.observation.kind == "attendance" for known in family.observations.values()))
    name = sender.register.family_ids([family.id])[family.id]
    file = moved(sender, name, receiver, tmp_path)
    assert "terms.csv" in refused(receiver, file, key_of(sender))


def test_the_same_file_again_adds_nothing_and_another_is_refused(
    on_its_way: tuple[Ledger, Ledger, Path], tmp_path: Path
) -> None:
    sender, receiver, file = on_its_way
    key = key_of(sender)
    there = came(receiver, file, key)
    before = receiver.position()
    assert move_in(receiver, file.read_bytes(), file.name, key, PASSPHRASE, "B. Receiver").events == 0
    assert receiver.position() == before
    assert there.moved_in is not None and there.moved_in.origin == key.name
    family = next(family for family in sender.every_family() if family.moved_out)
    name = sender.register.family_ids([family.id])[family.id]
    assert "moved in already" in refused(receiver, moved(sender, name, receiver, tmp_path), key)
