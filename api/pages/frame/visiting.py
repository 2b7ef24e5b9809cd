"""Who looks at a page, at which ledger, and by which clocks: what every page takes as `visit`.

    def families(visit: Annotated[Visit, visits(READ_FAMILIES)]) -> Response:
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query, Request

from api.access.asking import Asking
from api.access.caller import demand
from api.access.door import Door
from api.access.errors import TokenRefused
from api.access.operations import (
    READ_ACCESS_LOG,
    READ_CLAIMS,
    READ_FAMILIES,
    READ_PROGRAMME,
    VERIFY,
    Operation,
)
from api.access.seeing import as_seen, sees_identities
from api.errors import AskedWrongly
from api.http.correlating import CORRELATION
from api.pages.frame.beside import Beside
from api.pages.frame.clocks import Clocks, clocks_from
from api.pages.frame.sealing import Seals
from api.pages.frame.sessions import Session, session_of
from domain.authority import Authority
from ledger.assigning import families_of
from ledger.errors import LedgerError
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES, rule_set
from projections.queries.moments import LastEntry, last_entry
from projections.tracking import live_position

SAID_LENGTH_MAX = 100
_CLOCKS = ("scheme", "on", "known")
THROUGH = "pages"
"""How the access log says by which way somebody came."""
_FAMILY = re.compile(r"/families/[^/]+")


class SignInNeeded(Exception):
    """Nobody is signed in, or not any more."""


@dataclass(frozen=True)
class Visit:
    asking: Asking
    clocks: Clocks
    session: Session
    seals: Seals
    path: str
    parameters: dict[str, str]
    """What else the address said, the clocks apart."""
    beside: Beside
    miswritten: dict[str, str] = field(default_factory=dict)
    """The clocks as they were written, where they cannot be read: for the form, so that they can be put right there."""

    @property
    def ledger(self) -> Ledger:
        return self.asking.ledger

    @property
    def mark(self) -> str:
        return self.seals.mark_of(self.session.id)

    @cached_property
    def authority(self) -> Authority:
        return self.ledger.authority(self.clocks.known)

    @property
    def authority_name(self) -> str:
        return self.authority.name or self.ledger.name

    @property
    def schemes(self) -> dict[str, str]:
        """Every scheme by its name, with its title."""
        return {name: rule_set(name).title for name in SCHEMES}

    @property
    def result_labels(self) -> dict[str, str]:
        """What each result of the scheme is called, by its kind."""
        return {kind: one.label for kind, one in self.clocks.scheme.results.items()}

    @cached_property
    def as_of(self) -> LastEntry:
        """The entry that all on the page is true as of."""
        known = self.clocks.known
        return last_entry(self.ledger, live_position(self.ledger) if known is None else known)

    @property
    def sees_names(self) -> bool:
        return sees_identities(self.asking.caller, self.asking.operation)

    def may(self, operation: Operation) -> bool:
        return self.asking.caller.may(operation)

    @property
    def may_read_families(self) -> bool:
        return self.may(READ_FAMILIES)

    @property
    def may_read_programme(self) -> bool:
        return self.may(READ_PROGRAMME)

    @property
    def may_read_claims(self) -> bool:
        return self.may(READ_CLAIMS)

    @property
    def may_read_access_log(self) -> bool:
        return self.may(READ_ACCESS_LOG)

    @property
    def may_verify(self) -> bool:
        return self.may(VERIFY)

    @property
    def compare_at(self) -> str:
        """Where what changed between two moments is shown: for the family of this page, or for the whole ledger."""
        found = _FAMILY.match(self.path)
        return f"{found[0]}/changed" if found else "/changed"

    def theirs(self) -> tuple[UUID, ...] | None:
        """The families assigned to a practitioner; None for those who see all."""
        caller = self.asking.caller
        return tuple(families_of(self.ledger, caller.name)) if caller.sees_assigned_only(READ_FAMILIES) else None

    def family(self, family_id: str, view: str) -> UUID:
        """Noted as looked at. Raises `FamilyUnknown`, also where it is not theirs to see."""
        return self.asking.shown(family_id, view)

    def note_list(self, view: str, asked: Mapping[str, object] | None = None) -> None:
        """One entry for a whole list, by the clocks of the page: before anything of it is shown."""
        self.asking.note_list(view, {**self.clocks.query, **(asked or {})}, self.as_of.position)

    def link(self, path: str, **parameters: object) -> str:
        """An address with the clocks as they are; a parameter of None is left out, and sets a clock back."""
        said = self.clocks.query | parameters
        kept = {name: str(value) for name, value in said.items() if value not in (None, "")}
        return f"{path}?{urlencode(kept)}" if kept else path

    def here(self, **parameters: object) -> str:
        """This page again, with something else."""
        return self.link(self.path, **(self.parameters | parameters))


_Said = Annotated[str | None, Query(max_length=SAID_LENGTH_MAX)]


def visits(operation: Operation) -> Any:
    """A dependency: somebody has signed in, their token still holds, and one of its roles may do the operation."""

    def visit(request: Request, scheme: _Said = None, on: _Said = None, known: _Said = None) -> Visit:
        seals = seals_of(request)
        session = session_of(request, seals)
        asking = _asking(request, session, operation)
        request.state.asking = asking
        demand(asking.caller, operation)
        assert session is not None
        others = {name: value for name, value in request.query_params.items() if name not in _CLOCKS}
        held = partial(Visit, asking, session=session, seals=seals, path=request.url.path, parameters=others,
                       beside=request.app.state.beside)  # fmt: skip
        try:
            made = held(clocks_from(asking.ledger, scheme, on, known))
        except (AskedWrongly, LedgerError):
            request.state.visit = held(clocks_from(asking.ledger, None, None, None), miswritten=_clocks_said(request))
            raise
        request.state.visit = made
        return made

    visit.operation = operation  # type: ignore[attr-defined]  # so that a test can ask every page for its operation
    return Depends(visit)


def _clocks_said(request: Request) -> dict[str, str]:
    return {name: request.query_params.get(name, "") for name in _CLOCKS}


def door_of(request: Request) -> Door:
    door = request.app.state.door
    assert isinstance(door, Door)
    return door


def seals_of(request: Request) -> Seals:
    """Made once for the application."""
    state = request.app.state
    if not hasattr(state, "seals"):
        state.seals = Seals(door_of(request).database.master_key)
    seals = state.seals
    assert isinstance(seals, Seals)
    return seals


def _asking(request: Request, session: Session | None, operation: Operation) -> Asking:
    if session is None or session.token is None:
        raise SignInNeeded
    door = door_of(request)
    try:
        caller = door.caller(session.token)
        ledger = as_seen(door.ledger(caller), caller, operation)
        return Asking(caller, ledger, operation, None, request.scope[CORRELATION], THROUGH)
    except TokenRefused:
        raise SignInNeeded from None
