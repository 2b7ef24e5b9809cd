"""Reading sources, citations and dated values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.dates import FIRST_DAY
from domain.rules.reading.nodes import Node, is_digits
from domain.rules.reasons import Citation
from domain.rules.scheme import Source
from domain.rules.values import CHOICE, COUNT, DATE, DAYS, PENCE, PERCENT, TERMS, UNITS, InForce, Value

CERTAINTIES = ("published", "recalled", "defined")


def read_sources(node: Node) -> dict[str, Source]:
    return {name: _source(name, place) for name, place in node.entries().items()}


def _source(name: str, node: Node) -> Source:
    fields = node.fields(["title"], ["published"])
    return Source(name, fields["title"].text(), fields["published"].day() if "published" in fields else None)


def citation_from(fields: Mapping[str, Node], sources: Mapping[str, Source]) -> Citation:
    return Citation(
        fields["source"].one_of(tuple(sources)),
        fields["paragraph"].text(),
        fields["certainty"].one_of(CERTAINTIES),
        fields["note"].text() if "note" in fields else "",
    )


def read_values(node: Node, sources: Mapping[str, Source]) -> dict[str, Value]:
    return {name: read_value(name, place, sources) for name, place in node.entries().items()}


def read_value(name: str, node: Node, sources: Mapping[str, Source]) -> Value:
    fields = node.fields(["means", "unit", "values"], ["choices"])
    unit = fields["unit"].one_of(UNITS)
    choices = fields["choices"].texts() if "choices" in fields else ()
    if (unit == CHOICE) != bool(choices):
        node.refuse("a value whose unit is 'choice' lists its 'choices', and no other does")
    periods: list[InForce] = []
    for place in fields["values"].items():
        periods.append(_period(place, unit, choices, sources, periods[-1] if periods else None))
    if not periods:
        fields["values"].refuse("give at least one value")
    if unit == DATE and len(periods) > 1:
        fields["values"].refuse("a single day cannot change on another one; give one value")
    return Value(name, fields["means"].text(), unit, tuple(periods), choices)


def _period(node: Node, unit: str, choices: tuple[str, ...], sources: Mapping[str, Source],
            earlier: InForce | None) -> InForce:
    fields = node.fields(["value", "source", "paragraph", "certainty"], ["from", "note"])
    if earlier is None and "from" in fields:
        fields["from"].refuse("the first value is in force from the beginning: leave 'from' out, or there is a gap")
    if earlier is not None and "from" not in fields:
        node.refuse("say from which day this value replaces the one before: add 'from'")
    first = fields["from"].day().toordinal() if "from" in fields else FIRST_DAY
    if earlier is not None and first <= earlier.first:
        fields["from"].refuse("this day is not after the one before, so two values would apply; put them in order")
    return InForce(first, read_amount(fields["value"], unit, choices), citation_from(fields, sources))


def read_amount(node: Node, unit: str, choices: tuple[str, ...]) -> int | str:
    """A date as its ordinal, money as pence, a choice as its word, anything else as a whole number."""
    if unit == CHOICE:
        return node.one_of(choices)
    if unit == DATE:
        return node.day().toordinal()
    if unit == PENCE:
        return read_pence(node)
    amount = node.number()
    if unit == PERCENT and amount > 100:
        node.refuse(f"{amount} is more than a hundred percent; write the percentage without the sign, as 15")
    if unit in (COUNT, TERMS, DAYS) and amount == 0:
        node.refuse(f"with 0 {unit} there is nothing to look at; write 1 or more")
    return amount


def read_pence(node: Node) -> int:
    """Money is written in pounds: `800` or `800.50`."""
    pounds, point, pence = node.text().partition(".")
    if not is_digits(pounds) or (point and not (is_digits(pence) and len(pence) == 2)):
        node.refuse(f"{node.text()!r} is no sum of whole pence; write pounds as 800 or 800.50")
    return int(pounds) * 100 + int(pence or 0)


def date_value(value: Value) -> date:
    return date.fromordinal(value.on(FIRST_DAY))
