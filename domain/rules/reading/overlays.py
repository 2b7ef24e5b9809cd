"""Reading an authority's local plan: what it replaces and what it adds, each said outright.

A replacement of something that the scheme does not have is an error, and so is an addition of something that it has:
a name written wrongly must not end up as a value that nobody reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from domain.dates import Day, iso
from domain.rules.clause import Clause
from domain.rules.reading.nodes import Node
from domain.rules.reading.values import read_sources, read_value
from domain.rules.scheme import LocalPlan, Source
from domain.rules.values import DATE, Value
from domain.rules.walking import values_read
from domain.rules.words.changing import Changing

Judged = Mapping[str, Clause]
"""How a criterion is judged in results, by the key under which it stands beside `met when`."""


@dataclass(frozen=True, slots=True)
class Overlay:
    plan: LocalPlan
    sources: Node | None
    values: Mapping[str, Node] = field(default_factory=dict)
    criteria: Mapping[str, Node] = field(default_factory=dict)
    added_values: Mapping[str, Node] = field(default_factory=dict)
    added_criteria: Mapping[str, Node] = field(default_factory=dict)
    keys: Mapping[str, Node] = field(default_factory=dict)
    """Where each of their names is written, by its path of keys: an error about a name points at the name."""

    @property
    def first(self) -> Day | None:
        """The day from which it is in force, or None where it is in force on every day."""
        return self.plan.from_on.toordinal() if self.plan.from_on else None


def read_overlay(node: Node | None, scheme: str) -> Overlay | None:
    if node is None:
        return None
    fields = node.fields(
        ["overlay", "title", "version", "scheme"], ["from", "sources", "values", "criteria", "adds"])
    if (named := fields["scheme"].text()) != scheme:
        fields["scheme"].refuse(f"this plan is for {named!r}, and was laid over {scheme!r}; use a plan for that one")
    adds = fields["adds"].fields([], ["values", "criteria"]) if "adds" in fields else {}
    from_on: date | None = fields["from"].day() if "from" in fields else None
    return Overlay(
        LocalPlan(fields["overlay"].text(), fields["title"].text(), fields["version"].text(), from_on),
        fields.get("sources"), _entries(fields, "values"), _entries(fields, "criteria"),
        _entries(adds, "values"), _entries(adds, "criteria"),
        dict(_keys([group[key] for group in (fields, adds) for key in ("values", "criteria") if key in group])))


def _entries(fields: Mapping[str, Node], key: str) -> dict[str, Node]:
    return fields[key].entries() if key in fields else {}


def _keys(mappings: Iterable[Node]) -> Iterator[tuple[str, Node]]:
    for mapping in mappings:
        for key, _ in mapping.node.value:
            path = f"{mapping.key}.{key.value}"
            yield path, Node(mapping.file, path, key)


# ---- sources and values ------------------------------------------------------------------------------------------


def overlaid_sources(sources: Mapping[str, Source], overlay: Overlay | None) -> dict[str, Source]:
    if overlay is None or overlay.sources is None:
        return dict(sources)
    for name, place in overlay.sources.entries().items():
        if name in sources:
            place.refuse(f"the scheme has a source {name!r} already; cite that one, or give yours another name")
    return {**sources, **read_sources(overlay.sources)}


def overlaid_values(
    values: Mapping[str, Value], overlay: Overlay | None, sources: Mapping[str, Source]
) -> dict[str, Value]:
    found = dict(values)
    if overlay is None:
        return found
    for name, place in overlay.values.items():
        _check_replaces(name, overlay.keys[place.key], values, "value")
        found[name] = _replaced(values[name], read_value(name, place, sources), overlay.first, place)
    for name, place in overlay.added_values.items():
        _check_adds(name, overlay.keys[place.key], values, "value")
        found[name] = read_value(name, place, sources)
    return found


def _replaced(national: Value, local: Value, first: Day | None, place: Node) -> Value:
    if local.unit != national.unit:
        place.refuse(f"the scheme gives {national.name!r} in {national.unit}, and this is in {local.unit};"
                     f" write 'unit: {national.unit}'")
    if local.choices != national.choices:
        place.refuse(f"the scheme's choices are {', '.join(national.choices)}; repeat them")
    if first is None:
        return local
    if national.unit == DATE:
        place.refuse("a single day cannot change on another one; leave out the plan's 'from', or this value")
    for period in local.periods[1:]:
        if period.first <= first:
            place.refuse(f"this value changes on {iso(period.first)}, and the plan is in force from {iso(first)} only;"
                         " begin with the value of that day")
    before = [period for period in national.periods if period.first < first]
    after = [replace(period, first=max(period.first, first)) for period in local.periods]
    return replace(local, periods=(*before, *after))


def check_added_values_used(overlay: Overlay | None, clauses: Iterable[Clause]) -> None:
    if overlay is None or not overlay.added_values:
        return
    used = values_read(clauses)
    for name, place in overlay.added_values.items():
        if name not in used:
            overlay.keys[place.key].refuse(
                f"no criterion uses the value {name!r}; name it in one of the plan's own, or leave it out")


# ---- criteria ----------------------------------------------------------------------------------------------------


def check_criteria(overlay: Overlay | None, national: Mapping[str, Node]) -> None:
    if overlay is None:
        return
    for name, place in overlay.criteria.items():
        _check_replaces(name, overlay.keys[place.key], national, "criterion")
    for name, place in overlay.added_criteria.items():
        _check_adds(name, overlay.keys[place.key], national, "criterion")


def check_judged(name: str, place: Node, national: Judged, local: Judged) -> None:
    """A criterion put in another's place is judged in results in the same ways; leaving one out would drop it."""
    for key in (*national, *local):
        if key == "after closure":
            continue
        if key not in local:
            place.refuse(f"the national criterion {name!r} says {key!r}, and this one does not; add {key!r} beside"
                         " 'met when'")
        if key not in national:
            place.refuse(f"the national criterion {name!r} is not judged by {key!r}; leave it out")


def changing(name: str, day: Day, earlier: Clause, later: Clause) -> Changing:
    return Changing(path=name, label=later.label, citation=later.citation, day=day, earlier=earlier, later=later)


def changing_judged(name: str, day: Day, national: Judged, local: Judged, earlier: Clause, later: Clause) -> Judged:
    """Each way of judging as the national criterion has it before the day, and as the local one has it from then on."""
    found = {key: changing(f"{name}/{key}", day, national[key], local[key]) for key in national if key in local}
    if "after closure" in {*national, *local} and "after closure" not in found:
        found["after closure"] = changing(
            f"{name}/after closure", day, national.get("after closure", earlier.without_look_back()),
            local.get("after closure", later.without_look_back()))
    return found


def _check_replaces(name: str, place: Node, national: Iterable[str], what: str) -> None:
    names = list(national)
    if name in names:
        return
    close = get_close_matches(name, names, 1)
    hint = f"did you mean {close[0]!r}?" if close else f"it has: {', '.join(names)}."
    place.refuse(f"the scheme has no {what} {name!r} to replace; {hint} A new one is written under 'adds'")


def _check_adds(name: str, place: Node, national: Iterable[str], what: str) -> None:
    if name in list(national):
        place.refuse(f"the scheme has a {what} {name!r} already; to replace it, move it from 'adds' to"
                     f" '{'values' if what == 'value' else 'criteria'}'")
