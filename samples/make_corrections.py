"""Makes samples/oxfordshire-2012-corrections: what agencies send after the fact, between the claim rounds.

    .venv/bin/python samples/make_corrections.py

Loads the sample into a scratch server, prepares the nine rounds as they fell, and after each writes a pack about some
of the families just claimed: late police incidents (without a record id, as they often come), attendance that a school
corrected, offences that were quashed, a date of birth that was wrong, a benefit that had ended earlier than was said.
One more family in each pack gets the attendance with which its result would have been valid. Nothing here is random:
run again, it writes the same bytes.
"""

from __future__ import annotations

import csv
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

SAMPLES = Path(__file__).parent
sys.path.insert(0, str(SAMPLES.parent))

from api.claiming.places import attached_families, scheme_of  # noqa: E402
from api.claiming.preparing import prepare_round  # noqa: E402
from api.trails.material import parts_of  # noqa: E402
from domain.claims.claim import Claim  # noqa: E402
from domain.dates import add_months  # noqa: E402
from domain.rules.deciding import standing  # noqa: E402
from intake.loading import load_pack  # noqa: E402
from ledger.database import Database  # noqa: E402
from ledger.ledger import Ledger  # noqa: E402
from ledger.ledgers import create_ledger  # noqa: E402
from ledger.postgres import scratch_server  # noqa: E402

SAMPLE = SAMPLES / "oxfordshire-2012"
CORRECTIONS = SAMPLES / "oxfordshire-2012-corrections"
SCHEME = "troubled-families-2012"
ARRIVES_AFTER = timedelta(days=38)
"""After a round's day; the day gives the pack its name."""

Row = dict[str, str]
Pack = dict[str, list[Row]]


class Sample:
    """The rows of the sample, by family and by person."""

    def __init__(self) -> None:
        self.rows = {path.stem: list(csv.DictReader(path.open(encoding="utf-8", newline="")))
                     for path in SAMPLE.glob("*.csv")}
        self.people: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows["people"]:
            self.people[row["family_id"]].append(row)

    def of(self, family_id: str, kind: str) -> list[Row]:
        people = {row["person_id"] for row in self.people[family_id]}
        return [row for row in self.rows[kind] if row.get("person_id") in people]

    def columns(self, kind: str) -> list[str]:
        return list(self.rows[kind][0])

    def last_terms(self, day: date) -> list[str]:
        ended = sorted((row["ends_on"], row["term_id"]) for row in self.rows["terms"] if row["ends_on"] <= str(day))
        return [term for _, term in ended[-3:]]


# ---- what may turn out about a claim: each gives the rows that say so, or none where it would change nothing --------


def late_incidents(sample: Sample, family_id: str, claim: Claim) -> Pack:
    """As many incidents in the last six months as there were before the attachment, and at least two."""
    attached, day = date.fromisoformat(claim.record["attachment"]["attached_on"]), claim.round_on
    first = date.fromordinal(add_months(attached.toordinal(), -6))
    before = sum(row["family_id"] == family_id and row["category"] == "incident"
                 and str(first) <= row["starts_on"] < str(attached) for row in sample.rows["asb"])
    blank = dict.fromkeys(sample.columns("asb"), "")
    return {"asb": [blank | {"family_id": family_id, "category": "incident",
                             "starts_on": str(day - timedelta(days=20 + 9 * number))}
                    for number in range(min(12, max(2, before)))]}


