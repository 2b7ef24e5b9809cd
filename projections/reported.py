"""Which clauses of a scheme are reported in the tables, by the names they have there."""

from __future__ import annotations

from collections.abc import Iterator

from domain.rules.clause import Clause
from domain.rules.scheme import Scheme

ELIGIBILITY = "eligibility"

Named = tuple[str, Clause]


def clauses_of_everyone(scheme: Scheme) -> list[Named]:
    """The criteria and the eligibility: asked of every family on record."""
    return [*scheme.criteria.items(), (ELIGIBILITY, scheme.eligibility)]


def clauses_of_attached(scheme: Scheme) -> list[Named]:
    """The measures, the results, and the parts of each: asked of a family that is attached to the scheme."""
    return [*scheme.measures.items(), *(named for kind in scheme.results for named in clauses_of_result(scheme, kind))]


def clauses_of_result(scheme: Scheme, kind: str) -> Iterator[Named]:
    clause = scheme.results[kind].clause
    yield kind, clause
    for part in clause.parts():
        yield part.path, part


def main_results(scheme: Scheme) -> list[str]:
    """A family with one of them is turned around."""
    return [kind for kind, result in scheme.results.items() if result.main]


def measures_used(scheme: Scheme, kind: str) -> tuple[str, ...]:
    """The measures that the result asks for, in the scheme's order."""
    asked = {clause.path for clause in _below(scheme.results[kind].clause)}
    return tuple(name for name, clause in scheme.measures.items() if clause.path in asked)


def _below(clause: Clause) -> Iterator[Clause]:
    yield clause
    for part in clause.parts():
        yield from _below(part)
