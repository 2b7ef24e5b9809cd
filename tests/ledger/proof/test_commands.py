"""The commands about proof, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from api.command_line import checkpoints, forgetting, master_keys, proving
from ledger.access import accesses
from ledger.ledger import Ledger
from tests.ledger.proof.conftest import Claimed

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(conninfo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Exit code and output."""
    monkeypatch.setenv("DATABASE_URL", conninfo)
    monkeypatch.setenv("OUTCOMES_DATA_DIR", str(tmp_path / "data"))
    app = typer.Typer(pretty_exceptions_enable=False)
    for name in ("seal", "check", "evidence", "verify"):
        app.command(name)(getattr(proving, name))
    for name in ("erase", "seal-away", "open-deposit", "retention"):
        app.command(name)(getattr(forgetting, name.replace("-", "_")))
    app.add_typer(checkpoints.app, name="checkpoint")
    app.add_typer(master_keys.app, name="keys")

    def typed(*words: object) -> tuple[int, str]:
        capsys.readouterr()
        code = app([str(word) for word in words], prog_name="outcomes", standalone_mode=False)
        return code or 0, capsys.readouterr().out

    return typed


@pytest.fixture
def claimed(own_claimed: Callable[[str], Claimed], request: pytest.FixtureRequest) -> Claimed:
    return own_claimed("typed" + str(abs(hash(request.node.name)) % 10**8))


def test_from_sealing_to_a_strangers_answer(run: Run, claimed: Claimed, tmp_path: Path) -> None:
    at = ("--ledger", claimed.ledger.name)
    _, note = run("seal", *at)
    assert note.startswith(f"outcomes-ledger/{claimed.ledger.name}\n")
    _, key = run("checkpoint", "key", *at)
    assert key.strip() == claimed.key
    (tmp_path / "key").write_text(key)
    _, listed = run("checkpoint", "list", *at, "--format", "csv")
    assert len(listed.splitlines()) == 2
    pack = tmp_path / "pack.json"
    run("evidence", claimed.one[1], "-o", pack, *at)
    code, page = run("verify", pack, "--key", tmp_path / "key")
    assert (code, page.splitlines()[0]) == (0, "VERIFIED")
    made = json.loads(pack.read_bytes())
    made["streams"][0]["events"].pop(0)
    pack.write_text(json.dumps(made))
    code, page = run("verify", pack, "--key", key.strip())
    assert (code, page.splitlines()[0]) == (1, "NOT VERIFIED")


def test_check_says_that_all_agrees_or_what_does_not(run: Run, claimed: Claimed, tmp_path: Path) -> None:
    from projections.runner import catch_up
    from tests.ledger.tampering import tampered

    at = ("--ledger", claimed.ledger.name)
    catch_up(claimed.ledger)
    _, note = run("checkpoint", "show", *at)
    (tmp_path / "kept").write_text(note)
    code, said = run("check", "--key", claimed.key, "--against", tmp_path / "kept", *at)
    assert code == 0, said
    assert [line.split(":")[0] for line in said.splitlines()] == [
        "Log", "Access log", "Contents", "Register", "Claims", "Tables"]
    with claimed.ledger.transaction() as cursor:
        cursor.execute(
            "UPDATE attached SET lead_worker = 'somebody else' WHERE ctid = (SELECT min(ctid) FROM attached)")
    code, said = run("check", "--key", claimed.key, *at)
    assert code == 1 and "DIFFERS: table attached" in said.splitlines()[-1]
    with tampered(claimed.ledger) as cursor:
        cursor.execute("UPDATE event SET state = state || ' ' WHERE leaf = 50")
    code, said = run("check", "--key", claimed.key, "--log-only", *at)
    assert code == 1 and "leaf 50" in said


def test_a_witness_sees_that_the_log_only_grows(run: Run, ledger: Ledger, tmp_path: Path) -> None:
    from family_builders import family_of

    from ledger.proof.witnessing import NotWitnessed

    at, kent = ("--ledger", ledger.name), ("--witness-key", tmp_path / "kent.key", "--name", "kent.example/witness")
    for number in range(2):
        ledger.save(family_of(5))
        run("seal", *at)
        run("checkpoint", "show", "-o", tmp_path / f"note{number}", *at)
    _, key = run("checkpoint", "key", *at)
    _, proof = run("checkpoint", "consistency", 6, *at)
    (tmp_path / "proof").write_text(proof)
    trusting = ("--key", key.strip(), "--seen", tmp_path / "seen")
    run("checkpoint", "cosign", tmp_path / "note0", *kent, *trusting)
    with pytest.raises(NotWitnessed, match="checkpoint consistency 6 11"):
        run("checkpoint", "cosign", tmp_path / "note1", *kent, *trusting)
    _, public = run("checkpoint", "cosign", tmp_path / "note1", *kent, *trusting, "--proof", tmp_path / "proof")
    assert "kent.example/witness" in run("checkpoint", "add", tmp_path / "note1", "--key", public.strip(), *at)[1]
    assert run("checkpoint", "show", *at)[1].count("\n— ") == 2


def test_erasing_by_the_authoritys_own_id(run: Run, claimed: Claimed) -> None:
    from api.acts.erasing import NamesThePerson, PersonUnknown

    ledger = claimed.ledger
    family = ledger.family(claimed.one[0])
    pseudonym = min(person for person, _ in family.stays)
    person_id = ledger.register.people_called([pseudonym])[pseudonym].person_id
    with pytest.raises(NamesThePerson):
        run("erase", person_id, "--reason", f"asked by {person_id}", "--decided-by", "x", "--ledger", ledger.name)
    words = ("erase", person_id, "--reason", "asked for", "--decided-by", "DPO", "--yes", "--ledger", ledger.name)
    _, said = run(*words)
    assert said.startswith("Erased. The decision is recorded with 1 family;")
    assert run("keys", "erased", "--ledger", ledger.name, "--format", "csv")[1].count(pseudonym) == 1
    with pytest.raises(PersonUnknown):
        run(*words)
    code, said = run("check", "--key", claimed.key, "--ledger", ledger.name)
    assert code == 0 and "rest on erased evidence" in said


def test_retention_and_sealing_away(run: Run, claimed: Claimed, tmp_path: Path) -> None:
    ledger = claimed.ledger
    at = ("--ledger", ledger.name)
    _, told = run("retention", "--at", "2040-01-01", "--format", "csv", *at)
    assert told.splitlines()[0] == "family_id,person_id,kind,records,keep_until,falls_due,rule"
    assert len(told.splitlines()) > 5_000
    _, told = run("retention", "--people", "--at", "2012-01-01", "--format", "csv", *at)
    assert told.splitlines() == ["person_id,since"]
    pseudonym = min(person for person, _ in ledger.family(claimed.one[0]).stays)
    person_id = ledger.register.people_called([pseudonym])[pseudonym].person_id
    _, said = run("seal-away", person_id, "--reason", "court order", "--decided-by", "the judge",
                  "--deposit", tmp_path / "deposit.json", *at)  # fmt: skip
    assert said.startswith("Sealed away in 1 family.") and (tmp_path / "deposit.json").exists()
    assert pseudonym not in {person for person, _ in ledger.family(claimed.one[0]).stays}
    _, told = run("open-deposit", tmp_path / "deposit.json", "--purpose", "court order", "--by", "The custodian", *at)
    assert told.startswith("position,topic,content") and "family.member-joined.v1" in told and "born_on" in told
    noted = accesses(ledger, claimed.one[0])[-1]
    assert (noted.view, noted.by, noted.purpose) == ("open-deposit", "The custodian", "court order")
