"""Claims in a real ledger: prepared, reviewed, sampled, signed and paid; never twice, whoever is quicker."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from api.claiming import steps
from api.claiming.places import claim_called, every_claim, return_of
from api.claiming.preparing import prepare_round
from domain.claims.claim import ClaimRefused
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import open_ledger
from ledger.rule_sets import rule_set
from tests.claims import builders
from tests.claims.conftest import NewSample

SCHEME = "troubled-families-2012"
FIRST_ROUND = date(2013, 1, 31)
ROUND = date(2013, 7, 31)
OCTOBER = date(2013, 10, 31)


def test_a_round_from_proposal_to_payment(sample: NewSample) -> None:
    ledger = sample()
    prepared = prepare_round(ledger, SCHEME, ROUND, by="officer")
    assert prepared.claims
    assert prepare_round(ledger, SCHEME, ROUND, by="officer").claims == ()
    steps.review(ledger, SCHEME, ROUND, by="reviewer")
    of_round = steps.draw_sample(ledger, SCHEME, ROUND, "a seed", by="auditor")
    failed = of_round.sample[0]
    further = steps.audit(ledger, failed, passed=False, finding="no record at the school", by="auditor")
    assert further
    while waiting := return_of(ledger, SCHEME, ROUND).unaudited:
        steps.audit(ledger, waiting[0], passed=True, finding="all found", by="auditor")
    steps.sign(ledger, SCHEME, ROUND, by="finance officer")
    steps.submit(ledger, SCHEME, ROUND, by="officer")
    paid = steps.pay_all(ledger, SCHEME, ROUND, by="finance officer")
    assert paid.paid_pence == paid.submitted_pence == sum(line.amount_pence for line in paid.lines.values())
    assert claim_called(ledger, failed)[2].status == "audit failed"
    statuses = {claim.status for _, claim in every_claim(ledger)}
    assert statuses == {"paid", "audit failed"}


def test_no_family_has_two_main_results_over_the_rounds(sample: NewSample) -> None:
    ledger = sample()
    for round_on in (FIRST_ROUND, ROUND, date(2014, 3, 31)):
        prepare_round(ledger, SCHEME, round_on, by="officer")
    main = [family.id for family, claim in every_claim(ledger) if claim.main]
    assert len(main) == len(set(main))


def test_many_officers_at_once_make_each_claim_once(sample: NewSample, database: Database) -> None:
    ledger = sample()

    def prepare(officer: int) -> int:
        return len(prepare_round(open_ledger(database, ledger.name), SCHEME, ROUND, by=f"officer {officer}").claims)

    with ThreadPoolExecutor(8) as officers:
        made = list(officers.map(prepare, range(8)))
    claims = every_claim(ledger)
    assert sum(made) == len(claims) == len(return_of(ledger, SCHEME, ROUND).lines)
    assert len({(family.id, claim.result) for family, claim in claims}) == len(claims)


def test_three_processes_at_once_make_each_claim_once(sample: NewSample, conninfo: str) -> None:
    ledger = sample()
    command = ("claims", "prepare", "--round", str(ROUND), "--ledger", ledger.name, "--by", "officer")
    program = (sys.executable, "-c", "import sys; from api.command_line import main; sys.exit(main())", *command)
    environment = os.environ | {"DATABASE_URL": conninfo}
    under_way = [subprocess.Popen(program, env=environment, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [process.wait(60) for process in under_way] == [0, 0, 0]
    claims = every_claim(ledger)
    assert len({(family.id, claim.result) for family, claim in claims}) == len(claims) > 5


def test_all_rounds_at_once_make_one_main_claim_for_a_family(sample: NewSample, database: Database) -> None:
    """Here no two writers share a return: only the families and what is held stand between them."""
    ledger = sample(target=60)

    def prepare(day: date) -> None:
        prepare_round(open_ledger(database, ledger.name), SCHEME, day, by=f"officer of {day}")

    days = rule_set(SCHEME).rounds
    with ThreadPoolExecutor(len(days)) as officers:
        list(officers.map(prepare, days))
    claims = every_claim(ledger)
    main = [family.id for family, claim in claims if claim.main]
    assert len(main) == len(set(main)) > 20
    assert len({family.id for family, claim in claims if claim.amount_pence}) <= 50
    people = Counter(person for family, claim in claims if claim.main for person in claim.record["members"])
    assert max(people.values()) == 1


def test_two_families_that_share_a_person_are_claimed_for_once_by_whoever_is_quicker(
    new_ledger: Callable[[], Ledger]
) -> None:
    """Two rounds prepared at one instant, eight times: which family is first may change, that it is one may not."""
    for _ in range(8):
        ledger = new_ledger()
        families = [builders.family(number, lodger="lodgerlodgerlodg") for number in (1, 2)]
        terms = ledger.authority()
        for term in builders.authority().terms.values():
            terms.set_term(term, "tests")
        ledger.save(terms, *families)
        with ThreadPoolExecutor(2) as officers:
            for day in (ROUND, OCTOBER):
                officers.submit(prepare_round, ledger, SCHEME, day, by="officer")
        assert sum(claim.main for _, claim in every_claim(ledger)) == 1


def test_a_result_beyond_five_of_six_of_the_target_is_valid_and_pays_nothing(sample: NewSample) -> None:
    ledger = sample(target=6)
    of_round = prepare_round(ledger, SCHEME, ROUND, by="officer").of_round
    paying = {line.family for line in of_round.lines.values() if line.amount_pence}
    assert len(paying) == 5
    assert of_round.turned_around > 5
    assert all(line.main or line.amount_pence for line in of_round.lines.values() if line.family in paying)


def test_who_prepared_may_not_review_and_who_reviewed_may_not_sign(sample: NewSample) -> None:
    ledger = sample()
    prepare_round(ledger, SCHEME, FIRST_ROUND, by="officer")
    with pytest.raises(ClaimRefused, match="four eyes"):
        steps.review(ledger, SCHEME, FIRST_ROUND, by="officer")
    position = ledger.position()
    steps.review(ledger, SCHEME, FIRST_ROUND, by="reviewer")
    of_round = steps.draw_sample(ledger, SCHEME, FIRST_ROUND, "s", by="auditor")
    for claim in of_round.sample:
        steps.audit(ledger, claim, passed=True, finding="all found", by="auditor")
    for who in ("officer", "reviewer"):
        with pytest.raises(ClaimRefused, match="four eyes"):
            steps.sign(ledger, SCHEME, FIRST_ROUND, by=who)
    assert ledger.position() > position


def test_merging_flags_the_second_claim_and_separating_takes_the_flag_away(sample: NewSample) -> None:
    ledger = sample()
    prepare_round(ledger, SCHEME, ROUND, by="officer")
    (first, _), (second, claim) = [pair for pair in every_claim(ledger) if pair[1].main][:2]
    one, other = (ledger.register.family_ids([family.id])[family.id] for family in (first, second))
    steps.merge(ledger, one, other, "same address and mother", by="officer")
    flagged = claim_called(ledger, claim.id)[2]
    assert flagged.risk is not None and "one with another" in flagged.risk.why and flagged.stands
    steps.separate(ledger, one, other, "they are cousins", by="officer")
    assert claim_called(ledger, claim.id)[2].risk is None
    topics = [entry.event.topic for entry in ledger.history(second.id)]
    assert {"family.merged.v1", "family.separated.v1"} <= set(topics)
