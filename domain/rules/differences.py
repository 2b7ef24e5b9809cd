"""What differs between two rule sets, in plain words: values by period, clauses by path, payments and rounds.

Two rule sets are a scheme under two local plans, or two versions of it, or two schemes. `deciding_differently` says
what the difference comes to for families.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import chain
from typing import Any

from domain.dates import FIRST_DAY, Day, iso
from domain.rules.clause import Clause
from domain.rules.plain_values import Citing, amount_in_words, day_in_words, value_on
from domain.rules.plain_words import names_of, wording
from domain.rules.reasons import Citation
from domain.rules.scheme import Scheme
from domain.rules.values import InForce, Value
from domain.rules.walking import below, clauses_of, values_of
from domain.rules.words.changing import Changing
from domain.rules.words.combining import Criterion

ABSENT = "not there"


@dataclass(frozen=True, slots=True)
class Difference:
    """`first` and `second` say what each of the two rule sets has; `used_by` which clauses read a value."""

    kind: str
    name: str
    first: str
    second: str
    used_by: tuple[str, ...] = ()

    def __str__(self) -> str:
        used = f" (used by {', '.join(self.used_by)})" if self.used_by else ""
        return f"{self.kind} {self.name}{used}: {self.first} | {self.second}"


def differences(first: Scheme, second: Scheme, day: Day) -> list[Difference]:
    """A clause is put into words as its values are on the day; of the values themselves all periods are compared."""
    return [
        *_heads(first, second),
        *_values(first, second),
        *_clauses(first, second, day),
        *_payments(first, second),
        *_rounds(first, second),
    ]


# ---- heads -------------------------------------------------------------------------------------------------------


def _heads(first: Scheme, second: Scheme) -> Iterator[Difference]:
    said = [_head(scheme) for scheme in (first, second)]
    for name in said[0]:
        yield from _unequal("rule set", name, said[0][name], said[1][name])
    for kind in dict.fromkeys((*first.results, *second.results)):
        yield from _unequal("result", kind, *(_main(scheme, kind) for scheme in (first, second)))


def _head(scheme: Scheme) -> dict[str, str]:
    plan = scheme.plan
    since = f" from {day_in_words(plan.from_on.toordinal())}" if plan and plan.from_on else ""
    return {
        "scheme": f"{scheme.title} ({scheme.name})",
        "local plan": f"{plan.title} ({plan.name}, version {plan.version}{since})" if plan else "none",
    }


def _main(scheme: Scheme, kind: str) -> str:
    result = scheme.results.get(kind)
    return ABSENT if result is None else "a main result" if result.main else "not a main result"


# ---- values ------------------------------------------------------------------------------------------------------


def _values(first: Scheme, second: Scheme) -> Iterator[Difference]:
    citing = Citing(first.sources), Citing(second.sources)
    for name in dict.fromkeys((*first.values, *second.values)):
        mine, theirs = first.values.get(name), second.values.get(name)
        if mine is None or theirs is None:
            yield Difference("value", name, _whole(mine, citing[0]), _whole(theirs, citing[1]),
                             _readers(name, first, second))
        else:
            yield from _periods(mine, theirs, citing, _readers(name, first, second))


def _periods(
    first: Value, second: Value, citing: tuple[Citing, Citing], used_by: tuple[str, ...]
) -> Iterator[Difference]:
    """One difference for each time in which the two are not the same, by amount or by source."""
    starts = sorted({*first.changes, *second.changes})
    for start in starts:
        mine, theirs = first.in_force(start), second.in_force(start)
        if (first.unit, mine.value, mine.citation) != (second.unit, theirs.value, theirs.citation):
            since = "" if start == FIRST_DAY else f" from {day_in_words(start)}"
            amounts = (mine.value, first.unit) == (theirs.value, second.unit)
            yield Difference(
                "source of value" if amounts else "value", f"{first.name}{since}",
                _period(first, mine, citing[0]), _period(second, theirs, citing[1]), used_by)


def _whole(value: Value | None, citing: Citing) -> str:
    if value is None:
        return ABSENT
    return "; ".join(
        _period(value, period, citing) + ("" if period.first == FIRST_DAY else f" from {iso(period.first)}")
        for period in value.periods)


def _period(value: Value, period: InForce, citing: Citing) -> str:
    return f"{amount_in_words(value.unit, period.value)} ({citing.in_words(period.citation)})"


def _readers(name: str, *schemes: Scheme) -> tuple[str, ...]:
    clauses = chain.from_iterable(clauses_of(scheme).items() for scheme in schemes)
    return tuple(dict.fromkeys(path for path, clause in clauses if name in {value.name for value in values_of(clause)}))


# ---- clauses -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Tree:
    """Clauses by their paths, each path without the `root` that it begins with; and how their sources are named."""

    root: str
    clauses: Mapping[str, Clause]
    citing: Citing

    @classmethod
    def under(cls, clause: Clause, citing: Citing) -> _Tree:
        """The clause and those under it, without those of other names that it refers to."""
        return cls(clause.path, {
            one.path.removeprefix(clause.path): one for one in below(clause)
            if one.path == clause.path or one.path.startswith(f"{clause.path}/")}, citing)


def _clauses(first: Scheme, second: Scheme, day: Day) -> Iterator[Difference]:
    """A clause that changes on a day in one of the two alone is compared before the day, and from it on."""
    citing = Citing(first.sources), Citing(second.sources)
    mine, theirs = clauses_of(first), clauses_of(second)
    dated = [path for path, clause in mine.items()
             if path in theirs and isinstance(clause, Changing) != isinstance(theirs[path], Changing)]
    apart = {one.path for path in dated for clauses in (mine, theirs) for one in below(clauses[path])
             if one.path == path or one.path.startswith(f"{path}/")}
    together = [_Tree("", {path: one for path, one in clauses.items() if path not in apart}, cited)
                for clauses, cited in zip((mine, theirs), citing, strict=True)]
    yield from _trees(together[0], together[1], "{}", day)
    for path in dated:
        for when, on, a, b in _times(mine[path], theirs[path], day):
            yield from _trees(_Tree.under(a, citing[0]), _Tree.under(b, citing[1]), f"{path}{{}} {when}", on)


def _times(first: Clause, second: Clause, day: Day) -> Iterator[tuple[str, Day, Clause, Clause]]:
    """When, a day of that time, and what each of the two is then."""
    changes = next(clause.day for clause in (first, second) if isinstance(clause, Changing))
    times = ((f"until {day_in_words(changes - 1)}", min(day, changes - 1)),
             (f"from {day_in_words(changes)}", max(day, changes)))
    for when, on in times:
        mine, theirs = (clause.in_force(on) if isinstance(clause, Changing) else clause for clause in (first, second))
        yield when, on, mine, theirs


def _trees(first: _Tree, second: _Tree, shown: str, day: Day) -> Iterator[Difference]:
    """Of clauses that only one of the two has, the topmost alone is named: those under it are part of it."""
    told: set[str] = set()
    for path in dict.fromkeys((*first.clauses, *second.clauses)):
        name, mine, theirs = shown.format(path), first.clauses.get(path), second.clauses.get(path)
        if mine is not None and theirs is not None:
            yield from _clause(name, mine, theirs, (first.root, second.root), day)
            yield from _citations(name, path, mine, theirs, first, second)
        elif not any(path.startswith(f"{above}/") for above in told):
            told.add(path)
            yield Difference("clause", name, _in_words(mine, day), _in_words(theirs, day))


def _clause(name: str, first: Clause, second: Clause, roots: tuple[str, str], day: Day) -> Iterator[Difference]:
    if type(first) is not type(second) or _own(first, roots[0]) != _own(second, roots[1]):
        yield Difference("clause", name, _in_words(first, day), _in_words(second, day))
    elif first.label != second.label and not isinstance(first, Criterion):
        yield Difference("label", name, first.label, second.label)


def _citations(name: str, path: str, first: Clause, second: Clause, mine: _Tree, theirs: _Tree) -> Iterator[Difference]:
    """Told of the topmost clause alone where those under it have taken it over."""
    above = path.rpartition("/")[0]
    cited, around = (first.citation, second.citation), (mine.clauses.get(above), theirs.clauses.get(above))
    inherited = above != path and tuple(clause and clause.citation for clause in around) == cited
    if cited[0] != cited[1] and not inherited and not isinstance(first, Criterion):
        yield Difference("source of clause", name, _cited(cited[0], mine.citing), _cited(cited[1], theirs.citing))


_COMMON = ("path", "label", "citation")


def _own(clause: Clause, root: str) -> dict[str, Any]:
    """What the clause says by itself: values and the clauses under it by their names alone."""
    return {field.name: _by_name(getattr(clause, field.name), root)
            for field in fields(clause) if field.name not in _COMMON}


def _by_name(said: Any, root: str) -> Any:
    if isinstance(said, Value):
        return said.name
    if isinstance(said, Clause):
        return said.path.removeprefix(root)
    if isinstance(said, tuple):
        return tuple(_by_name(one, root) for one in said)
    if hasattr(said, "__dataclass_fields__"):
        return tuple(_by_name(getattr(said, field.name), root) for field in fields(said))
    return said


def _in_words(clause: Clause | None, day: Day) -> str:
    if clause is None:
        return ABSENT
    said = wording(clause, lambda value: value_on(value, day))
    return f"{clause.label}: {said}" + (f" {names_of(clause.parts())}" if said.endswith(":") else "")


def _cited(citation: Citation, citing: Citing) -> str:
    return citing.in_words(citation) + (f" (note: {citation.note})" if citation.note else "")


# ---- money and rounds --------------------------------------------------------------------------------------------


def _payments(first: Scheme, second: Scheme) -> Iterator[Difference]:
    """Which value pays what; the amounts themselves are compared among the values."""
    mine, theirs = _paid_by(first), _paid_by(second)
    for name in dict.fromkeys((*mine, *theirs)):
        yield from _unequal("payment", name, mine.get(name, ABSENT), theirs.get(name, ABSENT))


def _paid_by(scheme: Scheme) -> Mapping[str, str]:
    paid = scheme.payments
    funded = " of ".join(value.name for value in paid.funded_share) if paid.funded_share else "every family"
    return {
        "rate basis": paid.rate_basis.name, "attachment fee": paid.attachment_fee.name, "cap": paid.cap.name,
        "audit sample": paid.audit_sample.name, "audit widened by": paid.audit_widening.name,
        **{f"result {kind}": value.name for kind, value in paid.results.items()}, "funded": funded,
    }


def _rounds(first: Scheme, second: Scheme) -> Iterator[Difference]:
    for on in sorted({*first.rounds} ^ {*second.rounds}):
        mine, theirs = ("a round" if on in scheme.rounds else ABSENT for scheme in (first, second))
        yield Difference("claim round", on.isoformat(), mine, theirs)


def _unequal(kind: str, name: str, first: str, second: str) -> Iterable[Difference]:
    return () if first == second else (Difference(kind, name, first, second),)
