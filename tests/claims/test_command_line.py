"""The commands on claims, as officers, reviewers, auditors and finance officers give them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import python_calamine

from ledger.access import accesses
from tests.api.conftest import Ended, Outcomes
from tests.claims.conftest import NewSample

ROUND = "2013-07-31"


class Desk:
    """A ledger and its round of July 2013, at the command line."""

    def __init__(self, outcomes: Outcomes, ledger: str) -> None:
        self.outcomes, self.ledger = outcomes, ledger

    def __call__(self, command: str, *arguments: object, by: str | None = None) -> Ended:
        named = ("--by", by) if by else ()
        return self.outcomes("claims", *command.split(), *arguments, *named, "--ledger", self.ledger)

    def of_round(self, command: str, *arguments: object, by: str) -> Ended:
        return self(command, "--round", ROUND, *arguments, by=by)

    def claims(self, status: str | None = None) -> list[dict[str, str]]:
        only = ("--status", status) if status else ()
        return self("list", *only, "--format", "csv").rows

    def to_the_sample(self) -> list[str]:
        assert self.of_round("prepare", by="officer").code == 0
        assert self.of_round("review", by="reviewer").code == 0
        assert self.of_round("sample", "--seed", "of the day", by="auditor").code == 0
        return [row["claim"] for row in self.claims("sampled")]

    def to_the_end(self) -> None:
        failed = self.to_the_sample()[0]
        assert self("audit", failed, "--failed", "--finding", "no record at the school", by="auditor").code == 0
        while sampled := self.claims("sampled"):
            assert self("audit", sampled[0]["claim"], "--passed", "--finding", "all found", by="auditor").code == 0
        assert self.of_round("sign", by="finance officer").code == 0
        assert self.of_round("submit", by="officer").code == 0
        assert self("pay", "--all", "--round", ROUND, by="finance officer").code == 0


def test_a_round_by_its_commands(outcomes: Outcomes, sample: NewSample, tmp_path: Path) -> None:
    ledger = sample()
    desk = Desk(outcomes, ledger.name)
    assert desk("agree", "--year", "2012-13", "--families", 306, by="officer").code == 0
    desk.to_the_end()
    assert {row["status"] for row in desk.claims()} == {"paid", "audit failed"}
    rows = desk("return", "--round", ROUND, "--format", "csv").rows
    check_totals(rows)
    paths = [tmp_path / f"return{ending}" for ending in (".csv", ".xlsx")]
    for path in paths:
        assert desk("return", "--round", ROUND, "-o", path).code == 0
    with paths[0].open(encoding="utf-8", newline="") as stream:
        assert list(csv.DictReader(stream)) == rows
    check_workbook(paths[1], rows)
    before = paths[1].read_bytes()
    assert desk("return", "--round", ROUND, "-o", paths[1]).code == 0
    assert paths[1].read_bytes() == before


def check_totals(rows: list[dict[str, str]]) -> None:
    """The totals are those of the lines, added up here once more."""
    claims, fees = ([row for row in rows if row["what"] == what] for what in ("claim", "fee"))
    totals = {row["name"]: row for row in rows if row["what"] == "total"}
    assert list(totals) == ["attached", "CAE", "CE", "turned around", "PtW", "attachment fees", "the return"]
    for kind in ("CAE", "CE", "PtW"):
        of_kind = [row for row in claims if row["name"] == kind]
        assert int(totals[kind]["number"]) == len(of_kind)
        assert pence(totals[kind]["amount"]) == sum(pence(row["amount"]) for row in of_kind)
        assert pence(totals[kind]["paid"]) == sum(pence(row["paid"]) for row in of_kind)
    assert int(totals["turned around"]["number"]) == int(totals["CAE"]["number"]) + int(totals["CE"]["number"]) > 0
    assert pence(totals["attachment fees"]["amount"]) == sum(pence(row["amount"]) for row in fees) == 306 * 320_000
    assert pence(totals["the return"]["amount"]) == sum(pence(row["amount"]) for row in [*claims, *fees])


def check_workbook(path: Path, rows: list[dict[str, str]]) -> None:
    workbook = python_calamine.load_workbook(str(path))
    sheets = [workbook.get_sheet_by_name(name).to_python() for name in ("lines", "totals")]
    written = [dict(zip(sheet[0], cells, strict=True)) for sheet in sheets for cells in sheet[1:]]
    assert [row["name"] for row in written] == [row["name"] for row in rows]
    for row, cell in zip(rows, written, strict=True):
        assert row["claim"] == cell["claim"] and row["family_id"] == cell["family_id"]
        if row["amount"]:
            assert pence(row["amount"]) == round(float(cell["amount"]) * 100)


def pence(pounds: str) -> int:
    whole, _, rest = pounds.partition(".")
    return int(whole) * 100 + int(rest)


def test_what_may_not_be_done_is_refused_in_one_line(outcomes: Outcomes, sample: NewSample) -> None:
    ledger = sample()
    desk = Desk(outcomes, ledger.name)
    assert desk.of_round("prepare", by="officer").code == 0
    claim = desk.claims()[0]["claim"]
    position = ledger.position()
    refused = {
        "four eyes": desk.of_round("review", by="Officer "),
        "is drawn while a return is reviewed": desk.of_round("sample", "--seed", "x", by="auditor"),
        "while a return is sampled": desk.of_round("sign", by="cfo"),
        "while a return is signed": desk.of_round("submit", by="officer"),
        "no claim of this return waits for payment": desk("pay", "--all", "--round", ROUND, by="cfo"),
        "payments are recorded while a return is submitted": desk("pay", claim, by="cfo"),
        "not at risk": desk("keep", claim, "--reason", "so", by="cfo"),
        "cannot become repaid": desk("repay", claim, "--reason", "so", by="cfo"),
        "there is no claim TF2012-20130731-9999": desk("pay", "TF2012-20130731-9999", by="cfo"),
        "there is no claim nonsense": desk("withdraw", "nonsense", "--reason", "so", by="cfo"),
        "is no claim round": desk("prepare", "--round", "2013-08-01", by="officer"),
        "still to come": desk("prepare", "--round", "2099-01-01", by="officer"),
        "no status": desk("list", "--status", "lost"),
        "is no financial year": desk("agree", "--year", "2012", "--families", 1, by="officer"),
        "no return": desk("return", "--round", "2014-03-31"),
        "neither .csv nor .xlsx": desk("return", "--round", ROUND, "-o", "return.pdf"),
        "--passed or --failed": desk("audit", claim, "--finding", "x", by="auditor"),
        "--reason says nothing": desk("withdraw", claim, "--reason", " ", by="officer"),
        "does not allow equivalent progress": desk("equivalent", "OXF-00002", "--result", "SSP", "--reason", "so",
                                                   "--decided-by", "Head of Service", by="officer"),
        "merged with itself": desk("merge", "OXF-00002", "OXF-00002", "--reason", "so", by="officer"),
    }
    for words, ended in refused.items():
        assert (ended.code, ended.out) == (2, ""), words
        assert ended.err.startswith("outcomes: ") and ended.err.count("\n") == 1
        assert words in ended.err, ended.err
    assert ledger.position() == position


def test_the_trail_answers_twelve_questions_and_notes_who_asked(
    outcomes: Outcomes, sample: NewSample, tmp_path: Path
) -> None:
    ledger = sample()
    desk = Desk(outcomes, ledger.name)
    desk.to_the_end()
    listed = desk.claims("paid")[0]
    claim, asked = listed["claim"], ("--ledger", ledger.name, "--by", "inspector", "--purpose", "spot check")
    text = outcomes("trail", claim, *asked)
    assert text.code == 0
    assert [line.split(".")[0] for line in text.out.splitlines() if line[:1].isdigit()] == [
        str(number) for number in range(1, 13)]
    said = json.loads(outcomes("trail", claim, "--format", "json", *asked).out)
    assert said["form"] == "claim-trail.v1" and len(said["answers"]) == 12
    assert all(answer["answer"] == "yes" for answer in said["answers"]), said["answers"]
    assert pence(listed["amount"]) == said["record"]["amount"]["amount_pence"]
    assert said["claim_facts"]["Amount"] == f"GBP {listed['amount']}"
    paths = [tmp_path / name for name in ("one.pdf", "two.pdf")]
    for path in paths:
        assert outcomes("trail", claim, "--format", "pdf", "-o", path, *asked).code == 0
    pdf = paths[0].read_bytes()
    assert pdf == paths[1].read_bytes()
    assert pdf.startswith(b"%PDF-") and b"pdfaid:part" in pdf
    [family] = ledger.register.families([listed["family_id"]]).values()
    noted = accesses(ledger, family)
    assert [(one.by, one.view, one.subject, one.purpose) for one in noted] == [
        ("inspector", "trail", claim, "spot check")] * 4


def test_evidence_notes_every_family_that_it_tells_of(
    outcomes: Outcomes, sample: NewSample, tmp_path: Path
) -> None:
    desk = Desk(outcomes, sample().name)
    assert desk.of_round("prepare", by="officer").code == 0
    claims, file = [row["claim"] for row in desk.claims()], tmp_path / "pack.json"
    asked = ("evidence", claims[0], "-o", file, "--purpose", "the spot check", "--ledger", desk.ledger)
    assert outcomes(*asked).code == 0 and file.stat().st_size > 1_000
    assert outcomes(*asked, "--return").code == 0
    noted = [row for row in outcomes("access-log", "--ledger", desk.ledger).rows if row["view"] == "evidence"]
    assert [row["subject"] for row in noted] == [claims[0], *claims]
    assert {row["purpose"] for row in noted} == {"the spot check"} and all(row["family_id"] for row in noted)


def test_ledger_named_before_the_group_of_commands(outcomes: Outcomes, sample: NewSample) -> None:
    assert outcomes("--ledger", sample().name, "claims", "list", "--format", "json").out == "[]\n"
