"""The streams that a pack shows: from its JSON to leaves of the tree, and to events of the domain."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.events import Event, event_from
from domain.events.erasure import what_is_left
from ledger.proof.checkpoints import Checkpoint
from ledger.proof.hashing import leaf_hash
from ledger.proof.leaves import content_digest, entry_from
from ledger.proof.streams import StreamProof, stream_root
from ledger.sealing import states

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PackUnusable(ValueError):
    """The pack is not in the documented form, so nothing can be said about it."""


@dataclass(slots=True)
class Shown:
    """`goes_on`, that there were events after `until`, which the pack does not tell."""

    id: UUID
    until: int
    last_version: int
    goes_on: bool = False
    events: list[tuple[int, Event]] = field(default_factory=list)
    leaves: dict[int, bytes] = field(default_factory=dict)
    erased: int = 0


def read_json(pack: bytes) -> Any:
    """Raises `PackUnusable` where one name is given twice: whoever reads the pack otherwise might see the other."""
    return json.loads(pack, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise PackUnusable("a name stands twice in one object of the pack")
    return found


def read_stream(said: Mapping[str, Any], checkpoint: Checkpoint) -> Shown:
    stream = Shown(UUID(said["stream"]), whole(said["until"]), whole(said["last_version"]))
    _check_completeness(stream, said, checkpoint)
    position = 0
    for version, event in enumerate(said["events"], 1):
        if event["version"] != version or not position < event["position"] <= stream.until:
            raise PackUnusable(
                f"stream {stream.id}: version {event['version']} at position {event['position']} is out of its place")
        position = event["position"]
        _add_event(stream, event)
    return stream


def _check_completeness(stream: Shown, said: Mapping[str, Any], checkpoint: Checkpoint) -> None:
    """That the events are all there were: up to the last version, or up to one that is shown to have come later."""
    proof = StreamProof(tuple(map(in_bytes, said["proof"]["path"])), _other(said["proof"].get("other")))
    version = stream.last_version or None
    if stream.until > checkpoint.position or stream_root(proof, stream.id.bytes, version) != checkpoint.streams:
        raise PackUnusable(
            f"stream {stream.id}: the checkpoint does not say that its last version is {stream.last_version}")
    events, later = said["events"], said.get("next", [])
    if len(events) == stream.last_version and not later:
        return
    if len(later) != 1 or later[0]["version"] != len(events) + 1 or later[0]["position"] <= stream.until:
        raise PackUnusable(
            f"stream {stream.id}: of its {stream.last_version} events up to position {stream.until} not all are here")
    stream.goes_on = True
    _add_leaf(stream, later[0], in_bytes(later[0]["content"]))


def _add_event(stream: Shown, said: Mapping[str, Any]) -> None:
    topic, version = said["topic"], said["version"]
    if "state" in said:
        remembered = said["state"].encode()
        body = json.loads(remembered)
    else:
        remembered, body, erased = _opened(stream, said)
        stream.erased += erased
    _add_leaf(stream, said, content_digest(topic, remembered))
    if body.get(states.ERASED) is True:
        stream.events.append((said["position"], what_is_left(topic, stream.id, version, body)))
    else:
        stream.events.append((said["position"], event_from(topic, stream.id, version, body)))


def _opened(stream: Shown, said: Mapping[str, Any]) -> tuple[bytes, dict[str, Any], int]:
    """What the leaf remembers of the state, and the content put together; how much of it was erased."""
    header = said["header"].encode()
    listed = [(in_bytes(part["commitment"]), whole(part["bytes"])) for part in said["parts"]]
    contents: list[dict[str, Any] | None] = []
    for part, (committed, _) in zip(said["parts"], listed, strict=True):
        if "content" not in part:
            contents.append(None)
            continue
        salt, content = in_bytes(part["salt"]), part["content"].encode()
        if len(salt) != states.SALT_BYTES or states.commitment(salt, content) != committed:
            raise PackUnusable(f"stream {stream.id}, version {said['version']}: the content is not what was recorded")
        contents.append(json.loads(content))
    remembered = states.clear_part(header, listed) + in_bytes(said["boxes"])
    body = states.completed(json.loads(header), contents)
    return remembered, body, sum(content is None for content in contents)


def _add_leaf(stream: Shown, said: Mapping[str, Any], digest: bytes) -> None:
    leaf = whole(said["leaf"])
    at = (datetime.fromisoformat(said["recorded_at"]) - _EPOCH) // timedelta(microseconds=1)
    entry = entry_from(leaf, whole(said["position"]), at, stream.id.bytes, whole(said["version"]), digest)
    stream.leaves[leaf] = leaf_hash(entry)


def _other(said: Mapping[str, Any] | None) -> tuple[bytes, int] | None:
    return None if said is None else (UUID(said["stream"]).bytes, whole(said["version"]))


def whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise PackUnusable(f"{value!r} is no whole number")
    return value


def in_bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise PackUnusable(f"{text[:40]!r} is not base64") from None
