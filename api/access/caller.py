"""Who asks, and whether they may."""

from __future__ import annotations

from dataclasses import dataclass, field

from api.access.errors import NotAllowed
from api.access.operations import Operation
from api.access.roles import Role


@dataclass(frozen=True, slots=True)
class Caller:
    """`name` is what stands on record as who did it. `scopes` are of a program, `sample` of a spot checker."""

    name: str
    ledger: str
    roles: frozenset[Role]
    scopes: frozenset[str] = frozenset()
    sample: str | None = None
    token_id: str | None = None
    issuer: str | None = None
    """None for a token of this installation."""
    key_id: str | None = None
    """Of the key that it was signed with, for a token of this installation."""
    holds_until: int | None = field(default=None, compare=False)
    """Seconds of the epoch, where it is known when the token expires."""

    def may(self, operation: Operation) -> bool:
        return any(role is not Role.PROGRAM or operation.name in self.scopes for role in self.roles & operation.roles)

    def sees_assigned_only(self, operation: Operation) -> bool:
        """Whether only being a practitioner lets them."""
        return not any(
            role is not Role.PRACTITIONER and (role is not Role.PROGRAM or operation.name in self.scopes)
            for role in self.roles & operation.roles
        )


def demand(caller: Caller, operation: Operation) -> None:
    """Raises `NotAllowed`."""
    if not caller.may(operation):
        allowed = " or ".join(role for role in Role if role in operation.roles)
        raise NotAllowed(
            f"None of your roles ({', '.join(sorted(caller.roles)) or 'none'}) may {operation.sentence}; that takes"
            f" {allowed}. Ask the administrator for the role."
        )
