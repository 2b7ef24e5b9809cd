"""Receiving an extract: to a file of its own, never into memory, and no further than its limits allow.

What cannot be taken is refused before a byte of it is read, if the caller says how long it is; and otherwise as soon
as it is too long, too slow, or the disk is too full. What is in it is looked at by intake, which unpacks nothing.
"""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, BinaryIO

from fastapi import Depends, Query, Request
from starlette.concurrency import run_in_threadpool

from api.access.operations import Operation
from api.errors import NotReadHere, OptionUnusable, TooSlow
from api.http.asking import Asking, asks
from api.http.bodies import asked, over, refuse_length
from api.http.commanding import Commanding, IdempotencyKey, key_said, request_of
from api.http.parameters import the_place
from api.leftovers import take_away_left
from api.places import Place
from intake.kinds import KINDS
from ledger.errors import NoSpace
from ledger.private_files import new_private

UPLOAD_BYTES_MAX = 536_870_912
"""Of one extract as it is sent."""

UPLOAD_PAUSE_SECONDS_MAX = 30
"""How long nothing may come while an extract is being sent."""

DISK_RESERVE_BYTES = 268_435_456
"""What must stay free on the disk beside an extract."""

LEFT_HOURS_MAX = 24
"""After so long an extract that a server left behind when it was killed is taken away: it holds personal data."""

ENDINGS = {
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "text/csv": ".csv",
}
"""By what Content-Type says."""

UNNAMED = "application/octet-stream"
"""From programs that cannot name a form: one CSV file if `kind` is said, or else a .zip."""

FORMS = (*ENDINGS, UNNAMED)

Kind = Annotated[
    str | None,
    Query(description=f"Of one CSV file: what it holds, one of {', '.join(KINDS)}.", max_length=40,
          examples=["attendance"])]  # fmt: skip

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The extract: its files as a .zip, a workbook, or one CSV file with `kind`. A program that"
        f" cannot name the form says {UNNAMED}, and sends a .zip or, with `kind`, a CSV file.",
        "content": {form: {"schema": {"type": "string", "format": "binary"}} for form in FORMS},
    }
}
"""For the description of a route that takes an upload."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An extract that was received, on disk until the answer is given."""

    commanding: Commanding
    path: Path
    kind: str | None
    rejects_folder: Path


def uploads(operation: Operation) -> Any:
    """A dependency: who sends it may do so, gave a key, and sent it whole."""
    asked_by = asks(operation)

    async def uploaded(
        request: Request, asking: Asking = asked_by, kind: Kind = None, idempotency_key: IdempotencyKey = None
    ) -> AsyncIterator[Upload]:
        key_said(idempotency_key)
        name = _name(request, kind)
        refuse_length(request, UPLOAD_BYTES_MAX, "UPLOAD_BYTES_MAX")
        place = the_place(request)
        folder = await run_in_threadpool(upload_folder, place)
        try:
            digest = await _received(request, folder / name)
            request.state.said = asked(request, digest)
            commanding = Commanding(asking, request_of(request, asking, idempotency_key))
            yield Upload(commanding, folder / name, kind, place.rejects_folder / asking.ledger.name / folder.name)
        finally:
            await run_in_threadpool(shutil.rmtree, folder, ignore_errors=True)

    return Depends(uploaded)


def upload_folder(place: Place) -> Path:
    """A new one, for one extract, with a name of its own. What was left behind by others is taken away."""
    folder = place.data_folder / "uploads" / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
    folder.mkdir(0o700, parents=True)
    take_away_left(folder.parent, LEFT_HOURS_MAX)
    return folder


def _name(request: Request, kind: str | None) -> str:
    form = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    ending = (".zip" if kind is None else ".csv") if form == UNNAMED else ENDINGS.get(form)
    if ending is None or request.headers.get("content-encoding", "identity").lower() != "identity":
        raise NotReadHere(f"An extract is sent as it is, as one of {', '.join(FORMS)}.")
    if (kind is not None) != (ending == ".csv"):
        raise OptionUnusable("Say by `kind` what one CSV file holds; a .zip and a workbook say it by their files.")
    if kind is not None and kind not in KINDS:
        raise OptionUnusable(f"There is no such kind of extract; there are {', '.join(KINDS)}.")
    return f"{kind or 'extract'}{ending}"


async def _received(request: Request, path: Path) -> bytes:
    """The digest of what was received."""
    digest, length = sha256(), 0
    with new_private(path) as stream:
        async for chunk in _chunks(request):
            length += len(chunk)
            if length > UPLOAD_BYTES_MAX:
                raise over(UPLOAD_BYTES_MAX, "UPLOAD_BYTES_MAX")
            await run_in_threadpool(write_chunk, stream, chunk, path.parent)
            digest.update(chunk)
    return digest.digest()


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    stream = aiter(request.stream())
    while True:
        try:
            yield await asyncio.wait_for(anext(stream), UPLOAD_PAUSE_SECONDS_MAX)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise TooSlow(
                f"Nothing came for {UPLOAD_PAUSE_SECONDS_MAX} seconds (UPLOAD_PAUSE_SECONDS_MAX). Send it again."
            ) from None


def write_chunk(stream: BinaryIO, chunk: bytes, folder: Path) -> None:
    """Raises `NoSpace`."""
    if shutil.disk_usage(folder).free < DISK_RESERVE_BYTES:
        raise NoSpace("There is no room for the extract on the server's disk. Free some space, and send it again.")
    stream.write(chunk)
