"""Receiving the files of a form: into a folder of their own, one each, under their plain names."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import UploadFile

from api.errors import OptionUnusable
from api.http.uploads import upload_folder, write_chunk
from api.pages.frame.forms import Form
from api.places import Place
from ledger.private_files import new_private

CHUNK_BYTES = 1_048_576
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.()-]{0,99}\.(csv|zip|xlsx)", re.IGNORECASE)


@contextmanager
def received(form: Form, place: Place) -> Iterator[tuple[Path, str]]:
    """The file, or the folder where several were sent, and a digest of all of it. What nobody took over is taken away.

    Raises `OptionUnusable`.
    """
    files = form.files("files")
    if not files:
        raise OptionUnusable("Choose the files of the extract first, or drag them onto the field.")
    folder = upload_folder(place)
    try:
        digest = sha256()
        for file in sorted(files, key=lambda one: one.filename or ""):
            _write(file, _path_of(file, folder), digest.update)
        yield (folder / (files[0].filename or "") if len(files) == 1 else folder), digest.hexdigest()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _path_of(file: UploadFile, folder: Path) -> Path:
    name = file.filename or ""
    if not _NAME.fullmatch(name):
        raise OptionUnusable("A file of an extract has a plain name that ends in .csv, .xlsx or .zip: rename it.")
    if (folder / name).exists():
        raise OptionUnusable("Two of the files have the same name. Send each once.")
    return folder / name


def _write(file: UploadFile, path: Path, note: Callable[[bytes], None]) -> None:
    note(path.name.encode() + b"\x00")
    with new_private(path) as stream:
        while chunk := file.file.read(CHUNK_BYTES):
            write_chunk(stream, chunk, path.parent)
            note(chunk)
