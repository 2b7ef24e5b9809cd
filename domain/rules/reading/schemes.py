"""Reading a whole scheme from its files, with an authority's overlay laid over it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from domain.rules.clause import Clause
from domain.rules.reading.clauses import Scope, read_clause
from domain.rules.reading.nodes import Node, SchemeError, parse
from domain.rules.reading.overlays import (
    Judged,
    Overlay,
    changing,
    changing_judged,
    check_added_values_used,
    check_criteria,
    check_judged,
    overlaid_sources,
    overlaid_values,
    read_overlay,
)
from domain.rules.reading.values import date_value, read_sources, read_values
from domain.rules.scheme import Payments, Result, Scheme, Source
from domain.rules.values import CHOICE, COUNT, DATE, PENCE, PERCENT, Value
from domain.rules.words.changing import path_before, path_from
from domain.rules.words.closure import Need
from domain.rules.words.progress import Problem

SchemeTexts = Mapping[str, str]
"""The text of each file of a rule set by its name: `values.yaml`, `criteria.yaml` and so on."""

FILES = ("scheme.yaml", "values.yaml", "criteria.yaml", "results.yaml", "payments.yaml")
OVERLAY_FILE = "overlay.yaml"


def digest_of(texts: SchemeTexts) -> str:
    """SHA-256 over the canonical JSON of the texts: the name of exactly these rules, for ever."""
    return hashlib.sha256(canonical_of(texts)).hexdigest()


def canonical_of(texts: SchemeTexts) -> bytes:
    """The bytes that are kept of a rule set, and that its digest is taken of."""
    return json.dumps(dict(texts), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def read_scheme(texts: SchemeTexts, called: Mapping[str, str] | None = None) -> Scheme:
    """The scheme that the texts say; an overlay among them replaces or adds values and criteria.

    `called` gives the names by which errors speak of files, where they are others. Raises SchemeError, which names
    file, line and key, for anything not understood.
    """
    for name in FILES:
        if name not in texts:
            raise SchemeError(f"{name}: the file is missing; a scheme needs {', '.join(FILES)}")
    files = {name: parse((called or {}).get(name, name), text) for name, text in texts.items()}
    head = files["scheme.yaml"].fields(
        ["scheme", "title", "attachments", "claims until", "sources"], ["rounds"])
    overlay = read_overlay(files.get(OVERLAY_FILE), head["scheme"].text())
    sources = overlaid_sources(read_sources(head["sources"]), overlay)
    values = overlaid_values(read_values(files["values.yaml"], sources), overlay, sources)
    scope = _read_criteria(files["criteria.yaml"], overlay, sources, values)
    measures, results = _read_results(files["results.yaml"], scope)
    assert scope.eligibility is not None
    check_added_values_used(
        overlay, [*scope.criteria.values(), scope.eligibility, *(result.clause for result in results.values())])
    attachments = head["attachments"].fields(["from", "until"])
    first, until, claims_until = (
        date_value(_named(place, values, DATE))
        for place in (attachments["from"], attachments["until"], head["claims until"]))
    if not first <= until <= claims_until:
        attachments["until"].refuse(
            f"attachments are taken from {first} to {until} and claims until {claims_until}; put the days in order")
    return Scheme(
        name=head["scheme"].text(),
        title=head["title"].text(),
        overlay=overlay.plan.name if overlay else None,
        digest=digest_of(texts),
        sources=sources,
        values=values,
        criteria=scope.criteria,
        eligibility=scope.eligibility,
        measures=measures,
        results=results,
        payments=_read_payments(files["payments.yaml"], values, results),
        rounds=_rounds(head.get("rounds")),
        attachments_from=first,
        attachments_until=until,
        claims_until=claims_until,
        plan=overlay.plan if overlay else None,
    )


def _read_criteria(node: Node, overlay: Overlay | None, sources: Mapping[str, Source],
                   values: Mapping[str, Value]) -> Scope:
    fields = node.fields(["criteria", "eligibility"])
    given = fields["criteria"].entries()
    check_criteria(overlay, given)
    if overlay is not None:
        given |= overlay.added_criteria
    criteria: dict[str, Clause] = {}
    needs: dict[str, Need] = {}
    problems: dict[str, Problem] = {}
    scope = Scope(sources, values, criteria, {}, needs, problems, None)
    for name, place in given.items():
        _check_name(name, place, criteria)
        criteria[name], judged = _overlaid_criterion(place, scope, name, overlay)
        needs[name] = Need(
            need=criteria[name],
            afterwards=judged.get("after closure", criteria[name].without_look_back()),
            on_the_day=judged.get("recovered"))
        if progress := judged.get("progress") or judged.get("progress always"):
            problems[name] = Problem(
                criterion=criteria[name], progress=progress, always="progress always" in judged)
    eligibility = read_clause(fields["eligibility"], scope, "eligibility")
    return Scope(sources, values, criteria, {}, needs, problems, eligibility)


def _overlaid_criterion(place: Node, scope: Scope, name: str, overlay: Overlay | None) -> tuple[Clause, Judged]:
    """The national criterion, or the local one in its place: always, or from the day on which the plan begins."""
    local = overlay.criteria.get(name) if overlay else None
    if overlay is None or local is None:
        return _criterion(place, scope, name)
    day = overlay.first
    earlier, national = _criterion(place, scope, name if day is None else path_before(name, day))
    later, judged = _criterion(local, scope, name if day is None else path_from(name, day))
    check_judged(name, local, national, judged)
    if day is None:
        return later, judged
    return changing(name, day, earlier, later), changing_judged(name, day, national, judged, earlier, later)


def _check_name(name: str, place: Node, taken: Mapping[str, Clause]) -> None:
    """Reasons name every clause by a path that begins with this name, for ever: no two may share one."""
    if set(name) & set("/~"):
        place.refuse(f"{name!r} has a '/' or a '~' in it, which join the names of parts; write a name without")
    if name == "eligibility" or name in taken:
        place.refuse(f"{name!r} is the name of something else in this scheme; give it another")


_JUDGED = ("after closure", "recovered", "progress", "progress always")


def _criterion(node: Node, scope: Scope, name: str) -> tuple[Clause, dict[str, Clause]]:
    """A criterion, and how it is judged in results: clauses of its own under the keys of `_JUDGED`."""
    entries = node.entries()
    if not set(entries) & {"met when", *_JUDGED}:
        return read_clause(node, scope, name), {}
    fields = node.fields(["met when"], _JUDGED)
    if "progress" in fields and "progress always" in fields:
        fields["progress always"].refuse("progress is said already; keep 'progress', or 'progress always' alone")
    clause = read_clause(fields["met when"], scope, name)
    inner = Scope(scope.sources, scope.values, scope.criteria, scope.measures, scope.needs, scope.problems,
                  scope.eligibility, clause.citation, attached=True)
    return clause, {
        key: read_clause(fields[key], inner, f"{name}/{key}") for key in _JUDGED if key in fields}


def _read_results(node: Node, scope: Scope) -> tuple[dict[str, Clause], dict[str, Result]]:
    fields = node.fields(["results"], ["measures"])
    measures: dict[str, Clause] = {}
    inner = Scope(scope.sources, scope.values, scope.criteria, measures, scope.needs, scope.problems,
                  scope.eligibility, attached=True)
    if "measures" in fields:
        for name, place in fields["measures"].entries().items():
            _check_name(name, place, scope.criteria)
            measures[name] = read_clause(place, inner, name)
    results: dict[str, Result] = {}
    for kind, place in fields["results"].entries().items():
        _check_name(kind, place, {**scope.criteria, **measures})
        given = place.fields(["main", "valid when"])
        clause = read_clause(given["valid when"], inner, kind)
        results[kind] = Result(kind, clause.label, given["main"].yes_or_no(), clause)
    return measures, results


def _read_payments(node: Node, values: Mapping[str, Value], results: Mapping[str, Result]) -> Payments:
    fields = node.fields(["rate basis", "attachment fee", "results", "cap", "audit"], ["funded"])
    paid = fields["results"].fields(list(results))
    funded = fields["funded"].items() if "funded" in fields else []
    if funded and len(funded) != 2:
        fields["funded"].refuse("name two values: the families funded, of how many")
    audit = fields["audit"].fields(["sample", "widened by"])
    return Payments(
        rate_basis=_named(fields["rate basis"], values, CHOICE),
        attachment_fee=_named(fields["attachment fee"], values, PENCE),
        results={kind: _named(paid[kind], values, PENCE) for kind in results},
        cap=_named(fields["cap"], values, PENCE),
        audit_sample=_named(audit["sample"], values, PERCENT),
        audit_widening=_named(audit["widened by"], values, PERCENT),
        funded_share=(_named(funded[0], values, COUNT), _named(funded[1], values, COUNT)) if funded else None,
    )


def _named(node: Node, values: Mapping[str, Value], unit: str | None = None) -> Value:
    value = values[node.one_of(tuple(values))]
    if unit is not None and value.unit != unit:
        node.refuse(f"{value.name!r} is given in {value.unit}; this place needs {unit}")
    return value


def _rounds(node: Node | None) -> tuple[date, ...]:
    if node is None:
        return ()
    days = [item.day() for item in node.items()]
    if days != sorted(set(days)):
        node.refuse("the rounds are to be in order of their days, each once")
    return tuple(days)
