"""Verifying an evidence pack: with nothing but the pack and public keys. No ledger, no database, no network.

Needs the domain, `cryptography` for Ed25519 and PyYAML for the rules. docs/proof.md says all that is done here, byte by
byte, so that it can be done in another language.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from domain.authority import AUTHORITY_STREAM, Authority
from domain.claims.returns import Return
from domain.events import Event, event_from
from domain.events.claims import ClaimPrepared
from domain.events.erasure import what_is_left
from domain.family import Family
from domain.rules.reading import read_scheme
from domain.rules.scheme import Scheme
from ledger.proof.answers import ClaimVerified, Verified, pounds
from ledger.proof.checkpoints import Checkpoint, trusted_checkpoint
from ledger.proof.deciding_again import differences
from ledger.proof.hashing import leaf_hash, root_from_joint
from ledger.proof.leaves import content_digest, entry_from
from ledger.proof.notes import Note, NoteUnusable, PublicKey
from ledger.proof.streams import StreamProof, stream_root
from ledger.sealing import states

FORM = "outcomes-evidence.v1"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PackUnusable(ValueError):
    """The pack is not in the documented form, so nothing can be said about it."""


@dataclass(slots=True)
class _Stream:
    id: UUID
    until: int
    last_version: int
    events: list[tuple[int, Event]] = field(default_factory=list)
    leaves: dict[int, bytes] = field(default_factory=dict)
    erased: int = 0


def verify(pack: bytes, keys: Sequence[str | PublicKey], signatures_needed: int = 1) -> Verified:
    """Checks everything that a pack claims. `keys` are the ledger's public key, and witnesses' where they are known.

    Never raises for what a pack says: whatever is wrong is in the answer, the first thing of each stage.
    """
    try:
        trusted = [key if isinstance(key, PublicKey) else PublicKey.parse(key) for key in keys]
        return _verify(json.loads(pack), trusted, signatures_needed)
    except (NoteUnusable, PackUnusable) as unusable:
        return Verified(None, wrong=(str(unusable),))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError) as error:
        return Verified(None, wrong=(f"the pack is not in the form {FORM} ({type(error).__name__}: {error})",))


def _verify(said: Mapping[str, Any], keys: Sequence[PublicKey], signatures_needed: int) -> Verified:
    if said["form"] != FORM:
        raise PackUnusable(f"the pack is in the form {said['form']!r}, and this program verifies {FORM!r}")
    note = Note.parse(said["checkpoint"])
    checkpoint = trusted_checkpoint(note, keys, signatures_needed)
    streams = [_read_stream(one, checkpoint) for one in said["streams"]]
    if len({stream.id for stream in streams}) != len(streams):
        raise PackUnusable("a stream is in the pack more than once")
    _check_tree(streams, said["tree"], checkpoint)
    rules = {digest: _read_rules(digest, texts) for digest, texts in said["rules"].items()}
    by_id = {stream.id: stream for stream in streams}
    claims = tuple(_decide_again(position, streams, by_id, rules) for position in said["claims"])
    total, wrong = _check_return(said.get("return"), by_id, claims)
    return Verified(
        checkpoint,
        tuple(key.name for key in note.signed_by(keys)),
        sum(len(stream.events) for stream in streams),
        len([stream for stream in streams if _is_family(stream)]),
        claims,
        total,
        sum(stream.erased for stream in streams),
        tuple(wrong),
    )


def history_in(pack: bytes, keys: Sequence[PublicKey]) -> tuple[Checkpoint, dict[UUID, list[tuple[int, Event]]]]:
    """The events of each stream, by position, of a pack that holds all there were up to its checkpoint.

    Raises `PackUnusable`, or `NoteUnusable`.
    """
    found = verify(pack, keys)
    if not found.holds or found.checkpoint is None:
        raise PackUnusable("; ".join(found.wrong) or "a claim in the pack is not as it was decided")
    streams = [_read_stream(one, found.checkpoint) for one in json.loads(pack)["streams"]]
    for stream in streams:
        if _is_family(stream) and len(stream.events) != stream.last_version:
            raise PackUnusable(f"stream {stream.id}: the pack ends before the history does")
    return found.checkpoint, {stream.id: stream.events for stream in streams}


# ---- events: from the pack to leaves, and to the domain --------------------------------------------------------------


def _read_stream(said: Mapping[str, Any], checkpoint: Checkpoint) -> _Stream:
    stream = _Stream(UUID(said["stream"]), _whole(said["until"]), _whole(said["last_version"]))
    _check_completeness(stream, said, checkpoint)
    position = 0
    for version, event in enumerate(said["events"], 1):
        if event["version"] != version or not position < event["position"] <= stream.until:
            raise PackUnusable(
                f"stream {stream.id}: version {event['version']} at position {event['position']} is out of its place")
        position = event["position"]
        _add_event(stream, event)
    return stream


def _check_completeness(stream: _Stream, said: Mapping[str, Any], checkpoint: Checkpoint) -> None:
    """That the events are all there were: up to the last version, or up to one that is shown to have come later."""
    proof = StreamProof(tuple(map(_bytes, said["proof"]["path"])), _other(said["proof"].get("other")))
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
    _add_leaf(stream, later[0], _bytes(later[0]["content"]))


def _add_event(stream: _Stream, said: Mapping[str, Any]) -> None:
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


def _opened(stream: _Stream, said: Mapping[str, Any]) -> tuple[bytes, dict[str, Any], int]:
    """What the leaf remembers of the state, and the content put together; how much of it was erased."""
    header = said["header"].encode()
    listed = [(_bytes(part["commitment"]), _whole(part["bytes"])) for part in said["parts"]]
    contents: list[dict[str, Any] | None] = []
    for part, (committed, _) in zip(said["parts"], listed, strict=True):
        if "content" not in part:
            contents.append(None)
            continue
        salt, content = _bytes(part["salt"]), part["content"].encode()
        if len(salt) != states.SALT_BYTES or states.commitment(salt, content) != committed:
            raise PackUnusable(f"stream {stream.id}, version {said['version']}: the content is not what was recorded")
        contents.append(json.loads(content))
    remembered = states.clear_part(header, listed) + _bytes(said["boxes"])
    body = states.completed(json.loads(header), contents)
    return remembered, body, sum(content is None for content in contents)


def _add_leaf(stream: _Stream, said: Mapping[str, Any], digest: bytes) -> None:
    leaf = _whole(said["leaf"])
    at = (datetime.fromisoformat(said["recorded_at"]) - _EPOCH) // timedelta(microseconds=1)
    entry = entry_from(leaf, _whole(said["position"]), at, stream.id.bytes, _whole(said["version"]), digest)
    stream.leaves[leaf] = leaf_hash(entry)


def _check_tree(streams: Iterable[_Stream], proof: Sequence[str], checkpoint: Checkpoint) -> None:
    leaves: dict[int, bytes] = {}
    for stream in streams:
        if leaves.keys() & stream.leaves.keys():
            raise PackUnusable(f"stream {stream.id}: two events have the same leaf")
        leaves |= stream.leaves
    if root_from_joint(leaves, checkpoint.size, list(map(_bytes, proof))) != checkpoint.root:
        raise PackUnusable("the events are not those of the log that the checkpoint was signed over")


# ---- claims ----------------------------------------------------------------------------------------------------------


def _decide_again(
    position: int, streams: Iterable[_Stream], by_id: Mapping[UUID, _Stream], rules: Mapping[str, Scheme]
) -> ClaimVerified:
    found = [(stream, event) for stream in streams if position <= stream.until
             for at, event in _at(stream, position) if isinstance(event, ClaimPrepared)]
    if len(found) != 1:
        raise PackUnusable(f"there is no claim at position {position} in the pack")
    stream, event = found[0]
    record = event.record
    known = _whole(record["known"])
    said = ClaimVerified(
        event.claim, str(stream.id), event.scheme, event.result, record["verdict"], event.amount_pence,
        record["decided_on"])
    wrong = _contradictions(event, stream, known)
    family = _folded(Family(stream.id), stream.events, known)
    if family.erased or _erased_in(record):
        return _with(said, wrong, erased=True)
    scheme = rules.get(record["rules"])
    if scheme is None:
        return _with(said, [*wrong, f"the rules {record['rules']} are not in the pack"])
    authority = _folded(Authority(), by_id[AUTHORITY_STREAM].events, known)
    return _with(said, [*wrong, *differences(record, family, authority, scheme)])


def _at(stream: _Stream, position: int) -> list[tuple[int, Event]]:
    return [one for one in stream.events if one[0] == position]


def _contradictions(event: ClaimPrepared, stream: _Stream, known: int) -> list[str]:
    record, wrong = event.record, []
    pairs = {
        "family": (str(stream.id), record.get("family")),
        "scheme": (event.scheme, record.get("scheme")),
        "result": (event.result, record.get("result")),
        "amount_pence": (event.amount_pence, record["amount"]["amount_pence"]),
    }
    wrong += [f"{name} is {one!r} on the claim and {other!r} in its record"
              for name, (one, other) in pairs.items() if one != other]
    if known > stream.until:
        wrong.append(f"it was decided as known at position {known}, and the pack ends at {stream.until}")
    return wrong


def _folded(aggregate: Any, events: Iterable[tuple[int, Event]], known: int) -> Any:
    for position, event in events:
        if position <= known:
            aggregate.apply(event, position)
    return aggregate


def _with(said: ClaimVerified, wrong: Sequence[str], erased: bool = False) -> ClaimVerified:
    return ClaimVerified(
        said.claim, said.family, said.scheme, said.result, said.verdict, said.amount_pence, said.decided_on,
        tuple(wrong), erased)


def _erased_in(value: Any) -> bool:
    if isinstance(value, dict):
        return value.get(states.ERASED) is True or any(map(_erased_in, value.values()))
    return isinstance(value, list) and any(map(_erased_in, value))


def _check_return(
    stream: str | None, by_id: Mapping[UUID, _Stream], claims: Iterable[ClaimVerified]
) -> tuple[int | None, list[str]]:
    """The lines of a return are its claims, each with its amount, and add up."""
    if stream is None:
        return None, []
    held = by_id[UUID(stream)]
    found = Return(held.id)
    for position, event in held.events:
        found.apply(event, position)
    amounts = {claim.claim: claim.amount_pence for claim in claims}
    lines = {claim: line.amount_pence for claim, line in found.lines.items()}
    wrong = [f"line {claim} of the return is {pounds(amount)}, and {_shown_pence(amounts.get(claim))} in the claim"
             for claim, amount in sorted(lines.items()) if amounts.get(claim) != amount]
    wrong += [f"claim {claim} is in the pack, and in no line of the return" for claim in sorted(amounts.keys() - lines)]
    return found.total_pence, wrong


def _read_rules(digest: str, texts: str) -> Scheme:
    if sha256(texts.encode()).hexdigest() != digest:
        raise PackUnusable(f"the rules in the pack are not those of the digest {digest}")
    return read_scheme(json.loads(texts))


# ---- small things ----------------------------------------------------------------------------------------------------


def _is_family(stream: _Stream) -> bool:
    return any(event.topic.startswith("family.") for _, event in stream.events)


def _other(said: Mapping[str, Any] | None) -> tuple[bytes, int] | None:
    return None if said is None else (UUID(said["stream"]).bytes, _whole(said["version"]))


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise PackUnusable(f"{value!r} is no whole number")
    return value


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise PackUnusable(f"{text[:40]!r} is not base64") from None


def _shown_pence(pence: int | None) -> str:
    return "missing" if pence is None else pounds(pence)
