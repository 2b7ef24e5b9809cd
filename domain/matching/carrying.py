"""What a family holds by links: brought to it when an agency's record is linked with a member, taken back when not.

A function of the links as they are: however they came about, and whatever was linked and undone before, the family
comes to hold the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.casework import stating
from domain.casework.placing import ELSEWHERE
from domain.family import Family, Source
from domain.matching.agency_person import AgencyPerson, Fact

NOT_LINKED = "it is not of this person: the agency's record is linked with the person no more"
WITHDRAWN = "the agency withdrew it"
SAID_TWICE = "another record says it of the same child, term and school"

_Session = tuple[object, object]
"""Term and school: what two records of a child's attendance must not both be about."""


def carry(family: Family, person: str, records: Sequence[AgencyPerson], by: str) -> None:
    """Brings the family to what the agencies' `records` say of the person, who has or had a stay in it.

    `records` are all that are linked with the person, and any that were until now. The authority's own record of a
    child's attendance in a term at a school goes before an agency's, and one agency's before that of a later name.
    """
    theirs = {record for one in records for record in one.versions}
    told = _told_already(family, person, theirs)
    wanted: dict[str, Fact] = {}
    twice: set[str] = set()
    for record, fact in _in_order(one for one in records if one.linked_to == person):
        session = _session(fact)
        if session is not None and session in told:
            twice.add(record)
            continue
        wanted[record] = fact
        if session is not None:
            told.add(session)
    for record in sorted(theirs - wanted.keys()):
        linked = any(one.linked_to == person for one in records if record in one.versions)
        reason = SAID_TWICE if record in twice else WITHDRAWN if linked else NOT_LINKED
        family.withdraw(record, reason, Source(by))
        stating.take_back(family, record, reason, Source(by))
    for record, fact in wanted.items():
        source = replace(fact.source, by=by)
        if fact.observation.kind in stating.KINDS:
            _carry_casework(family, person, record, fact, source)
        else:
            family.observe(record, replace(fact.observation, person=person), source)


def _carry_casework(family: Family, person: str, record: str, fact: Fact, source: Source) -> None:
    """Work with a person is work with the family that the person was in when it began."""
    kind, fields = fact.observation.kind, fact.observation.fields
    if family.has_member_on(person, stating.began_on(kind, fields)):
        stating.state(family, kind, record, fields, source)
    else:
        stating.take_back(family, record, ELSEWHERE, source)


def _told_already(family: Family, person: str, theirs: set[str]) -> set[_Session]:
    return {
        (known.observation.fields["term_id"], known.observation.fields.get("school"))
        for record, known in family.observations.items()
        if known.observation.kind == "attendance" and known.observation.person == person and record not in theirs
    }


def _in_order(linked: Iterable[AgencyPerson]) -> list[tuple[str, Fact]]:
    """By agency and what is said, so that no order of loading shows."""
    facts = [(one.agency, record, fact) for one in linked for record, fact in one.facts.items()]
    facts.sort(key=lambda one: (one[0], json.dumps(dict(one[2].observation.fields), sort_keys=True), one[1]))
    return [(record, fact) for _, record, fact in facts]


def _session(fact: Fact) -> _Session | None:
    observation = fact.observation
    if observation.kind != "attendance":
        return None
    return observation.fields["term_id"], observation.fields.get("school")
