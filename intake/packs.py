"""Opening an extract pack: a folder, a .zip, an .xlsx workbook, or one CSV file of a stated kind.

Opening looks at limits and digests and reads no row. Nothing is ever unpacked to disk.
"""

import stat
from pathlib import Path

from intake.csv_files import add_csv_file
from intake.errors import NoKnownFile, NotAPack, PackNotFound, UnknownKind, unreadable
from intake.kinds import KINDS, kind_of
from intake.limits import Limits, limits_set
from intake.sources import EXPECTED, Pack, is_hidden
from intake.workbooks import fill_from_workbook
from intake.zips import fill_from_zip


def open_pack(path: Path, *, as_kind: str | None = None, limits: Limits | None = None) -> Pack:
    """Raises an IntakeError, whose message is for the person who loads, and leaves nothing open.

    Without `limits` they are as the environment sets them.
    """
    pack = Pack()
    try:
        _fill(pack, path, as_kind, limits or limits_set())
    except OSError as error:
        pack.closing.close()
        raise unreadable(path, error) from error
    except BaseException:
        pack.closing.close()
        raise
    return pack


def _fill(pack: Pack, path: Path, as_kind: str | None, limits: Limits) -> None:
    mode = _mode_of(path)
    if stat.S_ISDIR(mode):
        _demand_no_kind(path, as_kind, "a folder")
        _fill_from_folder(pack, path, limits)
    elif not stat.S_ISREG(mode):
        raise NotAPack(f"{path} is neither a folder nor a file; {EXPECTED}")
    elif path.suffix.lower() == ".zip":
        _demand_no_kind(path, as_kind, "a zip")
        fill_from_zip(pack, path, limits)
    elif path.suffix.lower() == ".xlsx":
        _demand_no_kind(path, as_kind, "a workbook")
        fill_from_workbook(pack, path, limits)
    else:
        add_csv_file(pack, path, _kind_of_file(path, as_kind), limits)
    if not pack.files:
        raise NoKnownFile(f"{path} holds no file of an extract; {EXPECTED}")


def _mode_of(path: Path) -> int:
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise PackNotFound(f"there is nothing at {path}; check the path") from error


def _demand_no_kind(path: Path, as_kind: str | None, what: str) -> None:
    if as_kind is not None:
        raise UnknownKind(f"{path} is {what}, whose files say by their names what they hold; leave out --as {as_kind}")


def _kind_of_file(path: Path, as_kind: str | None) -> str:
    if as_kind is not None:
        kind = kind_of(as_kind)
        if kind is None:
            raise UnknownKind(f"there is no kind of extract called '{as_kind}'; there are {', '.join(KINDS)}")
        return kind
    if path.suffix.lower() != ".csv":
        raise NotAPack(f"{path} is no folder, .zip, .xlsx or .csv; save it as one of these")
    kind = kind_of(path.stem)
    if kind is None:
        raise UnknownKind(f"{path.name} does not say what it holds; name it with --as, one of {', '.join(KINDS)}")
    return kind


def _fill_from_folder(pack: Pack, folder: Path, limits: Limits) -> None:
    for path in sorted(folder.iterdir()):
        kind = kind_of(path.stem) if path.suffix.lower() == ".csv" else None
        if is_hidden(path.name):
            continue
        if kind is None:
            pack.pass_over(path.name)
        elif not path.is_file():
            raise NotAPack(f"{path} is not a file; put the extract itself there")
        else:
            add_csv_file(pack, path, kind, limits)
