"""Rules and their differences, as text, csv or json."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from api.answers.schemes import (
    DIFFERENCE_COLUMNS,
    LINE_COLUMNS,
    FamiliesTurned,
    FamilyTurned,
    RuleSet,
    difference_cells,
)
from api.command_line.options import Format
from api.command_line.output import write_json, write_list
from domain.counts import how_many
from domain.rules.differences import Difference
from domain.rules.plain_english import as_text, in_plain_english
from domain.rules.scheme import Scheme

LIST_COLUMNS = RuleSet._fields


def write_rules(scheme: Scheme, day: date, format: Format | None) -> None:
    lines = in_plain_english(scheme, day.toordinal())
    if format in ("csv", "json"):
        write_list(LINE_COLUMNS, ([getattr(line, name) for name in LINE_COLUMNS] for line in lines), format)
    else:
        print(as_text(lines), end="")


# ---- differences -------------------------------------------------------------------------------------------------


def write_differences(
    found: Sequence[Difference], families: FamiliesTurned | None, day: date, format: Format | None
) -> None:
    """As csv the families, where they were asked for, and else the differences; json and text have both."""
    if format == "json":
        write_json({
            "at": day,
            "differences": [dict(zip(DIFFERENCE_COLUMNS, difference_cells(one), strict=True)) for one in found],
            "families": None if families is None else [
                one._asdict() for one in families.turned],
        })  # fmt: skip
    elif format == "csv" and families is not None:
        write_list(FamilyTurned._fields, families.turned, "csv")
    elif format == "csv":
        write_list(DIFFERENCE_COLUMNS, map(difference_cells, found), "csv")
    else:
        print("\n".join([*_differences_in_words(found), *(_families_in_words(families, day) if families else ())]))


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
    turned = len({one.family_id for one in families.turned})
    yield ""
    are = "is" if turned == 1 else "are"
    yield f"Of {how_many(families.families, 'family')}, {turned:,} {are} decided differently on {day}."
    for one in families.turned:
        yield f"{one.family_id}, {one.what}: {one.first} | {one.second}, turned by {one.clause} ({one.label})"
        yield f"  first:  {one.why_first}"
        yield f"  second: {one.why_second}"