def worse_attendance(sample: Sample, family_id: str, claim: Claim) -> Pack:
    """A school finds that a third of one child's sessions in the last three terms were missed without leave."""
    looked_at = [part["person"] for part in parts_of(claim.record["reasons"])
                 if part.get("word") == "every school-age child" and part.get("person")]
    if claim.result != "CAE" or not looked_at:
        return {}
    terms = sample.last_terms(claim.round_on)
    rows = [row for row in sample.of(family_id, "attendance") if row["term_id"] in terms]
    child = rows[0]["person_id"] if rows else ""
    return {"attendance": [row | {"sessions_authorised": "0",
                                  "sessions_unauthorised": str(int(row["sessions_possible"]) // 3)}
                           for row in rows if row["person_id"] == child]}


def quashed_offences(sample: Sample, family_id: str, claim: Claim) -> Pack:
    """The offences that made the family eligible are quashed: withdrawn by their supplier."""
    if not _rests_on(claim, "crime-asb/1"):
        return {}
    attached = date.fromisoformat(claim.record["attachment"]["attached_on"])
    year_before = str(date.fromordinal(add_months(attached.toordinal(), -12)))
    return {"offences": [row | {"withdrawn": "yes"} for row in sample.of(family_id, "offences")
                         if year_before < row["proven_on"] <= str(attached)]}


def wrong_birth(sample: Sample, family_id: str, claim: Claim) -> Pack:
    """The child whose offences made the family eligible was 19 by then."""
    if not _rests_on(claim, "crime-asb/1"):
        return {}
    attached = date.fromisoformat(claim.record["attachment"]["attached_on"])
    offenders = {row["person_id"] for row in sample.of(family_id, "offences") if row["proven_on"]}
    children = [row for row in sample.people[family_id] if row["person_id"] in offenders
                and row["date_of_birth"] > str(attached.replace(year=attached.year - 18, day=1))]
    return {"people": [row | {"date_of_birth": str(attached.replace(year=attached.year - 20, day=1))}
                       for row in children]}


def earlier_benefit_end(sample: Sample, family_id: str, claim: Claim) -> Pack:
    """What was paid at the time of attachment is found to have ended before it."""
    if len(claim.record["criteria_when_attached"]) != 3 or "work" not in claim.record["criteria_when_attached"]:
        return {}
    attached = claim.record["attachment"]["attached_on"]
    rows = [row for row in sample.of(family_id, "benefits")
            if row["starts_on"] <= attached and (not row["ends_on"] or row["ends_on"] >= attached)]
    ended = str(date.fromisoformat(attached) - timedelta(days=9))
    return {"benefits": [row | {"ends_on": max(ended, row["starts_on"])} for row in rows]}


KINDS: tuple[Callable[[Sample, str, Claim], Pack], ...] = (
    late_incidents, worse_attendance, quashed_offences, earlier_benefit_end, wrong_birth)
OF_EACH_ROUND = 4


def _rests_on(claim: Claim, clause: str) -> bool:
    """Whether the family met three criteria in all, and that of the clause by the clause alone."""
    head = clause.partition("/")[0]
    answers = {part["clause"]: part["answer"] for part in parts_of(claim.record["eligible_when_attached"])}
    others = [answer for path, answer in answers.items() if path.startswith(f"{head}/") and path != clause]
    return (len(claim.record["criteria_when_attached"]) == 3 and answers.get(clause) == "met"
            and "met" not in others)


# ---- the packs ---------------------------------------------------------------------------------------------------


def packs(ledger: Ledger, sample: Sample) -> Iterator[tuple[date, Pack]]:
    """For each round the day on which its corrections arrive, and what they say."""
    seen: set[str] = set()
    for number, day in enumerate(scheme_of(ledger, SCHEME).rounds):
        pack: Pack = defaultdict(list)
        prepared = prepare_round(ledger, SCHEME, day, "the maker of corrections")
        claims = [_claim(ledger, prepared.of_round.families[claim], claim) for claim in prepared.claims]
        kinds = [KINDS[(number + place) % len(KINDS)] for place in range(OF_EACH_ROUND)]
        for kind in kinds:
            for family_id, claim in claims:
                if family_id not in seen and any(said := kind(sample, family_id, claim).values()):
                    _add(pack, kind(sample, family_id, claim))
                    seen.add(family_id)
                    del said
                    break
        for family_id in _short_of_school(ledger, sample, day):
            if family_id not in seen:
                _add(pack, _better_attendance(sample, family_id, day))
                seen.add(family_id)
                break
        yield day + ARRIVES_AFTER, pack


def _claim(ledger: Ledger, family: str, claim: str) -> tuple[str, Claim]:
    found = ledger.family(UUID(family))
    return ledger.register.family_ids([found.id])[found.id], found.claims[claim]


def _short_of_school(ledger: Ledger, sample: Sample, day: date) -> list[str]:
    """Attached families whose CAE fails on the day by attendance alone."""
    scheme, terms = scheme_of(ledger, SCHEME), ledger.authority().terms.values()
    families = ledger.families(attached_families(ledger))
    names, found = ledger.register.family_ids(families), []
    for family in families.values():
        attachment = family.attachments[SCHEME]
        if family.claims or date.fromordinal(add_months(attachment.attached_on.toordinal(), 6)) > day:
            continue
        prospects = standing(family, terms, scheme).prospects(attachment)
        measures = {name: outcome.on(day.toordinal()) for name, outcome in prospects.measures().items()}
        if measures["EDU"] == "not met" and not {measures["ASB"], measures["OFF"]} & {"not met", "unknown"}:
            excluded = [row for row in sample.of(names[family.id], "exclusions")
                        if row["starts_on"] > str(date.fromordinal(add_months(day.toordinal(), -14)))]
            if not excluded:
                found.append(names[family.id])
    return sorted(found)


def _better_attendance(sample: Sample, family_id: str, day: date) -> Pack:
    terms = sample.last_terms(day + timedelta(days=120)) + sample.last_terms(day)
    return {"attendance": [row | {"sessions_unauthorised": "3"} for row in sample.of(family_id, "attendance")
                           if row["term_id"] in terms and int(row["sessions_unauthorised"]) > 3]}


def _add(pack: Pack, more: Pack) -> None:
    for kind, rows in more.items():
        pack[kind] += rows


def write(folder: Path, pack: Pack, sample: Sample) -> None:
    folder.mkdir(parents=True)
    for kind, rows in pack.items():
        if rows:
            columns = sample.columns(kind) + (["withdrawn"] if any("withdrawn" in row for row in rows) else [])
            with (folder / f"{kind}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


def main() -> None:
    sample = Sample()
    shutil.rmtree(CORRECTIONS, ignore_errors=True)
    with scratch_server() as conninfo, Database(conninfo) as database, tempfile.TemporaryDirectory() as rejects:
        ledger = create_ledger(database, "corrections", "maker", "Oxfordshire County Council", 810, "oxfordshire")
        load_pack(ledger, SAMPLE, by="maker", today=date(2026, 1, 1), rejects_folder=Path(rejects))
        for arrives, pack in packs(ledger, sample):
            write(CORRECTIONS / str(arrives), pack, sample)
            print(arrives, {kind: len(rows) for kind, rows in pack.items()})


if __name__ == "__main__":
    main()
