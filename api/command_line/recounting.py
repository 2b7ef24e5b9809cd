"""`outcomes history`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from api.command_line.asking import question
from api.command_line.options import DataDir, FamilyId, Known, LedgerName, ListFormat
from api.command_line.output import write_list

if TYPE_CHECKING:
    from projections.queries.histories import Told

COLUMNS = ("position", "recorded_at", "by", "what_happened")


def history(
    family: FamilyId,
    known: Known = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """Tell everything that was recorded of a family, in one sentence each, and when and by whom it was recorded."""
    from api.answers.questions import named_history

    with question(data_dir, ledger, known) as asked:
        told = named_history(asked.ledger, family, asked.known)
        write_list(COLUMNS, history_cells(told), format)


def history_cells(told: Iterable[Told]) -> Iterator[tuple[int, str, str, str]]:
    return ((one.position, one.recorded_at.isoformat(timespec="milliseconds"), one.by, one.sentence) for one in told)
