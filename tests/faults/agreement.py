"""What must be so after any fault: nothing acknowledged lost, nothing twice, and every way to the tables agrees."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from api.acts.checking import check_everything
from ledger.ledger import Ledger
from ledger.progress import silent
from projections.rebuild import rebuild
from projections.runner import catch_up
from tests.projections.contents import held, ought


def assert_whole(ledger: Ledger, acknowledged: dict[str, int], events_of_a_command: dict[str, int]) -> None:
    """`acknowledged` are the last positions by idempotency key; a command's events bear its key as who did them."""
    entries = ledger.reader.page(0, limit=10**7)
    found = Counter(entry.event.by for entry in entries if entry.event.by in events_of_a_command)
    assert {key: events_of_a_command[key] for key in found} == dict(found), "all of a command, and once"
    assert set(acknowledged) <= set(found), "nothing that was acknowledged is lost"
    last = {entry.event.by: entry.position for entry in entries}
    assert {key: last[key] for key in acknowledged} == acknowledged
    assert all(earlier.recorded_at <= later.recorded_at for earlier, later in pairwise(entries))
    assert_tables_agree(ledger)
    checked = check_everything(ledger, [], [], False, silent)
    assert checked.agrees, checked.lines


def assert_tables_agree(ledger: Ledger) -> None:
    """Incremental = folded = rebuilt."""
    position = catch_up(ledger)
    assert position == ledger.position()
    before = held(ledger)
    assert before == (position, ought(ledger, position))
    assert rebuild(ledger, compare=True).differences == []
    assert held(ledger) == before
