"""The whole trail of a claim: its record, the twelve answers, and what has become known since."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from api.trails.answers import Answer, answers_to
from api.trails.material import Material, Told, gather, in_utc
from api.wording.pounds import in_pounds_for_people
from domain.events import claims as claimed
from ledger.access import note_access
from ledger.ledger import Ledger

FORM = "claim-trail.v1"
VIEW = "trail"
_NOT_AT_RISK = {
    "kept": "It was kept by a person's decision, in spite of that.",
    "not rechecked yet": "It was not rechecked since; the next load, or a recheck, puts it at risk.",
}


@dataclass(frozen=True, slots=True)
class Trail:
    """`claim_facts` are its record in short, as pairs for people; `afterwards` what was found out since it was made."""

    form: str
    claim: str
    family_id: str
    scheme: str
    status: str
    recorded_at: datetime
    claim_facts: tuple[tuple[str, str], ...]
    answers: tuple[Answer, ...]
    afterwards: tuple[str, ...]
    afterwards_events: tuple[Told, ...]
    record: dict[str, Any]


def trail_of(
    ledger: Ledger, claim_id: str, by: str, purpose: str | None = None, known: int | None = None,
    through: str = "command line", token: str | None = None,
) -> Trail:  # fmt: skip
    """Notes in the access log who looks, and for what, and then gives the trail as it was known at `known`.

    The same claim, with the same history, always gives the same trail. Raises ClaimRefused where there is none.
    """
    material = gather(ledger, claim_id, known)
    note_access(ledger, by, material.family.id, VIEW, claim_id, purpose, through=through, token=token)
    prepared = material.prepared
    return Trail(
        FORM, claim_id, material.family_id, material.claim.scheme, material.claim.status, prepared.recorded_at,
        tuple(_facts(material)), tuple(answers_to(material)), *_afterwards(material), record=dict(material.record))


def as_json(trail: Trail) -> dict[str, Any]:
    """Plain values; sums stay in pence, where the record has them."""
    said = asdict(trail) | {"recorded_at": in_utc(trail.recorded_at)}
    said["claim_facts"] = dict(trail.claim_facts)
    said["answers"] = [asdict(answer) | {"events": [event._asdict() for event in answer.events]}
                       for answer in trail.answers]
    said["afterwards_events"] = [event._asdict() for event in trail.afterwards_events]
    return said


def _facts(m: Material) -> list[tuple[str, str]]:
    record, of_round = m.record, m.of_round
    audit = next((entry.event for entry in m.of_claim() if isinstance(entry.event, claimed.ClaimAudited)), None)
    facts = {
        "Claim": m.claim.id,
        "Authority": record["authority"],
        "Family": m.family_id,
        "Scheme": record["scheme"],
        "Result": record["result"],
        "Round": record["round_on"],
        "Verdict": f"{record['verdict']}, as known at position {record['known']}",
        "Amount": f"GBP {in_pounds_for_people(m.claim.amount_pence)}",
        "Rules": record["rules"],
        "Prepared": f"{m.claim.prepared_by}, {in_utc(m.prepared.recorded_at)}",
        "Reviewed": _by_at(m, claimed.ClaimReviewed),
        "Internal audit": (f"{'passed' if audit.passed else 'failed'}, {audit.by}" if audit is not None else
                           "in the sample" if m.claim.sampled else "not in the sample"),
        "Signed": _by_at(m, claimed.ClaimSigned),
        "Submitted": _by_at(m, claimed.ClaimSubmitted),
        "Return": f"{len(of_round.lines)} claims, GBP {in_pounds_for_people(of_round.total_pence)} with fees",
        "Status": m.claim.status + (", at risk" if m.claim.risk else ""),
    }
    return list(facts.items())


def _by_at(m: Material, kind: type[claimed.ClaimEvent]) -> str:
    entry = next(iter(m.of_claim(kind)), None)
    return "-" if entry is None else f"{entry.event.by}, {in_utc(entry.recorded_at)}"


def _afterwards(m: Material) -> tuple[tuple[str, ...], tuple[Told, ...]]:
    again, claim = m.recheck, m.claim
    events = m.of_claim(claimed.ClaimPutAtRisk, claimed.ClaimKept, claimed.ClaimRiskEnded, claimed.ClaimPaid,
                        claimed.ClaimRejected, claimed.ClaimWithdrawn, claimed.ClaimRepaid)
    if m.family.erased:
        return ("Evidence erased: what was said of a member can no longer be read, so the claim stands as it was"
                " decided and is not decided again.",), m.told(events)
    said = [f"On what is known now the claim would be {again.verdict}"
            f"{', as it was decided' if not again.differs else ''}."]
    if again.differs:
        said.append(m.names.text(again.why))
    if claim.risk is not None:
        said.append(m.names.text(f"It is at risk: {claim.risk.why}"))
    elif again.differs:
        said.append(_NOT_AT_RISK[again.marked])
    return tuple(said), m.told([*events, *([m.risk_fact] if m.risk_fact else [])])
