"""What becomes of one agency's record, on all that is known: linked, asked about, or left apart. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.matching.agency_person import AgencyPerson, How
from domain.matching.certain import RESTRICTED, Found, Numbers, differ
from domain.matching.likeness import Comparison, Likeness, Obstacle, Standing, Thresholds, judge

UPN_NOW_DIFFERENT = "the UPNs are different"
NUMBER_NOW_DIFFERENT = "the number by which they were linked is not the same any more"
ALIKE = "like one of ours, or several"
NOT_COMPARED = "not compared: Splink is not installed"
BARRED = "somebody decided against the link that the numbers ask for"


@dataclass(slots=True)
class Beside:
    """The numbers of our people, and of the agencies' records that are linked with each."""

    people: dict[str, Numbers] = field(default_factory=dict)
    linked: defaultdict[str, dict[str, Numbers]] = field(default_factory=lambda: defaultdict(dict))

    def link(self, person: str, record: Numbers) -> None:
        self.linked[person][record.pseudonym] = record

    def undo(self, person: str, record: Numbers) -> None:
        self.linked[person].pop(record.pseudonym, None)

    def obstacles(self, person: str, record: Numbers) -> tuple[Obstacle, ...]:
        """What speaks against one person, in the numbers of all who would then be one."""
        ours = self.people.get(person)
        others = [other for name, other in self.linked[person].items() if name != record.pseudonym]
        found: list[Obstacle] = []
        everyone = others if ours is None else [ours, *others]
        if any(differ(record.upn, other.upn) for other in everyone):
            found.append("upn")
        if any(differ(record.nino, other.nino) for other in everyone):
            found.append("nino")
        if record.restricted or (ours is not None and ours.restricted):
            found.append("restricted")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Decision:
    """`undo` says why the present link goes. `ask` are the people of ours to be shown beside the record."""

    standing: Standing
    undo: str | None = None
    link: tuple[str, How] | None = None
    likeness: Likeness | None = None
    ask: tuple[Likeness, ...] = ()
    why: str | None = None


def decide(
    entry: AgencyPerson, numbers: Numbers, found: Found | None, alike: Sequence[Likeness], beside: Beside,
    thresholds: Thresholds, *, may_link: bool, compared: bool,
) -> Decision:  # fmt: skip
    """`alike` are people of ours who were found to be like it; `may_link` is whether the authority set thresholds.

    `beside` is told of what was decided, so that the next record sees it.
    """
    undo = _why_undone(entry, numbers, found, beside)
    if entry.linked_to is not None and undo is None:
        return Decision("linked")
    if entry.linked_to is not None:
        beside.undo(entry.linked_to, numbers)
    decision = replace(
        _decide_anew(entry, numbers, found, alike, beside, thresholds, may_link=may_link, compared=compared), undo=undo)
    if decision.link is not None:
        beside.link(decision.link[0], numbers)
    return decision


def _why_undone(entry: AgencyPerson, numbers: Numbers, found: Found | None, beside: Beside) -> str | None:
    """A person's link stands unless the UPNs became different; a program's, also unless the numbers say otherwise."""
    if entry.linked_to is None:
        return None
    if "upn" in beside.obstacles(entry.linked_to, numbers):
        return UPN_NOW_DIFFERENT
    if not entry.linked_by_a_program:
        return None
    if found is None:
        return NUMBER_NOW_DIFFERENT if entry.linked_how != "likeness" else None
    if found.person != entry.linked_to:
        return found.doubt or NUMBER_NOW_DIFFERENT
    return found.doubt if found.doubt != RESTRICTED else None


def _decide_anew(
    entry: AgencyPerson, numbers: Numbers, found: Found | None, alike: Sequence[Likeness], beside: Beside,
    thresholds: Thresholds, *, may_link: bool, compared: bool,
) -> Decision:  # fmt: skip
    barred = entry.not_the_same
    if found is not None and found.doubt is None and found.person not in barred:
        if not beside.obstacles(found.person, numbers):
            return Decision("linked", link=(found.person, found.how))
        found = replace(found, doubt=UPN_NOW_DIFFERENT)
    likely = [_with_obstacles(one, numbers, beside) for one in alike]
    judged = judge(likely, thresholds, may_link=may_link and found is None, barred=barred)
    if judged.link is not None:
        return Decision("linked", link=(judged.link.person, "likeness"), likeness=judged.link)
    ask = _with_numbered(judged.ask, found, numbers, beside, barred)
    if ask:
        return Decision("queued", ask=ask, why=found.doubt if found is not None and found.doubt else ALIKE)
    if found is not None and found.doubt is None:
        return Decision("apart", why=BARRED)
    return Decision("apart") if compared else Decision("queued", why=NOT_COMPARED)


def _with_obstacles(one: Likeness, numbers: Numbers, beside: Beside) -> Likeness:
    return replace(one, obstacles=(*one.obstacles, *beside.obstacles(one.person, numbers)))


def _with_numbered(
    ask: Sequence[Likeness], found: Found | None, numbers: Numbers, beside: Beside, barred: Iterable[str]
) -> tuple[Likeness, ...]:
    """Whom the numbers say comes first, also where nothing else is alike."""
    if found is None or found.person in barred:
        return tuple(ask)
    said = next((one for one in ask if one.person == found.person), None)
    if said is None:
        number = Comparison(found.how, found.doubt or "same", 0)
        said = Likeness(found.person, (number,), beside.obstacles(found.person, numbers))
    return said, *(one for one in ask if one.person != found.person)


def beside_of(people: Iterable[Numbers], linked: Mapping[str, Iterable[Numbers]]) -> Beside:
    beside = Beside({person.pseudonym: person for person in people})
    for person, records in linked.items():
        for record in records:
            beside.link(person, record)
    return beside
