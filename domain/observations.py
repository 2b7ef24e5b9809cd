"""What agencies observe about families: the kinds of record, and what of each a rule may look at.

An observation is kept as the agency said it: its kind and its fields (blank ones left out, dates in ISO form). This
table is the only place that knows which field of which kind means what.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

Fields = Mapping[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. `category`, `starts` and `ends` name the fields that say what, from when and until when.

    `happens` lists the categories (all of them when it holds `*`) that happened on their first day alone, whatever
    their end says; `happens_if_open` those that did when no end is given. Every other record is a spell, still in
    force while it has no end. rules.md section 0.
    """

    name: str
    category: str | None
    starts: str
    ends: str | None
    says: str
    happens: frozenset[str] = frozenset()
    happens_if_open: frozenset[str] = frozenset()
    says_undated: str = ""
    """What it says while the day from which it counts is not known, where it may be left out."""


_KINDS = (
    Kind("attendance", None, "term_id", None, "attendance in term {term_id}: {sessions_unauthorised} unauthorised and"
         " {sessions_authorised} authorised absences of {sessions_possible} sessions"),
    Kind("exclusions", "category", "starts_on", "ends_on", "{category} exclusion from school", frozenset("*")),
    Kind("education_status", "status", "starts_on", "ends_on", "schooling: {status}",
         happens_if_open=frozenset({"school-concern"})),
    Kind("offences", None, "proven_on", None, "offence proven", frozenset("*"),
         says_undated="offence, not proven so far"),
    Kind("asb", "category", "starts_on", "ends_on", "anti-social behaviour: {category}", frozenset({"incident"}),
         frozenset({"housing"})),
    Kind("benefits", "benefit", "starts_on", "ends_on", "on {benefit}"),
    Kind("employment", "paid_by", "starts_on", "ends_on", "in employment"),
    Kind("work_steps", "step", "taken_on", None, "step towards work: {step}", frozenset("*")),
    Kind("needs", "need", "starts_on", "ends_on", "need: {need}", frozenset({"police-callout"}),
         frozenset({"domestic-abuse", "missing"})),
)

_CASEWORK_SAYS = {
    "interventions": "{kind} by {provider}, {intensity}, from {started_on}",
    "referrals": "a referral {direction}, {agency}, on {referred_on}: {need}",
}
"""What an agency says of the work with somebody: no rule looks at it, and it counts as casework of the family."""

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _KINDS})


@dataclass(frozen=True, slots=True)
class Observation:
    """One record of an agency about a family, in one of its versions.

    `observation_id` is `<record>.<version>`: the record's pseudonym in this ledger, and how often its content was
    given for this family. `family_named` says that the row named the family, and so counts for this family alone.
    """

    observation_id: str
    kind: str
    person: str | None
    family_named: bool
    fields: Fields

    @property
    def record(self) -> str:
        return self.observation_id.rpartition(".")[0]

    @property
    def version(self) -> int:
        return int(self.observation_id.rpartition(".")[2])

    def says_the_same(self, other: Observation) -> bool:
        """Whether both say the same thing of the same subject, whichever version they are."""
        return (self.kind, self.person, self.family_named, self.fields) == (
            other.kind, other.person, other.family_named, other.fields)

    def sentence(self) -> str:
        """What was observed, in plain words without dates or people."""
        kind = KINDS.get(self.kind)
        says = kind.says if kind else _CASEWORK_SAYS[self.kind]
        if kind and kind.says_undated and kind.starts not in self.fields:
            says = kind.says_undated
        return says.format_map({"sessions_authorised": "an unknown number of", "category": "", **self.fields})
