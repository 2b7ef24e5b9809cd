"""A line for each scheme: that its worked cases come out, and how many of the sample's families it would take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.command_line.scheme_checks import checked
from api.demo.headings import print_heading
from domain.counts import how_many
from ledger.rule_sets import SCHEMES, rule_set

if TYPE_CHECKING:
    from ledger.ledger import Ledger


def print_schemes(ledger: Ledger) -> None:
    """Of what the tables hold: they are to be up to date. Decided on the first day on which each scheme attaches."""
    print_heading("The three national schemes on this ledger")
    for name in SCHEMES:
        print(_line(ledger, name))


def _line(ledger: Ledger, name: str) -> str:
    from projections.queries.eligible import eligibility

    scheme = rule_set(name, ledger.authority().overlay)
    results = checked(name, None, None)
    passed = sum(result.passed for result in results)
    day = scheme.attachments_from
    eligible = sum(row.eligible for row in eligibility(ledger, name, day))
    return (
        f"{name}: {passed} of {len(results)} worked cases as they should be;"
        f" {how_many(len(scheme.criteria), 'criterion', 'criteria')}, {how_many(len(scheme.results), 'kind')} of"
        f" result; {how_many(eligible, 'family')} eligible on {day}; rules {scheme.digest[:12]}")
