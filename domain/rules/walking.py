"""Walking through a scheme: every clause there is, and the values that each one reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from domain.rules.clause import Clause
from domain.rules.scheme import Scheme
from domain.rules.values import Value


def below(clause: Clause) -> Iterator[Clause]:
    """The clause itself and every one under it, each once, in the order in which they are read."""
    return _every([clause], set())


def clauses_of(scheme: Scheme) -> dict[str, Clause]:
    """Every clause of the scheme by its path, in the order in which they are read."""
    return {clause.path: clause for clause in _every(_roots(scheme), set())}


def values_of(clause: Clause) -> tuple[Value, ...]:
    """The values that the clause itself reads, not those of the clauses under it."""
    read = (getattr(clause, field.name) for field in fields(clause))
    return tuple(value for value in read if isinstance(value, Value))


def values_read(clauses: Iterable[Clause]) -> set[str]:
    """The names of all values that the clauses, or those under them, read."""
    return {value.name for clause in _every(clauses, set()) for value in values_of(clause)}


def _roots(scheme: Scheme) -> list[Clause]:
    return [*scheme.criteria.values(), scheme.eligibility, *scheme.measures.values(),
            *(result.clause for result in scheme.results.values())]


def _every(clauses: Iterable[Clause], met: set[int]) -> Iterator[Clause]:
    for clause in clauses:
        if id(clause) not in met:
            met.add(id(clause))
            yield clause
            yield from _every(clause.parts(), met)
