"""One caller doing one operation in their ledger: what HTTP, pages and the command line all hand to what they call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from api.access.caller import Caller
from api.access.operations import Operation
from ledger.access import note_access, note_accesses
from ledger.assigning import is_assigned
from ledger.ledger import Ledger
from ledger.looking import REFUSED, Look, Seen, look
from projections.queries.asking import family_called, no_such_family

NOBODYS = UUID(int=0)
"""Looked for in place of a family that there is not."""


@dataclass(frozen=True, slots=True)
class Asking:
    """`caller.name` is who acts in every command; `purpose` is what they say that they look for.

    `through` is by which way they came, as the access log has it. `family` is the one of the address, if there is one:
    it is theirs to see, and that they asked is noted. `seen` is how the family of a question stood when it was noted.
    """

    caller: Caller
    ledger: Ledger
    operation: Operation
    purpose: str | None
    correlation_id: str
    through: str = "http"
    family: UUID | None = None
    seen: Seen | None = None

    def shown(self, family_id: str, view: str) -> UUID:
        """The family, noted as looked at. Raises `FamilyUnknown`, also where it is not theirs to see."""
        [seen] = look(self.ledger, [self.look(family_id, view)])
        return self.may_see(family_id, seen).family

    def look(self, family_id: str, view: str) -> Look:
        """What is to be noted before the family is shown."""
        if_assigned = self.caller.sees_assigned_only(self.operation)
        return Look(
            self.caller.name, family_id, view, if_assigned, self.purpose, self.through, self.caller.token_id)

    def may_see(self, family_id: str, seen: Seen | None) -> Seen:
        """What came of the look. Raises `FamilyUnknown`, also where the family is not theirs to see."""
        if seen is None or not seen.allowed:
            raise no_such_family(self.ledger, family_id)
        return seen

    def reached(self, family_id: str, view: str) -> UUID:
        """As `shown`, for a command, which shows nothing of the family. Raises `FamilyUnknown`."""
        if not self.caller.sees_assigned_only(self.operation):
            return family_called(self.ledger, family_id)
        family = self.ledger.register.families([family_id]).get(family_id)
        if not is_assigned(self.ledger, family or NOBODYS, self.caller.name) or family is None:
            self._note_refused(family, view)
            raise no_such_family(self.ledger, family_id)
        return family

    def _note_refused(self, family: UUID | None, view: str) -> None:
        """Alike whether there is such a family or not, and taking as long."""
        position = self.ledger.position()
        note_access(
            self.ledger, self.caller.name, family, view + REFUSED, None, self.purpose,
            position=None if family else position, through=self.through, token=self.caller.token_id)  # fmt: skip

    def note(self, family: UUID, view: str, subject: str | None = None) -> None:
        """Before anything of a family is shown: what could not be noted is not shown."""
        note_access(
            self.ledger, self.caller.name, family, view, subject, self.purpose, through=self.through,
            token=self.caller.token_id)  # fmt: skip

    def note_each(self, told: Iterable[tuple[UUID, str | None]], view: str) -> None:
        """As `note`, of families each with its subject: none is shown where one could not be noted."""
        note_accesses(
            self.ledger, self.caller.name, told, view, self.purpose, through=self.through, token=self.caller.token_id)

    def note_list(self, view: str, asked: Mapping[str, object], position: int) -> None:
        """One entry for a whole list. The same `asked` as known at `position` gives the same families again."""
        said = urlencode({name: str(value) for name, value in sorted(asked.items()) if value is not None})
        note_access(
            self.ledger, self.caller.name, None, view, said, self.purpose, position=position, through=self.through,
            token=self.caller.token_id)  # fmt: skip
