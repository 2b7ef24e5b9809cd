"""The command line is a door like any other: with a database server it takes a token, and is held to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import typer

from api.access.roles import Role
from api.access.signing_keys import token_keys
from api.command_line.app import program
from api.command_line.operations import OPERATIONS
from api.places import Place, opened_ledger
from ledger.access import access_log
from ledger.assigning import assign
from tests.api.conftest import Outcomes
from tests.api.samples import ATTACHED
from tests.api.tokens import token_for


def _commands() -> set[str]:
    group = typer.main.get_command(program())
    found = set()
    for name, command in group.commands.items():
        below = getattr(command, "commands", None)
        found |= {f"{name} {one}" for one in below} if below else {name}
    return found


def test_every_command_says_which_operation_it_is() -> None:
    assert _commands() <= set(OPERATIONS)
    assert set(OPERATIONS) - _commands() <= {"backup", "restore"}


@pytest.fixture
def elsewhere(outcomes: Outcomes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loaded: str) -> Outcomes:
    """The command line of somebody who has the database's address, and not the key of the ledger's tokens."""
    monkeypatch.setenv("OUTCOMES_DATA_DIR", str(tmp_path))
    return outcomes


def test_without_a_token_a_stranger_gets_nothing(elsewhere: Outcomes, loaded: str) -> None:
    for command in (("eligibility",), ("explain", ATTACHED), ("status",), ("seal",), ("token", "list"),
                    ("token", "make", "--as", "A", "--role", "administrator")):  # fmt: skip
        ended = elsewhere(*command, "--ledger", loaded)
        assert (ended.code, ended.out) == (2, "")
        assert "OUTCOMES_TOKEN_FILE" in ended.err


def test_a_token_opens_its_own_ledger_in_its_own_name(
    elsewhere: Outcomes, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text(token_for(place, Role.CLAIMS_OFFICER, name="C. Officer") + "\n")
    monkeypatch.setenv("OUTCOMES_TOKEN_FILE", str(tmp_path / "token"))
    monkeypatch.setenv("OUTCOMES_TOKEN_KEY", token_keys({}, place.data_folder)[-1].as_pem(private=False).decode())
    assert elsewhere("eligibility", "--purpose", "monthly report").code == 0
    with opened_ledger(place) as ledger:
        noted = access_log(ledger, by="C. Officer")[-1]
    assert (noted.view, noted.purpose, noted.through) == ("eligibility", "monthly report", "command line")
    assert "reviewer" in elsewhere("claims", "review", "--round", "2013-07-31").err
    assert "that of C. Officer" in elsewhere("attach", ATTACHED, "--on", "2013-01-01", "--by", "Someone Else").err
    assert "another ledger" in elsewhere("eligibility", "--ledger", "no-such-ledger").err
    for command in (("create", "mine"), ("ledgers",), ("keys", "rotate")):
        assert "account that runs the ledger" in elsewhere(*command).err


def test_a_practitioner_is_held_to_their_families(
    outcomes: Outcomes, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTCOMES_TOKEN", token_for(place, Role.PRACTITIONER, name="P. Commanding"))
    there_is, there_is_not = outcomes("history", ATTACHED), outcomes("history", "OXF-9")
    assert there_is.err.replace(ATTACHED, "OXF-9") == there_is_not.err and there_is.code == 2
    assert "OXF-9" in outcomes("attach", "OXF-9", "--on", "2013-01-01").err
    assert outcomes("eligibility").code == 2
    with opened_ledger(place) as ledger:
        assign(ledger, ledger.register.families([ATTACHED])[ATTACHED], ["P. Commanding"], by="manager")
    assert outcomes("history", ATTACHED).code == 0


def test_a_token_of_nobody_is_refused(outcomes: Outcomes, loaded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTCOMES_TOKEN", "a.b.c")
    ended = outcomes("eligibility", "--ledger", loaded)
    assert (ended.code, ended.out) == (2, "") and "does not hold" in ended.err


def test_the_access_log_is_for_auditors(outcomes: Outcomes, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert outcomes("explain", ATTACHED, "--ledger", "small", "--purpose", "a complaint").code == 0
    rows = outcomes("access-log", "--family", ATTACHED, "--ledger", "small").rows
    assert (rows[-1]["family_id"], rows[-1]["view"], rows[-1]["purpose"]) == (ATTACHED, "explain", "a complaint")
    monkeypatch.setenv("OUTCOMES_TOKEN", token_for(place, Role.ANALYST))
    assert "internal-auditor" in outcomes("access-log").err
    monkeypatch.setenv("OUTCOMES_TOKEN", token_for(place, Role.INTERNAL_AUDITOR))
    assert outcomes("access-log", "--since", "2020-01-01", "--until", "2020-01-02").rows == []
    assert len(outcomes("access-log", "--since", "2020-01-01").rows) >= len(rows)
    outcomes("access-log", "--looked-by", "nobody", "--purpose", "the audit")
    last = outcomes("access-log", "--looked-by", "tests", "--since", "2020-01-01").rows[-2]
    assert (last["view"], last["subject"], last["purpose"]) == ("access-log", "looked_by=nobody", "the audit")


def test_another_ledgers_family_is_not_there(outcomes: Outcomes, place: Place, new_ledger: str) -> None:
    ended = outcomes("history", ATTACHED, "--ledger", new_ledger)
    assert ended.code == 2 and "There is no family" in ended.err
    with opened_ledger(replace(place, ledger=new_ledger)) as ledger:
        assert access_log(ledger) == []
