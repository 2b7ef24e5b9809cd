"""Rules and their differences, as text, csv or json."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.command_line.asking import question
from api.command_line.options import Format
from api.command_line.output import write_json, write_list
from api.naming import Names
from domain.rules.deciding_differently import Turned
from domain.rules.differences import Difference
from domain.rules.plain_english import as_text, in_plain_english
from domain.rules.scheme import Scheme
from ledger.rule_sets import SCHEMES, overlays, rule_set

LIST_COLUMNS = ("scheme", "overlay", "version", "title", "digest")
_LINE_COLUMNS = ("indent", "text", "citation", "clause", "value")
_DIFFERENCE_COLUMNS = ("kind", "name", "first", "second", "used_by")
_FAMILY_COLUMNS = ("family_id", "what", "first", "second", "clause", "label", "why_first", "why_second")


def rule_sets_listed() -> Iterator[tuple[str, str | None, str | None, str, str]]:
    for name in SCHEMES:
        for overlay in (None, *overlays()):
            scheme = rule_set(name, overlay)
            if overlay is None or scheme.plan is not None:
                plan = scheme.plan
                yield name, overlay, plan.version if plan else None, plan.title if plan else scheme.title, scheme.digest


def write_rules(scheme: Scheme, day: date, format: Format | None) -> None:
    lines = in_plain_english(scheme, day.toordinal())
    if format in ("csv", "json"):
        write_list(_LINE_COLUMNS, ([getattr(line, name) for name in _LINE_COLUMNS] for line in lines), format)
    else:
        print(as_text(lines), end="")


# ---- differences -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FamiliesTurned:
    """People in `turned` are named by the authority's own person_id."""

    families: int
    turned: Sequence[tuple[str, Turned]]


def families_decided_differently(
    first: Scheme, second: Scheme, day: date, known: str | None, ledger: str, data_dir: Path | None
) -> FamiliesTurned:
    from dataclasses import replace

    from projections.queries.differing import differing

    with question(data_dir, ledger, known, of_tables=False) as asked:
        found = differing(asked.ledger, first, second, day, asked.known)
        names = Names(asked.ledger.register, texts=[why for _, turned in found.turned for why in turned.why])
    return FamiliesTurned(
        found.families,
        [
            (family_id, replace(turned, why=(names.text(turned.why[0]), names.text(turned.why[1]))))
            for family_id, turned in found.turned
        ],
    )


def write_differences(
    found: Sequence[Difference], families: FamiliesTurned | None, day: date, format: Format | None
) -> None:
    """As csv the families, where they were asked for, and else the differences; json and text have both."""
    if format == "json":
        write_json({
            "at": day,
            "differences": [dict(zip(_DIFFERENCE_COLUMNS, _difference_cells(one), strict=True)) for one in found],
            "families": None if families is None else [
                dict(zip(_FAMILY_COLUMNS, _family_cells(*one), strict=True)) for one in families.turned],
        })  # fmt: skip
    elif format == "csv" and families is not None:
        write_list(_FAMILY_COLUMNS, (_family_cells(*one) for one in families.turned), "csv")
    elif format == "csv":
        write_list(_DIFFERENCE_COLUMNS, map(_difference_cells, found), "csv")
    else:
        print("\n".join([*_differences_in_words(found), *(_families_in_words(families, day) if families else ())]))


def _difference_cells(one: Difference) -> tuple[str, str, str, str, str]:
    return one.kind, one.name, one.first, one.second, ";".join(one.used_by)


def _family_cells(family_id: str, one: Turned) -> tuple[str, ...]:
    return family_id, one.what, one.first, one.second, one.clause, one.label, *one.why


def _differences_in_words(found: Sequence[Difference]) -> Iterator[str]:
    if not found:
        yield "The two rule sets say the same."
    for one in found:
        yield f"{one.kind}: {one.name}"
        yield f"  first:  {one.first}"
        yield f"  second: {one.second}"
        if one.used_by:
            yield f"  used by {', '.join(one.used_by)}"


def _families_in_words(families: FamiliesTurned, day: date) -> Iterator[str]:
    turned = len({family_id for family_id, _ in families.turned})
    yield ""
    yield f"Of {families.families:,} families, {turned:,} are decided differently on {day}."
    for family_id, one in families.turned:
        yield f"{family_id}, {one.what}: {one.first} | {one.second}, turned by {one.clause} ({one.label})"
        yield f"  first:  {one.why[0]}"
        yield f"  second: {one.why[1]}"
