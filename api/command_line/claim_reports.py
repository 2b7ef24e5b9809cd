"""What the commands on claims say, for people and for programs. People are named as the authority names them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from api.command_line.options import Format
from api.command_line.output import write_json, write_list
from api.wording.pounds import in_pounds, in_pounds_for_people
from domain.counts import how_many

if TYPE_CHECKING:
    from api.claiming.preparing import Prepared
    from api.claiming.rechecking import AtRisk, Rechecked
    from domain.claims.returns import Return
    from ledger.ledger import Ledger
    from ledger.reading import Entry
    from projections.queries.claimed_rounds import RoundListed
    from projections.queries.claims import ClaimListed

LIST_COLUMNS = ("claim", "family_id", "scheme", "result", "round", "status", "amount", "paid", "at_risk")
ROUND_COLUMNS = ("scheme", "round", "claimed", "amount", "sampled", "failed", "paid", "paid_amount", "at_risk")
AT_RISK_COLUMNS = ("claim", "family_id", "status", "verdict_now", "why", "fact_position", "known_since", "recorded_by",
                   "source")
RECHECK_COLUMNS = ("claim", "family_id", "status", "verdict_then", "verdict_now", "why", "fact_position", "known_since",
                   "on_record")
STEP_COLUMNS = ("scheme", "round", "stage", "claims", "amount", "fees", "total", "sampled", "waiting_for_audit", "paid")
PREPARED_COLUMNS = ("what", "family_id", "result", "claim", "amount", "reason")


def listed_cells(row: ClaimListed) -> tuple[Any, ...]:
    return (row.claim, row.family_id, row.scheme, row.result, row.round_on.isoformat(), row.status,
            in_pounds(row.amount_pence), in_pounds(row.paid_pence), "yes" if row.risk else "no")


def round_cells(row: RoundListed) -> tuple[Any, ...]:
    return (row.scheme, row.round_on.isoformat(), row.claimed, in_pounds(row.claimed_pence), row.sampled, row.failed,
            row.paid, in_pounds(row.paid_pence), row.at_risk)


def at_risk_cells(ledger: Ledger, found: list[AtRisk]) -> list[tuple[Any, ...]]:
    from api.wording.naming import Names

    family_ids = ledger.register.family_ids(one.family.id for one in found)
    names, files = Names(ledger.register, texts=[one.why for one in found]), ledger.extracts.files()
    return [(one.claim.id, family_ids.get(one.family.id, str(one.family.id)), one.claim.status, one.verdict,
             names.text(one.why), *_fact_cells(one.fact), one.fact.event.by if one.fact else None,
             _source(one.fact, files)) for one in found]


def rechecked_cells(ledger: Ledger, found: list[Rechecked]) -> list[tuple[Any, ...]]:
    from api.wording.naming import Names

    family_ids = ledger.register.family_ids(one.family.id for one in found)
    names = Names(ledger.register, texts=[one.found.why for one in found])
    return [(one.claim.id, family_ids.get(one.family.id, str(one.family.id)), one.claim.status,
             one.claim.record["verdict"], one.found.verdict, names.text(one.found.why), *_fact_cells(one.fact),
             one.found.marked) for one in found]


def write_prepared(ledger: Ledger, prepared: Prepared, format: Format | None) -> None:
    """The claims, those that later knowledge makes valid among them, and what was left out and why."""
    rows = _prepared_rows(ledger, prepared)
    if format is not None:
        write_list(PREPARED_COLUMNS, rows, format)
        return
    of_round = prepared.of_round
    pence = sum(of_round.lines[claim].amount_pence for claim in prepared.claims)
    print(f"Prepared {how_many(len(prepared.claims), 'claim')} of {of_round.scheme} for {of_round.day},"
          f" GBP {in_pounds_for_people(pence)}; the return holds {len(of_round.lines)}.")
    for reason, count in Counter(_in_general(row[5]) for row in rows if row[0] == "left out").most_common():
        print(f"  left out {count:>5}  {reason}")
    for row in rows:
        if row[0] == "newly valid":
            print(f"  newly valid  {row[3]} of {row[1]}: {row[5]}")


def write_step(of_round: Return, format: Format | None) -> None:
    """How the return stands after a step."""
    if format is not None:
        write_list(STEP_COLUMNS, [_step_cells(of_round)], format)
        return
    print(f"The return of {of_round.scheme} for {of_round.day} is {of_round.stage}:"
          f" {how_many(len(of_round.lines), 'claim')}, GBP {in_pounds_for_people(of_round.total_pence)} with fees.")
    if waiting := of_round.unaudited:
        print(f"Internal audit has {len(waiting)} to look at: {', '.join(waiting)}.")
    if of_round.paid_pence:
        print(f"Paid: GBP {in_pounds_for_people(of_round.paid_pence)}.")


def write_done(claim: str, status: str, more: str, format: Format | None) -> None:
    if format == "json":
        write_json([{"claim": claim, "status": status}])
    elif format is not None:
        write_list(("claim", "status"), [(claim, status)], format)
    else:
        print(f"Claim {claim}: {status}.{more}")


def _step_cells(of_round: Return) -> tuple[Any, ...]:
    lines_pence = of_round.total_pence - of_round.fees_pence
    return (of_round.scheme, of_round.day.isoformat(), of_round.stage, len(of_round.lines), in_pounds(lines_pence),
            in_pounds(of_round.fees_pence), in_pounds(of_round.total_pence), len(of_round.sample),
            len(of_round.unaudited), in_pounds(of_round.paid_pence))


def _prepared_rows(ledger: Ledger, prepared: Prepared) -> list[tuple[Any, ...]]:
    from uuid import UUID

    from api.wording.naming import Names

    lines = [prepared.of_round.lines[claim] for claim in prepared.claims]
    families = {UUID(line.family) for line in lines} | {left.family for left in prepared.left_out}
    family_ids = ledger.register.family_ids(families)
    names = Names(ledger.register, texts=[left.reason for left in prepared.left_out])
    made = [("newly valid" if line.claim in prepared.newly_valid else "claim", family_ids.get(UUID(line.family)),
             line.result, line.claim, in_pounds(line.amount_pence), prepared.newly_valid.get(line.claim))
            for line in lines]
    return [*made, *(("left out", family_ids.get(left.family), left.result, None, None, names.text(left.reason))
                     for left in prepared.left_out)]


def _in_general(reason: str) -> str:
    """The reason without what differs from family to family, so that like ones are counted together."""
    for general in ("already claimed", "on hold"):
        if reason.startswith(general):
            return general
    return reason


def _fact_cells(fact: Entry | None) -> tuple[Any, ...]:
    return (fact.position, fact.recorded_at.isoformat(timespec="seconds")) if fact else (None, None)


def _source(fact: Entry | None, files: dict[str, str]) -> str | None:
    extract = getattr(fact.event, "extract", None) if fact else None
    if fact is None or extract is None:
        return None
    return f"{files.get(extract, 'an extract')} line {getattr(fact.event, 'line', None)}"

