"""Lists of claims at any earlier moment: what the tables still say with what was recorded since taken back."""

from __future__ import annotations

from datetime import date
from itertools import groupby

import pytest

from api.claiming import exporting, steps
from api.claiming.places import every_claim
from api.claiming.preparing import prepare_round
from domain.claims.sampling import in_drawing_order
from ledger.ledger import Ledger
from projections.queries import since
from projections.queries.claim_pages import claims_page
from projections.queries.claimed_rounds import rounds_page
from projections.queries.claims import (
    ClaimListed,
    Summed,
    Wanted,
    claims_listed,
    claims_summed,
)
from projections.queries.pages import Part
from projections.queries.strata import Stratum, strata_drawn
from projections.runner import catch_up
from tests.claims.conftest import NewSample

SCHEME, FIRST, SECOND = "troubled-families-2012", date(2013, 1, 31), date(2013, 7, 31)
WANTED = (Wanted(SCHEME), Wanted(SCHEME, SECOND, status="sampled"), Wanted(result="CAE", at_risk=False))


@pytest.fixture(scope="module")
def ledger(sample: NewSample) -> Ledger:
    """Two rounds: of one claims were audited and failed, of the other they were only prepared."""
    made = sample()
    prepare_round(made, SCHEME, FIRST, by="officer")
    prepare_round(made, SCHEME, SECOND, by="officer")
    steps.review(made, SCHEME, SECOND, by="reviewer")
    drawn = steps.draw_sample(made, SCHEME, SECOND, "a seed", by="auditor").sample
    steps.audit(made, drawn[0], passed=False, finding="no record at the school", by="auditor")
    catch_up(made)
    return made


@pytest.fixture(scope="module")
def moments(ledger: Ledger) -> list[int]:
    """Each at which something was recorded of a claim, and the one before the first."""
    with ledger.transaction() as cursor:
        rows = cursor.execute("SELECT notification_id FROM event WHERE starts_with(topic, 'family.claim-')"
                              " ORDER BY notification_id").fetchall()  # fmt: skip
    positions = [row[0] for row in rows]
    return [positions[0] - 1, *positions[:: max(1, len(positions) // 12)], positions[-1]]


@pytest.fixture(params=["tables", "log"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "log":
        monkeypatch.setattr(since, "CHANGED_MAX", 1)


def _folded(ledger: Ledger, known: int) -> list[ClaimListed]:
    with ledger.transaction() as cursor:
        named = dict(cursor.execute("SELECT pseudonym, family_id FROM family").fetchall())
    families = ledger.families(named, known)
    return sorted(row for stream, family in families.items() for row in claims_listed(family, named[stream]))


@pytest.mark.usefixtures("way")
def test_at_every_moment_they_list_what_the_families_folded_then_say(ledger: Ledger, moments: list[int]) -> None:
    for known in moments:
        every = _folded(ledger, known)
        for wanted in WANTED:
            rows = [row for row in every if wanted.fits(row)]
            assert claims_page(ledger, wanted, known).rows == rows
            if len(rows) > 3:
                assert claims_page(ledger, wanted, known, Part((rows[1].claim,), 2)).rows == rows[2:4]
            assert claims_summed(ledger, wanted, known) == Summed(
                len(rows), sum(row.amount_pence for row in rows), sum(row.paid_pence for row in rows))
        for row in every[:2]:
            family = ledger.register.families([row.family_id])[row.family_id]
            assert row in claims_page(ledger, Wanted(family=family), known).rows
    assert {row.status for row in every} >= {"prepared", "reviewed", "sampled", "audit failed"}


@pytest.mark.usefixtures("way")
def test_at_every_moment_rounds_samples_and_strata_are_those_of_the_claims(
    ledger: Ledger, moments: list[int]
) -> None:
    for known in moments:
        every = _folded(ledger, known)
        rounds = [(day, list(rows)) for day, rows in groupby(every, key=lambda row: row.round_on)]
        assert [(one.round_on, one.claimed, one.claimed_pence, one.failed)
                for one in rounds_page(ledger, SCHEME, known).rows] == [
            (day, len(rows), sum(row.amount_pence for row in rows), sum(row.status == "audit failed" for row in rows))
            for day, rows in rounds]
        drawn = {claim.id for _, claim in every_claim(ledger, known) if claim.sampled}
        sampled = claims_page(ledger, Wanted(round_on=SECOND, sampled=True), known).rows
        assert [row.claim for row in sampled] == sorted(drawn)
        for by in ("result", ""):
            assert strata_drawn(ledger, WANTED[0], "x", by, 2, known) == _strata(every, by)


def _strata(claims: list[ClaimListed], by: str) -> list[Stratum]:
    held: dict[str, dict[str, ClaimListed]] = {}
    for row in claims:
        held.setdefault(str(getattr(row, by)) if by else "", {})[row.claim] = row
    return [Stratum(name, len(of), sum(row.amount_pence for row in of.values()),
                    [of[claim] for claim in in_drawing_order("x", of)[:2]]) for name, of in sorted(held.items())]


def test_a_return_says_of_its_lines_what_the_log_says(ledger: Ledger) -> None:
    by_tables = exporting.return_rows(ledger, SCHEME, SECOND)
    assert len({row.status for row in by_tables}) > 2
    authority = ledger.authority()
    authority.withdraw_term(next(iter(authority.terms)), "tests")
    ledger.save(authority)  # of which the tables do not know
    assert exporting.return_rows(ledger, SCHEME, SECOND) == by_tables
