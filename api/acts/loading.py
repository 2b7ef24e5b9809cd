"""Loading an extract, for every way in: what is recorded of it, and the claims that it puts at risk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from api.claiming.rechecking import mark_at_risk
from intake.errors import IntakeError
from intake.loading import LoadReport, load_pack, reading
from intake.on_record import OnRecord
from intake.reading import read_pack
from intake.reports import ReasonCount, count_reasons
from ledger.ledger import Ledger
from ledger.progress import Tell


@dataclass(frozen=True, slots=True)
class Loaded:
    """`at_risk` counts the claims whose standing what was loaded has changed: a person is to decide on them."""

    report: LoadReport
    at_risk: int


@dataclass(frozen=True, slots=True)
class FileChecked:
    file: str
    kind: str
    read: int
    good: int
    rejected: int
    blank: int


@dataclass(frozen=True, slots=True)
class PackChecked:
    """What would become of a pack's rows. Whether a family may be attached is looked at only when it is loaded."""

    files: tuple[FileChecked, ...]
    reasons: tuple[ReasonCount, ...]
    notices: tuple[str, ...]

    @property
    def rejected(self) -> int:
        return sum(file.rejected for file in self.files)


def load_extract(
    ledger: Ledger, pack: Path, kind: str | None, by: str, today: date, rejects_folder: Path,
    progress: Tell | None = None,
) -> Loaded:  # fmt: skip
    """Raises an IntakeError when the pack as a whole cannot be read. Run again, it adds nothing."""
    report = load_pack(
        ledger, pack, as_kind=kind, by=by, today=today, rejects_folder=rejects_folder, progress=progress)
    if progress and report.events:
        progress("looking at the claims", 0, 0)
    marked = mark_at_risk(ledger, by) if report.events else []
    return Loaded(report, sum(one.found.differs for one in marked))


@contextmanager
def without_folder(folder: Path) -> Iterator[None]:
    """What is wrong with an extract is told without the folder that it was put in meanwhile."""
    try:
        yield
    except IntakeError as error:
        raise IntakeError(str(error).replace(f"{folder}/", "")) from None


def check_extract(
    ledger: Ledger, pack: Path, kind: str | None, today: date, progress: Tell | None = None
) -> PackChecked:
    """Reads and checks the pack against what is on record, and records nothing. Raises an IntakeError."""
    read = read_pack(pack, today=today, known=OnRecord(ledger), as_kind=kind, progress=reading(progress))
    files = (FileChecked(file.file, file.kind, file.read, len(file.good), len(file.rejected), file.blank)
             for file in read.files)
    return PackChecked(tuple(files), tuple(count_reasons(read.rejected)), tuple(map(str, read.notices)))


# ---- as plain values, to be kept and told again: counts, reasons and notices, and nothing of the rows --------------


def loaded_as_json(loaded: Loaded) -> dict[str, Any]:
    report = loaded.report
    return {
        "files": [{"load": load, **asdict(file)} for load, file in zip(report.loads, report.files, strict=True)],
        "reasons": reasons_as_json(report.reasons),
        "notices": list(map(str, report.notices)), "claims_put_at_risk": loaded.at_risk,
    }  # fmt: skip


def checked_as_json(checked: PackChecked) -> dict[str, Any]:
    return {
        "files": list(map(asdict, checked.files)), "reasons": reasons_as_json(checked.reasons),
        "notices": list(checked.notices),
    }


def reasons_as_json(reasons: Iterable[ReasonCount]) -> list[dict[str, Any]]:
    return [{"file": one.file, "column": one.column, "reason": one.reason, "rows": one.count,
             "first_lines": list(one.first_lines)} for one in reasons]  # fmt: skip
