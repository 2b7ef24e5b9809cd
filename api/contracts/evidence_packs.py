"""The form of an evidence pack: docs/proof.md says, byte by byte, how it is verified."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.contracts.forms import LEFT_OUT, Base64, Form, Stream


class PartShown(Form):
    commitment: Base64 = Field(description="What the event commits to for this person's part.")
    bytes: int = Field(description="How many bytes the sealed part has.", ge=0)
    salt: Base64 = Field(default=LEFT_OUT, description="The salt of the commitment; left out of an erased part.")
    content: str = Field(default=LEFT_OUT, description="The part as JSON, byte for byte; left out where it was erased.")


class EventShown(Form):
    leaf: int = Field(description="Its place in the tree, from 0.", ge=0)
    position: int = Field(description="Its position in the log.", ge=1)
    recorded_at: datetime = Field(description="When the ledger recorded it, in UTC, to the microsecond.")
    version: int = Field(description="Its place in its stream, from 1.", ge=1)
    topic: str = Field(description="The kind of event.")
    state: str = Field(default=LEFT_OUT, description="The event as JSON, byte for byte, where nothing of it is sealed.")
    header: str = Field(default=LEFT_OUT, description="What is not sealed, as JSON, byte for byte.")
    parts: list[PartShown] = Field(default=LEFT_OUT, description="What is sealed, a part for each person.")
    boxes: Base64 = Field(default=LEFT_OUT, description="The SHA-256 of the sealed parts, one after another.")


class PlaceShown(Form):
    leaf: int = Field(description="Its place in the tree, from 0.", ge=0)
    position: int = Field(description="Its position in the log.", ge=1)
    recorded_at: datetime = Field(description="When the ledger recorded it, in UTC, to the microsecond.")
    version: int = Field(description="Its place in its stream, from 1.", ge=1)
    content: Base64 = Field(description="The hash of its content.")


class OtherStream(Form):
    stream: Stream = Field(description="The stream.")
    version: int = Field(description="Its last version.")


class LastVersionProof(Form):
    path: list[Base64] = Field(description="The hashes from the stream's leaf to the root over all streams.")
    other: OtherStream = Field(default=LEFT_OUT, description="Another stream in its place, for one without events.")


class StreamShown(Form):
    stream: Stream = Field(description="The stream: a family, a return, or the authority.")
    until: int = Field(description="The position up to which it is shown.", ge=0)
    events: list[EventShown] = Field(description="Every event up to there.")
    last_version: int = Field(description="How many events it has under the checkpoint.", ge=0)
    proof: LastVersionProof = Field(description="That it has so many.")
    next: list[PlaceShown] = Field(default=LEFT_OUT, description="The first event after these: its place alone.")


class EvidencePack(Form):
    """What a stranger needs to be sure of some claims, with the ledger's public key and nothing else."""

    form: Literal["outcomes-evidence.v1"] = Field(description="The version of this form.")
    checkpoint: str = Field(description="The signed checkpoint, as c2sp.org/tlog-checkpoint has it.")
    streams: list[StreamShown] = Field(description="The streams that the claims rest on, completely.")
    tree: list[Base64] = Field(description="The proof that every leaf shown is under the checkpoint.")
    rules: dict[str, str] = Field(description="The rule sets used, as JSON, byte for byte, by their SHA-256.")
    claims: list[int] = Field(description="The positions of the claims among the events, in order.")
    return_: Stream = Field(default=LEFT_OUT, alias="return", description="The return that they were sent in.")
