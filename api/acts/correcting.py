"""Loading rejected rows that were put right in place: who corrected which row of which file stays on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.acts.loading import load_extract, without_folder
from api.acts.rejects import rejects_of
from api.errors import Unknown
from api.places import Place
from intake.correcting import CorrectedRow, corrected_extract
from intake.rejected import Rejected, rejected_rows
from intake.rejects import make_private
from ledger.extracts import EXTRACT_LENGTH, Extract
from ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class CorrectionsLoaded:
    """`load` is the loading of the corrected rows; `rejected` of them are still wrong."""

    load: int
    recorded: int
    rejected: int
    claims_put_at_risk: int

    def as_json(self) -> dict[str, Any]:
        return {"load": self.load, "recorded": self.recorded, "rejected": self.rejected,
                "claims_put_at_risk": self.claims_put_at_risk}  # fmt: skip


def left_to_correct(ledger: Ledger, place: Place, of: Extract) -> Iterator[Rejected]:
    """Its rejected rows that nobody has sent again, or of which it is not known what became. Raises `Unknown`."""
    path = rejects_of(place, of)
    if path is None:
        raise Unknown(f"There are no rejected rows of loading {of.load} on this server.")
    since = ledger.corrections.of(of.load)
    for row in rejected_rows(path):
        correction = since.get(row.line)
        if correction is None or correction.outcome is None:
            yield row


def load_corrected(
    ledger: Ledger, of: Extract, rows: Sequence[CorrectedRow], by: str, today: date, rejects_folder: Path
) -> CorrectionsLoaded:
    """Checked as any extract's rows. Run again after it was cut off, it comes to the same end.

    What is still wrong goes to a folder of its own below `rejects_folder`.
    """
    extract = corrected_extract(of.file, of.kind, rows)
    ledger.corrections.sent(of.load, extract.rows, extract.digest, by)
    make_private(rejects_folder)
    with TemporaryDirectory(dir=rejects_folder, prefix=".") as folder:
        path = extract.write(Path(folder))
        with without_folder(path.parent):
            loaded = load_extract(ledger, path, of.kind, by, today, rejects_folder / extract.digest[:EXTRACT_LENGTH])
    [load] = loaded.report.loads
    wrong = [row.line for rejects in loaded.report.rejects for row in rejected_rows(rejects)]
    ledger.corrections.settle(of.load, extract.digest, wrong)
    return CorrectionsLoaded(load, len(rows) - len(wrong), len(wrong), loaded.at_risk)
