"""A zip as a pack: its CSV files, or those of the one folder in it. Read where they are, never unpacked to disk."""

import zipfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from intake.csv_files import add_text, demand_size
from intake.encodings import scan
from intake.errors import UnreadablePack
from intake.kinds import kind_of
from intake.limits import Limits
from intake.sources import Pack, is_hidden
from intake.zip_checks import ZIP_FAULTS, demand_harmless


def fill_from_zip(pack: Pack, path: Path, limits: Limits) -> None:
    try:
        archive = pack.closing.enter_context(zipfile.ZipFile(path))
        demand_harmless(archive, path.name, limits)
        entries = [entry for entry in archive.infolist() if not entry.is_dir() and not is_hidden(entry.filename)]
        folder = _common_folder([PurePosixPath(entry.filename) for entry in entries])
        for entry in sorted(entries, key=lambda entry: entry.filename):
            _add_entry(pack, archive, entry, folder, limits)
    except ZIP_FAULTS as error:
        raise UnreadablePack(f"{path.name} cannot be unpacked; fetch it again, or load its folder") from error


def _common_folder(paths: list[PurePosixPath]) -> PurePosixPath:
    """Zipping a folder puts its name before every file's: that one folder is the pack."""
    tops = {path.parts[0] for path in paths if path.parts}
    nested = len(tops) == 1 and all(len(path.parts) > 1 for path in paths)
    return PurePosixPath(tops.pop()) if nested else PurePosixPath()


def _add_entry(
    pack: Pack, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: PurePosixPath, limits: Limits
) -> None:
    path = PurePosixPath(entry.filename)
    kind = kind_of(path.stem) if path.suffix.lower() == ".csv" and path.parent == folder else None
    if kind is None:
        pack.pass_over(str(path))
        return
    demand_size(path.name, entry.file_size, limits)
    with archive.open(entry) as stream:
        found = scan(cast(BinaryIO, stream), path.name, limits)
    add_text(pack, path.name, kind, found, lambda: cast(BinaryIO, archive.open(entry)), limits)
