"""Recording actions: each loads the authority, decides, and records, or refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from api.acts.deciding import decided, evenly_spaced
from api.claiming.places import scheme_of
from api.today import today_here
from domain.authority import Authority
from domain.family import Novelty
from domain.planning import commands
from domain.planning.record import Agreed
from ledger.errors import VersionDiffers
from ledger.ledger import Ledger


def agree(ledger: Ledger, said: Agreed, by: str) -> tuple[str, Novelty]:
    """What the action is called, and whether that is new. Raises `UnknownScheme`, `ActionRefused`."""
    scheme_of(ledger, said.scheme)
    spaced = said._replace(what=evenly_spaced(said.what), owner=evenly_spaced(said.owner))
    return decided(ledger, lambda authority: commands.agree(authority, spaced, by, today_here()))


def change(
    ledger: Ledger, action: str, owner: str | None, due_on: date | None, reason: str, by: str,
    version: int | None = None,
) -> Novelty:  # fmt: skip
    """`version` is the one that was decided on; None for whatever it is by now. Raises `VersionDiffers`."""
    return _of_action(ledger, action, version, lambda authority: commands.change(
        authority, action, owner and evenly_spaced(owner), due_on, evenly_spaced(reason), by))


def finish(ledger: Ledger, action: str, done_on: date, by: str, version: int | None = None) -> Novelty:
    return _of_action(ledger, action, version, lambda authority: commands.finish(
        authority, action, done_on, by, today_here()))


def drop(
    ledger: Ledger, action: str, dropped_on: date, reason: str, by: str, version: int | None = None
) -> Novelty:
    return _of_action(ledger, action, version, lambda authority: commands.drop(
        authority, action, dropped_on, evenly_spaced(reason), by, today_here()))


def take_up_again(ledger: Ledger, action: str, reason: str, by: str, version: int | None = None) -> Novelty:
    return _of_action(ledger, action, version, lambda authority: commands.take_up_again(
        authority, action, evenly_spaced(reason), by))


def _of_action(ledger: Ledger, action: str, version: int | None, decide: Callable[[Authority], Novelty]) -> Novelty:
    def on_that_version(authority: Authority) -> Novelty:
        held = authority.plan.actions.get(action)
        if version is not None and held is not None and held.version != version:
            raise VersionDiffers(held.version, "action")
        return decide(authority)

    return decided(ledger, on_that_version)
