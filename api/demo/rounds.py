"""The nine rounds of 2013 to 2015 one after another, with corrections arriving between them; the demo's second half.

Every step is the one that an officer would take at the command line, by people with different names. Who fails
internal audit, whom the government rejects and what is decided on a claim at risk follows from the claim's id, so the
demo always tells the same story. A round that was done before is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from api.today import today_here
from domain.counts import how_many, how_many_are

if TYPE_CHECKING:
    from domain.claims.returns import Return
    from ledger.ledger import Ledger

SCHEME = "troubled-families-2012"
AGREED = {"2012-13": 101, "2013-14": 130, "2014-15": 75}
"""Families for which the government pays attachment fees, by financial year: in the demo all that are attached."""

FAILS_ONE_IN, REJECTED_ONE_IN, KEPT_ONE_IN = 7, 40, 3

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class People:
    """Who does what: four pairs of eyes."""

    officer: str = "Claims officer"
    reviewer: str = "Programme manager"
    auditor: str = "Internal audit"
    finance: str = "Chief finance officer"


@dataclass(frozen=True, slots=True)
class Corrections:
    """Packs in folders named by the day on which they arrive, and where their rejected rows are put."""

    folder: Path
    rejects_for: Callable[[Path], Path]

    def packs(self) -> list[tuple[date, Path]]:
        if not self.folder.is_dir():
            return []
        return sorted((date.fromisoformat(path.name), path) for path in self.folder.iterdir() if path.is_dir())


def run_rounds(ledger: Ledger, corrections: Corrections, tell: Tell = print) -> bool:
    """Brings every round to its end, and says what happened; false when all of it had been done before."""
    from api.claiming.places import scheme_of

    rounds = _Rounds(ledger, corrections, tell, People())
    rounds.agree()
    for day in scheme_of(ledger, SCHEME).rounds:
        rounds.receive(until=day)
        rounds.run(day)
    rounds.receive(until=date.max)
    if not rounds.did:
        tell("Every round has been claimed and every correction is loaded already: nothing new.")
    return rounds.did


class _Rounds:
    def __init__(self, ledger: Ledger, corrections: Corrections, tell: Tell, people: People) -> None:
        self.ledger, self.corrections, self.tell, self.people = ledger, corrections, tell, people
        self.did = False

    def agree(self) -> None:
        from api.claiming.steps import agree

        for year, families in AGREED.items():
            self._note(agree(self.ledger, SCHEME, year, families, self.people.officer) != "repeated")

    # ---- what arrives between the rounds ----------------------------------------------------------------------------

    def receive(self, until: date) -> None:
        """Loads what has arrived by then and says which claims it puts at risk. Decided on before the next round."""
        from api.claiming.rechecking import mark_at_risk
        from intake.loading import load_pack
        from intake.loads import was_loaded

        for arrived, pack in self.corrections.packs():
            if arrived > until or was_loaded(self.ledger, pack):
                continue
            report = load_pack(self.ledger, pack, by=self.people.officer, today=today_here(),
                               rejects_folder=self.corrections.rejects_for(pack))
            marked = mark_at_risk(self.ledger, self.people.officer)
            rows, differ = sum(file.read for file in report.files), sum(one.found.differs for one in marked)
            self.tell(f"{arrived}  corrections arrive: {how_many(rows, 'row')}, {report.rejected} rejected;"
                      f" {how_many_are(differ, 'claim')} at risk")
            self._note(True)

    def _decide_on_risks(self) -> None:
        from api.claiming import steps
        from api.claiming.rechecking import claims_at_risk

        for one in claims_at_risk(self.ledger):
            claim, finance = one.claim, self.people.finance
            if claim.status != "paid":
                decision = "withdrawn"
                steps.withdraw(self.ledger, claim.id, "later knowledge speaks against it", finance)
            elif _one_in(KEPT_ONE_IN, claim.id, "kept"):
                decision = "kept"
                steps.keep(self.ledger, claim.id, "right on the evidence of its day; put to the spot check", finance)
            else:
                decision = "repaid"
                steps.repay(self.ledger, claim.id, "later knowledge speaks against it", finance)
            self.tell(f"            {claim.id} is {decision}: {self._named(one.why)}")

    def _named(self, text: str) -> str:
        from api.wording.naming import Names

        return Names(self.ledger.register, texts=[text]).text(text)

    # ---- one round --------------------------------------------------------------------------------------------------

    def run(self, day: date) -> None:
        """Takes up the return where it is: a demo that was interrupted goes on from there."""
        from api.claiming.places import return_of

        of_round = return_of(self.ledger, SCHEME, day)
        if of_round.stage == "submitted" and not _unanswered(of_round):
            return
        self._decide_on_risks()
        for stage, step in (("open", self._prepare), ("reviewed", self._sample), ("sampled", self._audit),
                            ("signed", self._submit), ("submitted", self._settle)):
            if return_of(self.ledger, SCHEME, day).stage == stage:
                step(day)
        done = return_of(self.ledger, SCHEME, day)
        if done.stage == "open":
            return
        self._note(True)
        self.tell(f"{day}  {how_many(len(done.lines), 'claim')} sent for GBP"
                  f" {_pounds(done.submitted_pence or 0)} with fees, GBP {_pounds(done.paid_pence)} paid for results")

    def _prepare(self, day: date) -> None:
        """A round in which there is nothing to claim stays open."""
        from api.claiming import steps
        from api.claiming.preparing import prepare_round

        prepared = prepare_round(self.ledger, SCHEME, day, self.people.officer)
        for claim, why in prepared.newly_valid.items():
            self.tell(f"{day}  {claim} is newly valid: {why}")
        if not (prepared.of_round.lines or prepared.of_round.fees):
            return
        steps.review(self.ledger, SCHEME, day, self.people.reviewer)

    def _sample(self, day: date) -> None:
        from api.claiming import steps

        steps.draw_sample(self.ledger, SCHEME, day, f"the round of {day}", self.people.auditor)

    def _audit(self, day: date) -> None:
        from api.claiming import steps
        from api.claiming.places import return_of

        while waiting := return_of(self.ledger, SCHEME, day).unaudited:
            for claim in waiting:
                failed = _one_in(FAILS_ONE_IN, claim, "audit")
                finding = "the lead worker's file does not bear it out" if failed else "found as recorded"
                steps.audit(self.ledger, claim, not failed, finding, self.people.auditor)
        steps.sign(self.ledger, SCHEME, day, self.people.finance)

    def _submit(self, day: date) -> None:
        from api.claiming import steps

        steps.submit(self.ledger, SCHEME, day, self.people.officer)

    def _settle(self, day: date) -> None:
        from api.claiming import steps
        from api.claiming.places import return_of

        for claim in _unanswered(return_of(self.ledger, SCHEME, day)):
            if _one_in(REJECTED_ONE_IN, claim, "spot check"):
                steps.reject(self.ledger, claim, "found invalid in the department's spot check", self.people.finance)
        if _unanswered(return_of(self.ledger, SCHEME, day)):
            steps.pay_all(self.ledger, SCHEME, day, self.people.finance)

    def _note(self, did: bool) -> None:
        self.did = self.did or did


def print_rounds(ledger: Ledger) -> None:
    """The table of rounds. The tables are to be up to date."""
    from api.command_line.claim_reports import ROUND_COLUMNS, round_cells
    from api.command_line.output import write_list
    from projections.queries.claimed_rounds import rounds_claimed

    write_list(ROUND_COLUMNS, map(round_cells, rounds_claimed(ledger, SCHEME)), "table")


def _unanswered(of_round: Return) -> list[str]:
    return [line.claim for line in of_round.lines.values() if line.accepted is None]


def _one_in(number: int, claim: str, what: str) -> bool:
    return int.from_bytes(sha256(f"{what} {claim}".encode()).digest()[:4]) % number == 0


def _pounds(pence: int) -> str:
    return f"{pence // 100:,}"
