"""What every command over HTTP takes, and how it is answered.

    @router.post(...)
    def attach(commanding: Annotated[Commanding, commands(ATTACH)], said: Attaching) -> Response:
        return commanding.carried_out(act, tell)

`act` records with the ledger that it is handed; `tell` says what came of it, from the log as of the position recorded,
so that a repetition is told the same. What stands in the way is raised, and recorded nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel

from api.access.operations import Operation
from api.errors import KeyNeeded
from api.http.asking import Asking, asks
from api.http.parameters import POSITION_HEADER, FamilyReference
from api.http.preconditions import etag_of, if_match, version_wanted
from ledger import requests
from ledger.errors import VersionDiffers
from ledger.ledger import Ledger
from ledger.requests import Done

KEY_LENGTH_MAX = 200
REPLAYED_HEADER = "Idempotency-Replayed"

Act = Callable[[Ledger], Any]
Tell = Callable[[Ledger, Done], BaseModel]

IdempotencyKey = Annotated[
    str | None,
    Header(
        description="Needed. A key of your own for this command, such as a UUID; send the same one when you repeat it.",
        max_length=KEY_LENGTH_MAX,
        json_schema_extra={"pattern": "^[!-~]([ -~]*[!-~])?$"}),
]  # fmt: skip
IfMatch = Annotated[str | None, if_match("family", '"7"')]


@dataclass(slots=True)
class Commanding:
    """One command of one caller. `by` is who stands on record as having done it."""

    asking: Asking
    request: requests.Request

    @property
    def ledger(self) -> Ledger:
        return self.asking.ledger

    @property
    def by(self) -> str:
        return self.asking.caller.name

    def carried_out(
        self, act: Act, tell: Tell, *, status: int = 200, made: str | None = None, in_parts: bool = False
    ) -> Response:
        """`made` is the address of what was made."""
        return self.answered(self.done(act, in_parts=in_parts), tell, status=status, made=made)

    def answered(self, done: Done, tell: Tell, *, status: int = 200, made: str | None = None) -> Response:
        said = tell(self.ledger, done)
        headers = self.headers(done) | ({"Location": made} if made else {})
        if (position := getattr(said, "position", None)) is not None:
            headers[POSITION_HEADER] = str(position)
        if (version := getattr(said, "version", None)) is not None:
            headers["ETag"] = etag_of(version)
        return Response(said.model_dump_json(), status, headers, "application/json")

    def told_once(self, form: type[BaseModel], make: Callable[[Ledger], BaseModel]) -> Response:
        """For what records nothing: the answer itself is kept with the key, and so must name nobody."""
        return self.carried_out(
            lambda ledger: ledger.keep_answer(make(ledger).model_dump(mode="json")),
            lambda ledger, done: form.model_validate(done.answer), in_parts=True)

    def done(self, act: Act, *, in_parts: bool = False) -> Done:
        self.request.in_parts = in_parts
        with self._alone():
            return requests.carried_out(self.ledger, self.request, act)

    def headers(self, done: Done) -> dict[str, str]:
        replayed = {REPLAYED_HEADER: "true"} if done.repeated else {}
        return {POSITION_HEADER: str(done.position)} | replayed

    def _alone(self) -> AbstractContextManager[None]:
        if self.request.key is None:
            return nullcontext()
        return self.ledger.database.under_way.alone(self.ledger.schema, self.request.caller, self.request.key)


@dataclass(slots=True)
class OfFamily(Commanding):
    """A command to a family that is on record."""

    family_id: str
    family: UUID

    def done(self, act: Act, *, in_parts: bool = False) -> Done:
        """Looked at only once it is known that the command is no repetition, which has moved the version itself."""

        def on_that_version(ledger: Ledger) -> None:
            expected = self.request.seen.get(self.family)
            version = ledger.family(self.family).version
            if expected not in (None, version):
                raise VersionDiffers(version)
            act(ledger)

        return Commanding.done(self, on_that_version, in_parts=in_parts)


def commands(operation: Operation) -> Any:
    """A dependency: who commands may do so, and gave a key."""

    asked = asks(operation)

    def commanding(request: Request, asking: Asking = asked, idempotency_key: IdempotencyKey = None) -> Commanding:
        return Commanding(asking, request_of(request, asking, idempotency_key))

    return Depends(commanding)


def commands_of_family(operation: Operation) -> Any:
    """A dependency: as `commands`, and the version of the family in the address that was decided on is given."""

    asked = asks(operation)

    def commanding(
        request: Request, family_id: FamilyReference, asking: Asking = asked, if_match: IfMatch = None,
        idempotency_key: IdempotencyKey = None,
    ) -> OfFamily:  # fmt: skip
        family = asking.family
        assert family is not None  # a reference that could not be on record was refused
        version = version_wanted(if_match)
        sent = request_of(request, asking, idempotency_key)
        sent.seen = {} if version is None else {family: version}
        return OfFamily(asking, sent, family_id, family)

    return Depends(commanding)


def request_of(request: Request, asking: Asking, key: str | None) -> requests.Request:
    return requests.Request(asking.caller.name, asking.correlation_id, key_said(key), request.state.said)


def key_said(key: str | None) -> str:
    """Raises `KeyNeeded`."""
    said = (key or "").strip()
    if not (said and said.isascii() and said.isprintable()):
        raise KeyNeeded("Send a key of your own as Idempotency-Key, in plain characters, such as a UUID.")
    return said
