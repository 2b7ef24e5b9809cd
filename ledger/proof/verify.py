"""Verifying an evidence pack: with nothing but the pack and public keys. No ledger, no database, no network.

Needs the domain, `cryptography` for Ed25519 and PyYAML for the rules. docs/proof.md says all that is done here, byte by
byte, so that it can be done in another language.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from domain.authority import AUTHORITY_STREAM, Authority
from domain.claims.returns import Return
from domain.events import Event
from domain.events.claims import ClaimPrepared
from domain.family import Family
from domain.rules.reading import read_scheme
from domain.rules.scheme import Scheme
from ledger.proof.answers import ClaimVerified, RulesShown, Verified, pounds
from ledger.proof.checkpoints import Checkpoint, trusted_checkpoint
from ledger.proof.deciding_again import contradictions, differences, passed_over
from ledger.proof.hashing import root_from_joint
from ledger.proof.notes import Note, NoteUnusable, PublicKey
from ledger.proof.shown import PackUnusable, Shown, in_bytes, read_json, read_stream, whole
from ledger.sealing import states
from ledger.shipped import shipped_digests

FORM = "outcomes-evidence.v1"


def verify(pack: bytes, keys: Sequence[str | PublicKey], signatures_needed: int = 1) -> Verified:
    """Checks everything that a pack claims. `keys` are the ledger's public key, and witnesses' where they are known.

    Never raises for what a pack says: whatever is wrong is in the answer, the first thing of each stage.
    """
    try:
        trusted = [key if isinstance(key, PublicKey) else PublicKey.parse(key) for key in keys]
        return _verify(read_json(pack), trusted, signatures_needed)
    except (NoteUnusable, PackUnusable) as unusable:
        return Verified(None, wrong=(str(unusable),))
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError) as error:
        return Verified(None, wrong=(f"the pack is not in the form {FORM} ({type(error).__name__}: {error})",))


def _verify(said: Mapping[str, Any], keys: Sequence[PublicKey], signatures_needed: int) -> Verified:
    if said["form"] != FORM:
        raise PackUnusable(f"the pack is in the form {said['form']!r}, and this program verifies {FORM!r}")
    note = Note.parse(said["checkpoint"])
    checkpoint = trusted_checkpoint(note, keys, signatures_needed)
    streams = [read_stream(one, checkpoint) for one in said["streams"]]
    if len({stream.id for stream in streams}) != len(streams):
        raise PackUnusable("a stream is in the pack more than once")
    _check_tree(streams, said["tree"], checkpoint)
    rules = {digest: _read_rules(digest, texts) for digest, texts in said["rules"].items()}
    by_id = {stream.id: stream for stream in streams}
    claims = tuple(_decide_again(position, streams, by_id, rules) for position in said["claims"])
    if len({claim.claim for claim in claims}) != len(claims):
        raise PackUnusable("a claim is in the pack more than once")
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
        tuple(RulesShown(scheme.name, scheme.overlay, digest, digest in shipped_digests())
              for digest, scheme in rules.items()),
        sum(stream.goes_on for stream in streams if stream.id != AUTHORITY_STREAM),
    )


def history_in(pack: bytes, keys: Sequence[PublicKey]) -> tuple[Checkpoint, dict[UUID, list[tuple[int, Event]]]]:
    """The events of each stream, by position, of a pack that holds all there were up to its checkpoint.

    Raises `PackUnusable`, or `NoteUnusable`.
    """
    found = verify(pack, keys)
    if not found.holds or found.checkpoint is None:
        raise PackUnusable("; ".join(found.wrong) or "a claim in the pack is not as it was decided")
    streams = [read_stream(one, found.checkpoint) for one in read_json(pack)["streams"]]
    for stream in streams:
        if _is_family(stream) and len(stream.events) != stream.last_version:
            raise PackUnusable(f"stream {stream.id}: the pack ends before the history does")
    return found.checkpoint, {stream.id: stream.events for stream in streams}


def _check_tree(streams: Iterable[Shown], proof: Sequence[str], checkpoint: Checkpoint) -> None:
    leaves: dict[int, bytes] = {}
    for stream in streams:
        if leaves.keys() & stream.leaves.keys():
            raise PackUnusable(f"stream {stream.id}: two events have the same leaf")
        leaves |= stream.leaves
    if root_from_joint(leaves, checkpoint.size, list(map(in_bytes, proof))) != checkpoint.root:
        raise PackUnusable("the events are not those of the log that the checkpoint was signed over")


# ---- claims ----------------------------------------------------------------------------------------------------------


def _decide_again(
    position: int, streams: Iterable[Shown], by_id: Mapping[UUID, Shown], rules: Mapping[str, Scheme]
) -> ClaimVerified:
    found = [(stream, event) for stream in streams
             for at, event in stream.events if at == position and isinstance(event, ClaimPrepared)]
    if len(found) != 1:
        raise PackUnusable(f"there is no claim at position {position!r} in the pack")
    stream, event = found[0]
    record, of_authority = event.record, by_id[AUTHORITY_STREAM]
    known = whole(record["known"])
    claimed = _folded(Family(stream.id), stream.events, position)
    said = ClaimVerified(
        event.claim, str(stream.id), event.scheme, event.result, record["verdict"], event.amount_pence,
        record["decided_on"])
    claim = claimed.claims[event.claim]
    wrong = [*contradictions(claim, stream.id), *_withheld(stream, of_authority, known), *passed_over(claim, claimed)]
    family = _folded(Family(stream.id), stream.events, known)
    if family.erased or _erased_in(record):
        return replace(said, wrong=tuple(wrong), erased=True)
    scheme = rules.get(record["rules"])
    if scheme is None:
        return replace(said, wrong=(*wrong, f"the rules {record['rules']} are not in the pack"))
    authority = _folded(Authority(), of_authority.events, known)
    return replace(said, wrong=(*wrong, *differences(record, family, authority, scheme)))


def _withheld(family: Shown, authority: Shown, known: int) -> list[str]:
    """Whose events end before what the claim was decided on."""
    ends = {"the pack ends": family.until, "the authority's events end": authority.until}
    return [f"it was decided as known at position {known}, and {what} at {until}"
            for what, until in ends.items() if until < known]


def _folded(aggregate: Any, events: Iterable[tuple[int, Event]], known: int) -> Any:
    for position, event in events:
        if position <= known:
            aggregate.apply(event, position)
    return aggregate


def _erased_in(value: Any) -> bool:
    if isinstance(value, dict):
        return value.get(states.ERASED) is True or any(map(_erased_in, value.values()))
    return isinstance(value, list) and any(map(_erased_in, value))


def _check_return(
    stream: str | None, by_id: Mapping[UUID, Shown], claims: Iterable[ClaimVerified]
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


def _is_family(stream: Shown) -> bool:
    return any(event.topic.startswith("family.") for _, event in stream.events)


def _shown_pence(pence: int | None) -> str:
    return "missing" if pence is None else pounds(pence)
