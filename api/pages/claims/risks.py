"""What speaks against a claim since it was made: the fact that turned the verdict, and what may be decided on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from api.claiming.rechecking import AtRisk
from api.pages.claims.choices import Choice, choices_for
from api.pages.frame.visiting import Visit
from api.wording.naming import Names


@dataclass(frozen=True, slots=True)
class RiskShown:
    """`why` says what the verdict was and is; `sentence` to `line` are of the fact that turned it, where one did."""

    claim: str
    family_id: str
    result: str
    round_on: date
    status: str
    amount_pence: int
    version: int
    verdict: str
    why: str
    sentence: str | None
    position: int | None
    known_since: datetime | None
    by: str | None
    file: str | None
    line: int | None
    choices: dict[str, Choice]


def risks_shown(visit: Visit, found: Iterable[AtRisk]) -> list[RiskShown]:
    risks = list(found)
    sentences = [one.fact.event.sentence() for one in risks if one.fact]
    names = Names(visit.ledger.register, [*sentences, *(one.why for one in risks)], by_name=visit.sees_names)
    family_ids = visit.ledger.register.family_ids({one.family.id for one in risks})
    files = visit.ledger.extracts.files() if risks else {}
    return [_shown(visit, one, names, family_ids.get(one.family.id, str(one.family.id)), files) for one in risks]


def _shown(visit: Visit, one: AtRisk, names: Names, family_id: str, files: dict[str, str]) -> RiskShown:
    sentence = names.text(one.fact.event.sentence()) if one.fact else None
    claim, fact, event = one.claim, one.fact, one.fact.event if one.fact else None
    extract = getattr(event, "extract", None)
    return RiskShown(
        claim.id, family_id, visit.result_labels.get(claim.result, claim.result), claim.round_on,
        claim.status, claim.amount_pence, one.family.version, one.verdict,
        names.text(one.why).replace(sentence or "", "").replace("not-valid", "not valid").strip(),
        sentence, fact.position if fact else None,
        fact.recorded_at if fact else None, event.by if event else None, files.get(extract or ""),
        getattr(event, "line", None), choices_for(visit, claim),
    )  # fmt: skip
