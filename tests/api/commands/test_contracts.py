"""The contract of every command: keys, versions, limits, correlation; what is refused leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from api.access.operations import READ_FAMILIES, READ_FEED
from api.access.roles import Role
from api.http.bodies import BODY_BYTES_MAX
from api.places import Place
from ledger.ledger import Ledger
from ledger.requests import KEYS_KEPT_DAYS, correlations
from tests.api.commands.conftest import Caller
from tests.api.samples import NEVER_ATTACHED
from tests.api.tokens import bearer

ATTACHMENTS = f"/v1/families/{NEVER_ATTACHED}/attachments"
ON_THAT_DAY = {"attached_on": "2012-10-29", "override": {"decided_by": "Head of service", "reason": "known to us"}}


@pytest.fixture
def officer(as_: Callable[..., Caller]) -> Caller:
    return as_("Asha Patel", Role.CLAIMS_OFFICER)


def refused(answer: Any, status: int, name: str) -> dict[str, Any]:
    said: dict[str, Any] = answer.json()
    assert (answer.status_code, said.get("type")) == (status, f"/v1/problems/{name}"), said
    return said


def test_a_command_says_what_it_recorded_and_where(officer: Caller) -> None:
    before = officer.version(NEVER_ATTACHED)
    answer = officer.post(ATTACHMENTS, ON_THAT_DAY, If_Match=before)
    said = answer.json()
    assert answer.status_code == 201, said
    assert answer.headers["location"] == f"/v1/families/{NEVER_ATTACHED}"
    assert answer.headers["x-ledger-position"] == str(said["position"])
    assert answer.headers["etag"] == f'"{said["version"]}"' == officer.version(NEVER_ATTACHED)
    assert (said["events"], said["attachment"]["override_by"]) == (1, "Head of service")
    told = officer.get(f"/v1/families/{NEVER_ATTACHED}/history").json()["events"][-1]
    assert (told["by"], told["position"]) == ("Asha Patel", said["position"])


def test_the_same_key_again_is_the_same_answer_and_nothing_more(officer: Caller) -> None:
    version, key = officer.version(NEVER_ATTACHED), str(uuid4())
    first = officer.post(ATTACHMENTS, ON_THAT_DAY, key, If_Match=version)
    again = officer.post(ATTACHMENTS, ON_THAT_DAY, key, If_Match=version)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotency-replayed"] == "true" and "idempotency-replayed" not in first.headers
    same = ("location", "etag", "x-ledger-position")
    assert [again.headers[name] for name in same] == [first.headers[name] for name in same]
    assert officer.version(NEVER_ATTACHED) == first.headers["etag"]


def test_the_same_key_for_another_request_is_refused(officer: Caller) -> None:
    version, key = officer.version(NEVER_ATTACHED), str(uuid4())
    assert officer.post(ATTACHMENTS, ON_THAT_DAY, key, If_Match=version).status_code == 201
    other = ON_THAT_DAY | {"attached_on": "2012-10-30"}
    refused(officer.post(ATTACHMENTS, other, key, If_Match="*"), 422, "idempotency-key-reused")
    refused(officer.post("/v1/rechecks", {}, key), 422, "idempotency-key-reused")


# ---- versions --------------------------------------------------------------------------------------------------------


def test_a_command_to_a_family_says_which_version_it_was_decided_on(officer: Caller) -> None:
    refused(officer.post(ATTACHMENTS, ON_THAT_DAY), 428, "version-needed")
    refused(officer.post(ATTACHMENTS, ON_THAT_DAY, If_Match="latest"), 428, "version-needed")
    version = officer.version(NEVER_ATTACHED)
    answer = officer.post(ATTACHMENTS, ON_THAT_DAY, If_Match='"1"')
    said = refused(answer, 412, "version-differs")
    assert answer.headers["etag"] == version == f'"{said["version"]}"'
    assert officer.version(NEVER_ATTACHED) == version
    assert officer.post(ATTACHMENTS, ON_THAT_DAY, If_Match="*").status_code == 201


def test_of_two_who_decided_on_one_version_one_is_told_to_look_again(officer: Caller) -> None:
    """Both at once, many times: the version is compared where it is recorded, not only before."""
    version = officer.version(NEVER_ATTACHED)
    days = [ON_THAT_DAY | {"attached_on": f"2012-10-{day}"} for day in range(10, 18)]
    with ThreadPoolExecutor(8) as together:
        answers = list(together.map(lambda said: officer.post(ATTACHMENTS, said, If_Match=version), days))
    assert sorted(answer.status_code for answer in answers) == [201] + [412] * 7
    assert officer.version(NEVER_ATTACHED) == f'"{int(version.strip(chr(34))) + 1}"'


# ---- keys ------------------------------------------------------------------------------------------------------------


def test_no_command_without_a_key(officer: Caller) -> None:
    for key in ("", " ", "k" * 201):
        answer = officer.post("/v1/rechecks", {}, Idempotency_Key=key)
        assert answer.status_code in (400, 422), answer.text
    refused(officer.client.post("/v1/rechecks", json={}, headers=officer.headers), 400, "idempotency-key-needed")


def test_keys_are_each_callers_own(officer: Caller, as_: Callable[..., Caller]) -> None:
    other = as_("Ben Osei", Role.CLAIMS_OFFICER)
    assert officer.post("/v1/rechecks", {}, "key").status_code == 200
    assert other.post("/v1/claims", {"round_on": "2013-07-31"}, "key").status_code == 201


def test_the_same_request_at_the_same_time_is_carried_out_once(officer: Caller, events: Callable[[], int]) -> None:
    before = events()
    with ThreadPoolExecutor(8) as together:
        answers = list(together.map(
            lambda _: officer.post("/v1/claims", {"round_on": "2013-07-31"}, "one key"), range(8)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    for answer in answers:
        if answer.status_code == 409:
            refused(answer, 409, "request-under-way")
    told = {answer.content for answer in answers if answer.status_code == 201}
    assert len(told) == 1
    assert events() - before == officer.post("/v1/claims", {"round_on": "2013-07-31"}, "one key").json()["events"]


def test_what_is_kept_of_a_request_names_nobody(officer: Caller, ledger: Ledger) -> None:
    officer.post(ATTACHMENTS, ON_THAT_DAY, "a key that nobody guesses", If_Match="*")
    with ledger.transaction() as cursor:
        rows = cursor.execute("SELECT * FROM idempotency").fetchall()
    assert len(rows) == 1
    kept = str(rows)
    for said in ("a key that", "Asha", NEVER_ATTACHED, "known to us"):
        assert said not in kept


def test_a_key_is_forgotten_after_its_time(officer: Caller, ledger: Ledger) -> None:
    officer.post("/v1/rechecks", {}, "old")
    with ledger.transaction() as cursor:
        cursor.execute("UPDATE idempotency SET recorded_at = recorded_at - make_interval(days => %s)",
                       (KEYS_KEPT_DAYS + 1,))
    officer.post("/v1/rechecks", {}, "new")
    assert officer.post("/v1/claims", {"round_on": "2013-07-31"}, "old").status_code == 201


# ---- correlation -----------------------------------------------------------------------------------------------------


def test_events_can_be_traced_to_the_request_that_recorded_them(officer: Caller, ledger: Ledger) -> None:
    before = ledger.position()
    answer = officer.post("/v1/claims", {"round_on": "2013-07-31"}, X_Correlation_ID="ticket-4711")
    assert answer.headers["x-correlation-id"] == "ticket-4711"
    said = answer.json()
    recorded = range(said["position"] - said["events"] + 1, said["position"] + 1)
    assert correlations(ledger, [before, *recorded]) == dict.fromkeys(recorded, "ticket-4711")
    assert ledger.position() == said["position"]


@pytest.mark.parametrize(("role", "scopes", "told"), [
    (Role.ANALYST, (), True), (Role.PROGRAM, (READ_FEED.name, READ_FAMILIES.name), True),
    (Role.PROGRAM, (READ_FEED.name,), False)])  # fmt: skip
def test_the_feed_says_by_which_request_an_event_came(
    officer: Caller, filled_place: Place, ledger: Ledger, role: Role, scopes: tuple[str, ...], told: bool
) -> None:
    """To those who may read families: a caller may have said anything in it."""
    before = ledger.position()
    officer.post("/v1/claims", {"round_on": "2013-07-31"}, X_Correlation_ID="ticket-4712")
    follower = bearer(filled_place, role, name="Follower", scopes=scopes)
    items = officer.client.get(f"/v1/feed?after={before - 1}", headers=follower).json()["items"]
    assert len(items) > 1
    assert [one.get("correlationid") for one in items] == [None, *["ticket-4712" if told else None] * (len(items) - 1)]


def test_a_trace_is_taken_for_the_correlation_and_nonsense_is_not(officer: Caller) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = officer.get("/v1/status", traceparent=f"00-{trace}-00f067aa0ba902b7-01")
    assert answer.headers["x-correlation-id"] == trace
    made = officer.get("/v1/status", **{"X-Correlation-ID": "a b\tc"}).headers["x-correlation-id"]
    assert len(made) == 36
    refusal = officer.get("/v1/nothing", **{"X-Correlation-ID": "lost"})
    assert (refusal.status_code, refusal.headers["x-correlation-id"]) == (404, "lost")


# ---- bodies ----------------------------------------------------------------------------------------------------------


def test_bodies_have_limits(officer: Caller) -> None:
    sent = {**officer.headers, "Idempotency-Key": "k", "If-Match": "*", "Content-Type": "application/json"}

    def post(content: Any) -> Any:
        return officer.client.post(ATTACHMENTS, content=content, headers=sent)

    refused(post(b'{"lead_worker": "' + b"x" * BODY_BYTES_MAX + b'"}'), 413, "too-large")
    refused(post(iter([b" " * 200_000, b" " * 200_000])), 413, "too-large")
    for deep in (b"[" * 100_000, b'{"a":' * 40_000 + b"1", b'{"reason": "\\"", "a":' + b"[" * 17 + b"]" * 17 + b"}"):
        refused(post(deep), 400, "too-deep")
    assert post(b'{"attached_on": "' + b"[" * 1000 + b'"}').json()["type"] == "/v1/problems/invalid-request"
    refused(post(b"{"), 422, "invalid-request")
    refused(post(b'{"attached_on": "2012-10-29", "by": "someone else"}'), 422, "invalid-request")
    sent["Content-Type"] = "text/plain"
    refused(post(b"{}"), 415, "unsupported-media-type")


@pytest.mark.parametrize(("content", "where", "said"), [
    (b'{"attached_on": ,', "body", "is no JSON from its character 17 on"),
    (b'{"attached_on": "\xff"}', "body", "is not in UTF-8 from its byte 18 on"), (b"[1]", "body", "is to be an object"),
    (b"", "body", "is needed"), (b"{}", "body.attached_on", "is needed"),
    (b'{"attached_on": "2012-10-29", "scheme": 5}', "body.scheme", "is to be a text"),
])  # fmt: skip
def test_what_is_wrong_with_a_body_is_said_in_words(officer: Caller, content: bytes, where: str, said: str) -> None:
    sent = {**officer.headers, "Idempotency-Key": "k", "If-Match": "*", "Content-Type": "application/json"}
    answer = officer.client.post(ATTACHMENTS, content=content, headers=sent)
    [mistake] = refused(answer, 422, "invalid-request")["errors"]
    assert mistake["where"] == where and said in mistake["problem"]


# ---- whatever is refused leaves everything as it was -----------------------------------------------------------------

REFUSED = st.one_of(
    st.tuples(
        st.sampled_from([ATTACHMENTS, "/v1/families/OXF-99999/attachments", f"/v1/families/{NEVER_ATTACHED}/merges"]),
        st.fixed_dictionaries({}, optional={
            "attached_on": st.sampled_from(["2012-02-30", "1850-01-01", "2012-10-29", 5, None]),
            "reason": st.sampled_from(["", "because", "\x00"]), "other": st.sampled_from(["OXF-99999", ""])}),
        st.sampled_from(['"1"', '"99999"', "", "W/x"])),
    st.tuples(
        st.sampled_from(["/v1/returns/2013-07-31/payments", "/v1/returns/2013-13-31/reviews", "/v1/returns/x/samples",
                         "/v1/claims/TF2012-20130731-0001/payments", "/v1/claims/nothing/withdrawals",
                         "/v1/claims/TF2012-20130731-0001/findings", "/v1/returns/2013-07-31/signatures"]),
        st.fixed_dictionaries({}, optional={"reason": st.just("because"), "seed": st.just(""), "passed": st.just(2)}),
        st.just("*")),
    st.tuples(
        st.just("/v1/claims"),
        st.fixed_dictionaries({}, optional={"round_on": st.sampled_from(["2199-01-01", "x", 1]),
                                            "scheme": st.sampled_from(["", "no-scheme", "x" * 500])}),
        st.just("*")))  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(REFUSED)
def test_whatever_is_refused_leaves_the_ledger_as_it_was(
    officer: Caller, ledger: Ledger, sent: tuple[str, dict[str, Any], str]
) -> None:
    path, said, version = sent
    before = everything(ledger)
    answer = officer.post(path, said, "the same key for all of them", If_Match=version)
    assert 400 <= answer.status_code < 500, answer.text
    assert everything(ledger) == before


def everything(ledger: Ledger) -> list[Any]:
    """Every row of the durable tables, but for who looked."""
    tables = ("event", "idempotency", "correlation", "person", "family", "record", "membership", "extract", "claimed")
    with ledger.transaction() as cursor:
        return [sorted(map(repr, cursor.execute(SQL("SELECT * FROM {}").format(Identifier(table)))))
                for table in tables]
