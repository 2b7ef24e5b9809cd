"""What must hold of any history, however it is cut into batches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

import pytest

from domain.authority import Term
from domain.observations import Observation
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES
from projections.queries.claiming import claimable
from projections.queries.eligible import eligibility
from projections.queries.histories import history
from projections.rebuild import rebuild
from projections.runner import catch_up
from tests.projections.agencies import BY, Agencies
from tests.projections.contents import held, ought

DAYS = {
    "troubled-families-2012": (date(2013, 1, 31), date(2014, 10, 31)),
    "troubled-families-2015": (date(2016, 6, 30), date(2019, 3, 31)),
    "supporting-families-2022": (date(2023, 9, 30), date(2024, 12, 31)),
}


@pytest.mark.parametrize("seed", range(4))
def test_incremental_equals_rebuilt_equals_folded(new_ledger: Callable[[], Ledger], seed: int) -> None:
    rng = Random(seed)
    agencies = Agencies(new_ledger(), rng, families=4)
    ledger = agencies.ledger
    while agencies.rows:
        agencies.record(rng.choice([1, 7, 60, 400]))
        assert catch_up(ledger, batch_events=rng.choice([1_000, 50_000])) == ledger.position()
    position, contents = held(ledger)
    assert contents == ought(ledger, position)
    assert contents["decision"] and contents["attached"]
    assert rebuild(ledger, compare=True).differences == []
    assert held(ledger) == (position, contents)


def test_one_event_a_batch_comes_to_the_same(new_ledger: Callable[[], Ledger]) -> None:
    agencies = Agencies(new_ledger(), Random(7), families=1)
    position = agencies.record()
    catch_up(agencies.ledger, batch_events=1)
    assert held(agencies.ledger) == (position, ought(agencies.ledger, position))


def test_as_known_then_is_what_the_tables_said_then(agencies: Agencies) -> None:
    ledger, said = agencies.ledger, {}
    portion = len(agencies.rows) // 5
    while agencies.rows:
        known = agencies.record(portion)
        catch_up(ledger)
        said[known] = answers(ledger, None)
    assert all(answers(ledger, known) == then for known, then in said.items())
    assert len({str(then) for then in said.values()}) == len(said)


def answers(ledger: Ledger, known: int | None) -> object:
    asked = [(scheme, day, known) for scheme in SCHEMES for day in DAYS[scheme]]
    eligible = [eligibility(ledger, *given) for given in asked]
    return eligible, [claimable(ledger, *given) for given in asked], [
        history(ledger, row.family_id, known) for row in eligible[0]]


def test_a_change_of_the_calendar_folds_every_family_again(agencies: Agencies) -> None:
    ledger = agencies.ledger
    agencies.record()
    catch_up(ledger)
    before = held(ledger)[1]["decision"]
    authority = ledger.authority()
    for term in list(authority.terms.values())[::2]:
        authority.withdraw_term(term.term_id, "a test")
    authority.set_term(Term("extra", "2013-14", date(2013, 9, 2), date(2013, 9, 20)), "a test")
    ledger.save(authority)
    catch_up(ledger)
    position, contents = held(ledger)
    assert contents == ought(ledger, position)
    assert contents["decision"] != before


def test_a_zero_byte_in_an_extract_does_not_stop_the_projection(agencies: Agencies) -> None:
    agencies.record(200)
    family = next(iter(agencies.families.values()))
    needs = Observation("", "needs", None, True, {"need": "debt\0\t\\", "starts_on": "2013-01-01"})
    family.observe("r", needs, BY)
    agencies.ledger.save(family)
    catch_up(agencies.ledger)
    told = history(agencies.ledger, agencies.family_id(family.id))[-1]
    assert told.sentence.startswith("Observed: need: debt\0\t\\")
