"""What takes looking at every family anew: worked out at once in a small ledger, beside the server in a large one.

A page that is not done in time raises `UnderWay`, and it is shown how far it is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from api.pages.frame.beside import WAIT_SECONDS, UnderWay
from api.pages.frame.visiting import Visit
from ledger.ledger import Ledger
from ledger.progress import Tell
from projections.queries.as_known import telling
from projections.queries.glance import erased_people, has_more_families_than
from projections.workers import Task

FAMILIES_AT_ONCE_MAX = 1_000
"""So many families are looked at anew while the page is waited for; more of them beside the server."""
EVERY_FAMILY = "It takes looking at every family again, on what its history says."

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Anew(Generic[Found]):
    """A question of a page, for a process of its own: a module's function, and what it is given beside the ledger."""

    find: Callable[..., Found]
    given: tuple[Hashable, ...]

    def __call__(self, ledger: Ledger, tell: Tell) -> Found:
        with telling(tell):
            return self.find(ledger, *self.given)


def is_large(visit: Visit) -> bool:
    return has_more_families_than(visit.ledger, FAMILIES_AT_ONCE_MAX)


def now_or_anew(visit: Visit, title: str, find: Callable[..., Found], *given: Hashable) -> Found:
    """What `find` says, which the tables answer of now, and of what was known then only the families' histories."""
    return find(visit.ledger, *given) if visit.clocks.known is None else anew(visit, title, find, *given)


def anew(visit: Visit, title: str, find: Callable[..., Found], *given: Hashable) -> Found:
    """What `find` says, which looks at every family. Raises `UnderWay`."""
    if not is_large(visit):
        return find(visit.ledger, *given)
    return worked_out(visit, title, EVERY_FAMILY, Anew(find, given))


def worked_out(visit: Visit, title: str, why: str, task: Task[Found]) -> Found:
    """Beside the server, once for all who ask the same. Raises `UnderWay` while it is not done.

    How many people are erased is in the key of what is kept: that alone changes what can be read of then.
    """
    ledger = visit.ledger
    work = visit.beside.asked(ledger, (ledger.name, erased_people(ledger), task), task)
    if not work.within(WAIT_SECONDS):
        raise UnderWay(work, title, why)
    found: Found = work.result
    return found
