"""The made-up families of the national programme are what intake would have made of their extracts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.national.households import SCHEME, Household, household, households
from benchmarks.national.packs import write_pack
from benchmarks.national.recording import record, record_terms
from domain.family import Family
from domain.rules.deciding import standing
from intake.loading import load_pack
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set

FAMILIES = 12
TODAY = date(2026, 11, 22)


def test_the_same_seed_and_number_give_the_same_household() -> None:
    assert household(2015, 7) == household(2015, 7)
    assert household(2015, 7) != household(2015, 8)
    assert household(2015, 7) != household(2016, 7)


def test_a_family_has_about_fifty_events() -> None:
    made = [household(2015, number) for number in range(300)]
    assert 40 < sum(_events(one) for one in made) / len(made) < 60


def _events(one: Household) -> int:
    closed = one.attachment is not None and one.attachment.closed_on is not None
    return 1 + len(one.members) + len(one.records) + (one.attachment is not None) + closed


def test_what_is_recorded_directly_is_what_intake_records_of_the_pack(
    new_ledger: Callable[[], Ledger], tmp_path: Path
) -> None:
    directly, by_intake = new_ledger(), new_ledger()
    record_terms(directly)
    assert sum(1 for _ in record(directly, 1, cohort=FAMILIES)) == 1
    write_pack(tmp_path / "pack", sum(_rows(household(2015, number)) for number in range(FAMILIES)))
    report = load_pack(by_intake, tmp_path / "pack", by="test", today=TODAY, rejects_folder=tmp_path / "rejects")
    assert {reason.column.split(";")[0] for reason in report.reasons} == {"sessions_authorised"}
    assert _said(directly, broken=report.rejected) == _said(by_intake, broken=0)


def _rows(one: Household) -> int:
    standing_records = {record.record_id: record.withdrawn for record in one.records}
    return len(one.members) + list(standing_records.values()).count(False) + (one.attachment is not None)


def _said(ledger: Ledger, broken: int) -> list[Any]:
    """What is on record of each family, pseudonyms aside; attendance, of which rows come back, as a number."""
    family_ids = ledger.register.every_family()
    families = sorted(ledger.every_family(), key=lambda family: family_ids[family.id])
    said = [(family_ids[family.id], *_content(family)) for family in families]
    attendance = sum(known.observation.kind == "attendance" for f in families for known in f.observations.values())
    return [len(said), attendance - broken, said]


def _content(family: Family) -> tuple[Any, ...]:
    stays = sorted((stay.joined_on, str(stay.born_on), stay.resident, stay.parent) for stay in family.stays.values())
    observed = Counter(
        (known.observation.kind, known.observation.family_named, str(sorted(known.observation.fields.items())))
        for known in family.observations.values() if known.observation.kind != "attendance")
    attached = [(a.attached_on, a.assessed_on, a.planned_on, a.closed_on, a.lead_worker)
                for a in family.attachments.values()]
    return stays, observed, attached


def test_every_attached_family_was_eligible_on_the_day(ledger: Ledger) -> None:
    record_terms(ledger)
    for _ in record(ledger, 1, cohort=40):
        pass
    terms, scheme = list(ledger.authority().terms.values()), rule_set(SCHEME)
    attached = [family for family in ledger.every_family() if family.attachments]
    assert len(attached) > 20
    for family in attached:
        assert family.attachments[SCHEME].attached_on.toordinal() in standing(family, terms, scheme).eligible


def test_households_go_on_for_ever() -> None:
    made = households(2015, 10)
    assert [next(made).family_id for _ in range(2)] == ["NP-0000010", "NP-0000011"]
