"""The sections of the site, and which of them somebody may go to."""

from __future__ import annotations

from dataclasses import dataclass

from api.access.operations import (
    ADMINISTER,
    MATCH,
    READ_CLAIMS,
    READ_EXTRACTS,
    READ_FAMILIES,
    READ_NATION,
    READ_PROGRAMME,
    READ_SAMPLE,
    READ_SCHEMES,
    VERIFY,
    Operation,
)
from api.pages.frame.visiting import Visit


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    path: str
    operation: Operation
    within: tuple[str, ...] = ()
    """Other addresses that belong to it."""

    def holds(self, path: str) -> bool:
        return any(path == one or (one != "/" and path.startswith(f"{one}/")) for one in (self.path, *self.within))


SECTIONS = (
    Section("Programme", "/", READ_PROGRAMME),
    Section("The ledger", "/", ADMINISTER),
    Section("Your sample", "/sample", READ_SAMPLE),
    Section("Families", "/families", READ_FAMILIES),
    Section("Casework", "/casework", READ_FAMILIES),
    Section("What works", "/what-works", READ_PROGRAMME, ("/after-the-claim", "/districts")),
    Section("Claims", "/claims", READ_CLAIMS, ("/returns", "/at-risk")),
    Section("Money", "/money", READ_PROGRAMME, ("/forecast", "/savings", "/actions")),
    Section("Loading", "/extracts", READ_EXTRACTS),
    Section("Matching", "/matching", MATCH),
    Section("Audit", "/audit", VERIFY),
    Section("England", "/national", READ_NATION),
    Section("Schemes", "/schemes", READ_SCHEMES),
)
"""In the order in which they stand at the top of every page. A new section is a line here."""


def sections_of(visit: Visit) -> list[Section]:
    """One for each address: the first that they may go to."""
    mine = [section for section in reversed(SECTIONS) if visit.may(section.operation)]
    paths = {section.path: section for section in mine}
    return [section for section in SECTIONS if paths.get(section.path) is section]
