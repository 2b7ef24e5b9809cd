"""Loading: sending an extract, what became of its rows, and every file that was ever loaded."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from api.access.operations import LOAD_EXTRACTS, READ_EXTRACTS
from api.acts.loading import check_extract, load_extract, without_folder
from api.errors import OptionUnusable
from api.http.uploads import upload_folder, write_chunk
from api.http.v1.extracts import kept
from api.pages.frame.acting import Refused, act_once, refused, seen_from
from api.pages.frame.forms import Form, Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.places import Place
from intake.forms import KINDS, kind_of
from ledger.ledger import Ledger

router = APIRouter()

PATH = "/extracts"
LOADS_SHOWN = 100
CHUNK_BYTES = 1_048_576
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.()-]{0,99}\.(csv|zip|xlsx)", re.IGNORECASE)


@router.get(PATH)
def extracts(visit: Annotated[Visit, visits(READ_EXTRACTS)]) -> Response:
    return _page(visit)


@router.post(PATH)
def loaded(visit: Annotated[Visit, visits(LOAD_EXTRACTS)], form: Sent, request: Request) -> Response:
    """Loads it, or only tries it out, by the button that was pressed. Sent twice it tells the same again."""
    place: Place = request.app.state.settings.place
    there = seen_from(visit, PATH)
    try:
        with _received(form, place) as (path, digest):
            if form.text("do") == "try":
                return _tried(there, path, _kind(form, path))
            return _loaded(there, visit, form, path, digest, place)
    except Exception as error:
        return _page(there, refused(error))


def _loaded(there: Visit, visit: Visit, form: Form, path: Path, digest: str, place: Place) -> Response:
    by, folder = visit.asking.caller.name, path if path.is_dir() else path.parent
    rejects = place.rejects_folder / visit.ledger.name / folder.name

    def act(ledger: Ledger) -> None:
        ledger.keep_answer(kept(without_folder(folder, lambda: load_extract(
            ledger, path, _kind(form, path), by, date.today(), rejects))))

    found = act_once(visit, form, act, in_parts=True, said=digest)
    if isinstance(found, Refused):
        return _page(there, found)
    return shown(there, "loading/loaded", told=found.answer, events=found.events, tried=False)


def _kind(form: Form, path: Path) -> str | None:
    """Only of one CSV file: of all others it is their names that say it. Raises `OptionUnusable`."""
    if path.is_dir() or path.suffix.lower() != ".csv":
        return None
    kind = form.text("kind")
    if kind is None and kind_of(path.stem) is None:
        raise OptionUnusable("The name of the file does not say what it holds: choose that from the list.")
    return kind


def _tried(there: Visit, path: Path, kind: str | None) -> Response:
    folder = path if path.is_dir() else path.parent
    found = without_folder(folder, lambda: check_extract(there.ledger, path, kind, date.today()))
    told = {"files": found.files, "reasons": found.reasons, "notices": found.notices, "claims_put_at_risk": 0}
    return shown(there, "loading/loaded", told=told, events=0, tried=True)


def _page(visit: Visit, refusal: Refused | None = None) -> Response:
    known = visit.clocks.known
    loads = [one for one in visit.ledger.extracts.every()
             if known is None or (one.position is not None and one.position <= known)]  # fmt: skip
    return shown(
        visit, "loading/extracts", refusal.status if refusal else 200, loads=sorted(loads, key=lambda one: -one.load),
        loads_shown=LOADS_SHOWN, kinds=KINDS, may_load=visit.may(LOAD_EXTRACTS) and known is None,
        mistake=refusal.what if refusal else None,
    )  # fmt: skip


# ---- receiving ---------------------------------------------------------------------------------------------------


@contextmanager
def _received(form: Form, place: Place) -> Iterator[tuple[Path, str]]:
    """The file, or the folder where several were sent, and a digest of all of it; taken away at the end."""
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


def _write(file: UploadFile, path: Path, note: object) -> None:
    assert callable(note)
    note(path.name.encode() + b"\x00")
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
        while chunk := file.file.read(CHUNK_BYTES):
            write_chunk(stream, chunk, path.parent)
            note(chunk)
