"""Reading the facts of a worked case: rows of the intake's files, said in YAML, one row or one child's terms each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from domain.authority import Term
from domain.observations import KINDS, Observation
from domain.rules.reading.categories import CATEGORIES
from domain.rules.reading.nodes import Node

Cell = str | int
Reader = Callable[[Node], Cell]


@dataclass(frozen=True, slots=True)
class Fact:
    """What one row adds under its record; without an observation the record is withdrawn."""

    record: str
    observation: Observation | None


def _day(node: Node) -> str:
    return node.day().isoformat()


def _one_of(kind: str) -> Reader:
    return lambda node: node.one_of(CATEGORIES[kind])


_SPELL: Mapping[str, Reader] = {"starts_on": _day, "ends_on": _day}
_COLUMNS: Mapping[str, Mapping[str, Reader]] = {
    "exclusions": {"category": _one_of("exclusions"), **_SPELL, "sessions": Node.number},
    "education_status": {"status": _one_of("education_status"), **_SPELL},
    "offences": {"committed_on": _day, "proven_on": _day, "disposal": Node.text},
    "asb": {"category": _one_of("asb"), **_SPELL},
    "benefits": {"benefit": _one_of("benefits"), **_SPELL},
    "employment": {**_SPELL, "paid_by": _one_of("employment")},
    "work_steps": {"step": _one_of("work_steps"), "taken_on": _day},
    "needs": {"need": Node.text, **_SPELL},
}
_MAY_LACK = frozenset({"ends_on", "sessions", "committed_on", "proven_on", "disposal", "paid_by"})
_OF_THE_FAMILY = ("asb", "needs")
_SENT_AGAIN = ("record", "corrects", "withdrawn")


@dataclass(slots=True)
class FactReader:
    """Reads a case's facts in their order; a record is known from its first row on."""

    people: tuple[str, ...]
    terms: Mapping[str, Term]
    known: set[str] = field(default_factory=set)

    def read(self, node: Node) -> list[Fact]:
        entries = node.entries()
        if "file" not in entries:
            node.refuse("the key 'file' is missing; say which file of an extract the row would stand in")
        kind = entries["file"].one_of(tuple(KINDS))
        return self._attendance(node) if kind == "attendance" else [self._row(node, kind)]

    def _row(self, node: Node, kind: str) -> Fact:
        columns = _COLUMNS[kind]
        required = ["file", *(name for name in columns if name not in _MAY_LACK)]
        optional = [*(name for name in columns if name in _MAY_LACK), *_SENT_AGAIN]
        if kind in _OF_THE_FAMILY:
            optional += ["person", "family"]
        else:
            required.append("person")
        fields = node.fields(required, optional)
        cells = {name: read(fields[name]) for name, read in columns.items() if name in fields}
        if str(cells.get("ends_on", "9999")) < str(cells.get("starts_on", "")):
            fields["ends_on"].refuse(f"the end is before the start, {cells['starts_on']}; put the two right")
        record = f"{kind} {fields['record'].text() if 'record' in fields else len(self.known) + 1}"
        self._check_record(node, fields, record)
        person = fields["person"].one_of(self.people) if "person" in fields else None
        names_family = person is None or ("family" in fields and read_yes_or_no(fields["family"]))
        return _fact(fields, record, Observation("", kind, person, names_family, cells))

    def _attendance(self, node: Node) -> list[Fact]:
        """`absent` lists a child's terms, each as [term, unauthorised, possible] and perhaps authorised: 0 without it,
        and not known where it is blank.
        """
        fields = node.fields(["file", "person", "absent"], ["corrects", "withdrawn", "school"])
        person = fields["person"].one_of(self.people)
        school = fields["school"].text() if "school" in fields else "the school"
        return [self._term(item, fields, person, school) for item in fields["absent"].items()]

    def _term(self, node: Node, fields: Mapping[str, Node], person: str, school: str) -> Fact:
        figures = node.items()
        if len(figures) not in (3, 4):
            node.refuse("write [term, unauthorised, possible], and authorised absences as a fourth figure if any")
        term = figures[0].one_of(tuple(self.terms))
        unauthorised, possible = figures[1].number(), figures[2].number()
        authorised = None if figures[3:] and figures[3].is_blank() else sum(figure.number() for figure in figures[3:])
        if unauthorised + (authorised or 0) > possible:
            node.refuse(f"there are more absences than the {possible} possible sessions; put the figures right")
        record = f"attendance {person} {term} {school}"
        self._check_record(node, fields, record)
        told = {} if authorised is None else {"sessions_authorised": authorised}
        return _fact(fields, record, Observation("", "attendance", person, False, {
            "term_id": term, "school": school, "sessions_possible": possible, **told,
            "sessions_unauthorised": unauthorised}))

    def _check_record(self, node: Node, fields: Mapping[str, Node], record: str) -> None:
        again = any(key in fields and read_yes_or_no(fields[key]) for key in ("corrects", "withdrawn"))
        if again and record not in self.known:
            node.refuse("there is no earlier row of this record; name the same 'record' in both rows")
        if not again and record in self.known:
            node.refuse("this record was given before; write 'corrects: yes' to send it again with other content")
        self.known.add(record)


def read_yes_or_no(node: Node) -> bool:
    return node.one_of(("yes", "no", "true", "false")) in ("yes", "true")


def _fact(fields: Mapping[str, Node], record: str, observation: Observation) -> Fact:
    withdrawn = "withdrawn" in fields and read_yes_or_no(fields["withdrawn"])
    return Fact(record, None if withdrawn else observation)
