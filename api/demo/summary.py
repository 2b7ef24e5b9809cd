"""What a programme manager would ask of a ledger, and the trail of one claimable family."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from api.answers.lists import PENCE_IN_POUND
from api.command_line.explaining import write_explanation
from api.command_line.options import DEFAULT_SCHEME
from api.command_line.output import write_list
from api.command_line.recounting import COLUMNS, history_cells
from api.demo.headings import print_heading
from domain.counts import how_many

if TYPE_CHECKING:
    from intake.loading import LoadReport
    from ledger.ledger import Ledger
    from projections.queries.programmes import Round


def print_summary(ledger: Ledger, report: LoadReport) -> None:
    """Of what the tables hold: they are to be up to date."""
    from projections.queries.programmes import programme

    rounds = programme(ledger, DEFAULT_SCHEME)
    _print_counts(ledger, report)
    _print_rounds(rounds)
    chosen = _family_to_show(ledger, rounds)
    if chosen is None:
        print("\nNo result is claimable at any round.")
    else:
        _print_trail(ledger, *chosen)


def _print_counts(ledger: Ledger, report: LoadReport) -> None:
    from projections.queries.state import status

    stand, authority = status(ledger), ledger.authority()
    print_heading(f"{authority.name}, {DEFAULT_SCHEME}, target {authority.target} families")
    print(f"{how_many(stand.people, 'person', 'people')} in {how_many(stand.families, 'family')}")
    for kind, count in sorted(observations_by_kind(ledger).items()):
        print(f"  {count:>6,} {kind.replace('_', ' ')}")
    where = f", in {report.rejects[0].parent}" if report.rejects else ""
    print(f"{how_many(report.rejected, 'row')} rejected{where}")


def observations_by_kind(ledger: Ledger) -> Counter[str]:
    """Those that count now, each once, also where it counts for two families."""
    kinds = {
        record: known.observation.kind
        for family in ledger.every_family()
        for record, known in family.observations.items()
    }
    return Counter(kinds.values())


def _print_rounds(rounds: list[Round]) -> None:
    print_heading(
        "At each claim round: families, results claimable, and what they would pay if nothing was claimed before")
    results = list(rounds[0].claims) if rounds else []
    columns = ["round", "eligible", "attached", *(f"{name} {what}" for name in results for what in ("results", "GBP")),
               "total GBP", "newly claimable GBP"]  # fmt: skip
    write_list(columns, map(_round_cells, rounds), "table")
    print("A family may have several results; of its main results one is paid.")


def _round_cells(held: Round) -> list[object]:
    claims = held.claims.values()
    by_result = [cell for claim in claims for cell in (claim.results, _pounds(claim.amount_pence))]
    total = _pounds(sum(claim.amount_pence for claim in claims))
    new = _pounds(sum(claim.new_amount_pence for claim in claims))
    return [held.day.isoformat(), held.eligible, held.attached, *by_result, total, new]


def _pounds(pence: int) -> str:
    return f"{pence // PENCE_IN_POUND:,}"


def _family_to_show(ledger: Ledger, rounds: list[Round]) -> tuple[str, str, date] | None:
    """The one with the shortest record, of those with a result in the first round that has any."""
    from projections.queries.claiming import claimable

    for held in rounds:
        valid = [row for row in claimable(ledger, DEFAULT_SCHEME, held.day) if row.verdict == "valid"]
        if valid:
            events = dict(_events_of(ledger, {row.family_id for row in valid}))
            row = min(valid, key=lambda row: (events[row.family_id], row.family_id))
            return row.family_id, row.result, held.day
    return None


def _events_of(ledger: Ledger, family_ids: set[str]) -> Iterator[tuple[str, int]]:
    streams = ledger.register.families(family_ids)
    families = ledger.families(streams.values())
    return ((family_id, families[stream].version) for family_id, stream in streams.items())


def _print_trail(ledger: Ledger, family_id: str, result: str, day: date) -> None:
    from api.answers.questions import named_explanation, named_history

    print_heading(f"Why {result} of family {family_id} could be claimed on {day}")
    write_explanation(named_explanation(ledger, family_id, DEFAULT_SCHEME, day, None, result), result, None)
    print_heading(f"The history of family {family_id}")
    write_list(COLUMNS, history_cells(named_history(ledger, family_id)), "table")
