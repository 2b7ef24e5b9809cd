"""docs/proof.md is enough: what it says, done once more with nothing of ours but the pack and the public key."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ledger.proof.evidence import claim_evidence
from tests.ledger.proof.conftest import Claimed


def decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def number(value: int, size: int) -> bytes:
    return value.to_bytes(size, "big")


def checked_note(note: str, public: str) -> list[str]:
    """The lines of a checkpoint, once its signature is found right."""
    name, key_id, material = public.split("+", 2)
    key = decoded(material)
    assert key[0] == 1 and sha256(name.encode() + b"\n" + key).digest()[:4].hex() == key_id
    text, _, signatures = note.rpartition("\n\n")
    own = [line for line in signatures.splitlines() if line.startswith(f"\u2014 {name} ")]
    [signature] = [decoded(line.split(" ")[2]) for line in own]
    assert signature[:4].hex() == key_id
    Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[4:], (text + "\n").encode())
    return text.split("\n")


def memento(event: dict[str, Any]) -> bytes:
    if "state" in event:
        return event["state"].encode()
    header, listed = event["header"].encode(), b""
    for part in event["parts"]:
        listed += decoded(part["commitment"]) + number(part["bytes"], 4)
        if "content" in part:
            assert sha256(decoded(part["salt"]) + part["content"].encode()).digest() == decoded(part["commitment"])
    clear = number(len(event["parts"]), 2) + listed + header
    return b"\x01" + number(len(clear), 4) + clear + decoded(event["boxes"])


def leaf(event: dict[str, Any], stream: bytes) -> bytes:
    if "content" in event:
        digest = decoded(event["content"])
    else:
        topic = event["topic"].encode()
        digest = sha256(number(len(topic), 2) + topic + memento(event)).digest()
    at = datetime.fromisoformat(event["recorded_at"]) - datetime(1970, 1, 1, tzinfo=UTC)
    entry = (b"\x01" + number(event["leaf"], 8) + number(event["position"], 8)
             + (at // timedelta(microseconds=1)).to_bytes(8, "big", signed=True)
             + stream + number(event["version"], 8) + digest)  # fmt: skip
    assert len(entry) == 81
    return sha256(b"\x00" + entry).digest()


def joint(leaves: dict[int, bytes], first: int, past: int, proof: list[bytes]) -> bytes:
    if not any(first <= index < past for index in leaves):
        return proof.pop(0)
    if past - first == 1:
        return leaves[first]
    k = 1
    while 2 * k < past - first:
        k *= 2
    left = joint(leaves, first, first + k, proof)
    return sha256(b"\x01" + left + joint(leaves, first + k, past, proof)).digest()


def stream_root(stream: bytes, version: int, path: list[str]) -> bytes:
    bits = int.from_bytes(stream, "big")
    found = sha256(b"\x00" + stream + number(version, 8)).digest()
    assert 16 <= len(path) <= 128
    for depth, sibling in zip(range(len(path) - 1, -1, -1), map(decoded, path), strict=True):
        pair = sibling + found if bits >> (127 - depth) & 1 else found + sibling
        found = sha256(b"\x01" + pair).digest()
    return found


def verify(pack: bytes, public: str) -> int:
    said = json.loads(pack)
    assert said["form"] == "outcomes-evidence.v1"
    origin, size, root, streams, position, _ = checked_note(said["checkpoint"], public)
    assert public.startswith(origin + "+")
    leaves: dict[int, bytes] = {}
    for stream in said["streams"]:
        uuid, events, later = UUID(stream["stream"]).bytes, stream["events"], stream.get("next", [])
        assert [event["version"] for event in events] == list(range(1, len(events) + 1))
        places = [0, *(event["position"] for event in events)]
        assert places == sorted(set(places)) and places[-1] <= stream["until"] <= int(position.split()[1])
        assert stream_root(uuid, stream["last_version"], stream["proof"]["path"]) == decoded(streams.split()[1])
        if len(events) < stream["last_version"]:
            assert later[0]["version"] == len(events) + 1 and later[0]["position"] > stream["until"]
        leaves |= {event["leaf"]: leaf(event, uuid) for event in [*events, *later]}
    proof = list(map(decoded, said["tree"]))
    assert joint(leaves, 0, int(size), proof) == decoded(root) and not proof
    for digest, texts in said["rules"].items():
        assert sha256(texts.encode()).hexdigest() == digest
    return len(leaves)


def test_a_verifier_written_from_the_page_agrees(claimed_ledger: Claimed) -> None:
    family, claim = claimed_ledger.one
    assert verify(claim_evidence(claimed_ledger.ledger, {family: [claim]}), claimed_ledger.key) > 50
    whole = claim_evidence(claimed_ledger.ledger, dict(list(claimed_ledger.claims.items())[:20]))
    assert verify(whole, claimed_ledger.key) > 500


def test_and_sees_a_change(claimed_ledger: Claimed) -> None:
    family, claim = claimed_ledger.one
    said = json.loads(claim_evidence(claimed_ledger.ledger, {family: [claim]}))
    event = next(event for stream in said["streams"] for event in stream["events"] if "parts" in event)
    event["parts"][0]["content"] = event["parts"][0]["content"].replace("2", "3", 1)
    with pytest.raises(AssertionError):
        verify(json.dumps(said).encode(), claimed_ledger.key)


def test_the_leaf_of_a_row_can_be_derived_in_sql(claimed_ledger: Claimed) -> None:
    """The same layout, written down a third time in the database's own language."""
    from ledger.proof.leaves import leaf_hashes
    from ledger.proof.rows import rows_from

    derived = r"""
        SELECT sha256('\x0001'::bytea || int8send(leaf) || int8send(notification_id)
            || int8send((extract(epoch FROM recorded_at) * 1000000)::int8) || uuid_send(originator_id)
            || int8send(originator_version)
            || sha256(int2send(octet_length(topic)::int2) || convert_to(topic, 'UTF8') || CASE get_byte(state, 0)
                WHEN 1 THEN substring(state FROM 1 FOR 5 + clear) || sha256(substring(state FROM 6 + clear))
                ELSE state END))
        FROM event CROSS JOIN LATERAL (SELECT ('x' || encode(substring(state FROM 2 FOR 4), 'hex'))::bit(32)::int) AS c
            (clear) WHERE leaf < 3000 ORDER BY leaf"""
    with claimed_ledger.ledger.transaction() as cursor:
        in_sql = [bytes(row[0]) for row in cursor.execute(derived).fetchall()]
        ours = [one for rows in rows_from(cursor, 0, 3000) for one in leaf_hashes(rows)]
    assert in_sql == ours
