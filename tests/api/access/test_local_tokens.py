"""Tokens that this installation signs itself: whom they let in, and whom they do not."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey

from api.access.errors import TokenKeyUnusable, TokenNotMade, TokenRefused
from api.access.local_tokens import ALGORITHM, SPOT_CHECK_DAYS_MAX, LocalTokens
from api.access.roles import Role
from api.access.signing_keys import token_keys
from api.access.token_claims import LEEWAY_SECONDS, TOKEN_LENGTH_MAX
from tests.api.access.forging import changed_last, decoded, encoded, put_together

KEY = OKPKey.generate_key("Ed25519")
KEY.ensure_kid()
TOKENS = LocalTokens([KEY])
GOOD = TOKENS.make("A. Reviewer", "small", [Role.REVIEWER], days=1).text


def _signed(key: OKPKey = KEY, **claims: Any) -> str:
    said = {name: value for name, value in {**decoded(GOOD)[1], **claims}.items() if value is not None}
    return jwt.encode({"alg": ALGORITHM, "kid": KEY.kid}, said, key, algorithms=[ALGORITHM])


def test_a_token_says_who_which_ledger_and_which_roles() -> None:
    caller, expires_at = TOKENS.read(GOOD)
    assert (caller.name, caller.ledger, caller.roles) == ("A. Reviewer", "small", {Role.REVIEWER})
    assert 86_000 < expires_at - time.time() <= 86_400


def _hmac_of_public_key() -> str:
    """The old trick: the public key taken for a shared secret."""
    head = f"{encoded({'alg': 'HS256', 'kid': KEY.kid})}.{encoded(decoded(GOOD)[1])}"
    secret = KEY.as_pem(private=False)
    return f"{head}.{encoded(hmac.new(secret, head.encode(), hashlib.sha256).digest())}"


FORGED: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "no token": lambda: "a.b.c",
    "another text": lambda: "\x00\xff☃",
    "expired": lambda: _signed(exp=int(time.time()) - LEEWAY_SECONDS - 5),
    "not yet": lambda: _signed(nbf=int(time.time()) + LEEWAY_SECONDS + 5),
    "never ends": lambda: _signed(exp=None),
    "ends in words": lambda: _signed(exp="tomorrow"),
    "for nobody": lambda: _signed(sub=None),
    "for a blank": lambda: _signed(sub="  "),
    "another audience": lambda: _signed(aud="https://elsewhere.example"),
    "no audience": lambda: _signed(aud=None),
    "another issuer": lambda: _signed(iss="https://elsewhere.example"),
    "another key under our name": lambda: _signed(OKPKey.generate_key("Ed25519")),
    "unsigned": lambda: put_together({"alg": "none"}, decoded(GOOD)[1]),
    "unsigned, in capitals": lambda: put_together({"alg": "NONE", "kid": KEY.kid}, decoded(GOOD)[1]),
    "signature taken off": lambda: GOOD.rpartition(".")[0] + ".",
    "signature changed": lambda: changed_last(GOOD),
    "claims changed": lambda: put_together(
        decoded(GOOD)[0], decoded(GOOD)[1] | {"roles": ["administrator"]}, decoded(GOOD)[2]),
    "HS256 with the public key": _hmac_of_public_key,
    "a key of its own in the header": lambda: jwt.encode(
        {"alg": ALGORITHM, "jwk": OTHER.as_dict(private=False)}, decoded(GOOD)[1], OTHER, algorithms=[ALGORITHM]),
    "a critical header": lambda: put_together(
        decoded(GOOD)[0] | {"crit": ["x"], "x": 1}, decoded(GOOD)[1], decoded(GOOD)[2]),
    "too long": lambda: _signed(more="x" * TOKEN_LENGTH_MAX),
    "deeply nested": lambda: f"{encoded(decoded(GOOD)[0])}.{encoded(b'[' * 3000)}.x",
}  # fmt: skip
OTHER = OKPKey.generate_key("Ed25519")


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_token_does_not_hold_and_is_not_told_why(forged: str) -> None:
    with pytest.raises(TokenRefused) as refused:
        TOKENS.read(FORGED[forged]())
    assert str(refused.value) == "The token does not hold. Ask for another one."


def test_clocks_may_differ_by_the_leeway() -> None:
    assert TOKENS.read(_signed(exp=int(time.time()) - LEEWAY_SECONDS + 10))
    assert TOKENS.read(_signed(nbf=int(time.time()) + LEEWAY_SECONDS - 10))


def test_roles_that_there_are_not_give_nothing() -> None:
    assert TOKENS.read(_signed(roles=["emperor", 7, {"a": 1}, "analyst"]))[0].roles == {Role.ANALYST}
    assert TOKENS.read(_signed(roles=None))[0].roles == frozenset()


@pytest.mark.parametrize(
    ("name", "roles", "options", "told"),
    [
        ("", [Role.ANALYST], {}, "--as"),
        ("a\nb", [Role.ANALYST], {}, "--as"),
        ("A", [], {}, "--role"),
        ("A", [Role.PROGRAM], {}, "--scope"),
        ("A", [Role.ANALYST], {"scopes": ["load-extracts"]}, "nobody else"),
        ("A", [Role.PROGRAM], {"scopes": ["everything"]}, "load-extracts"),
        ("A", [Role.PROGRAM], {"scopes": ["erase"]}, "No program may"),
        ("A", [Role.SPOT_CHECKER], {}, "--sample"),
        ("A", [Role.SPOT_CHECKER, Role.ANALYST], {"sample": "2013-07-31"}, "no other role"),
        ("A", [Role.SPOT_CHECKER], {"sample": "2013-07-31", "days": SPOT_CHECK_DAYS_MAX + 1}, "1 to 31 days"),
        ("A", [Role.ANALYST], {"days": 10_000}, "1 to 366 days"),
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(name: str, roles: Any, options: dict[str, Any], told: str) -> None:
    with pytest.raises(TokenNotMade, match=told):
        TOKENS.make(name, "small", roles, **{"days": 1} | options)


# ---- the key -----------------------------------------------------------------------------------------------------


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Any) -> None:
    made = token_keys({}, tmp_path)[-1]
    assert token_keys({}, tmp_path)[-1].kid == made.kid
    assert (tmp_path / "keys/tokens.pem").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["tokens.pem"]


def test_the_key_comes_from_the_environment_or_a_file(tmp_path: Any) -> None:
    pem = KEY.as_pem(private=True).decode()
    (tmp_path / "key").write_text(pem)
    assert token_keys({"OUTCOMES_TOKEN_KEY": pem}, tmp_path)[-1].kid == KEY.kid
    assert token_keys({"OUTCOMES_TOKEN_KEY_FILE": str(tmp_path / "key")}, tmp_path)[-1].kid == KEY.kid


def test_with_the_public_half_tokens_are_checked_and_not_made(tmp_path: Any) -> None:
    checking = LocalTokens(token_keys({"OUTCOMES_TOKEN_KEY": KEY.as_pem(private=False).decode()}, tmp_path))
    assert checking.read(GOOD)[0].name == "A. Reviewer"
    with pytest.raises(TokenNotMade, match="public half"):
        checking.make("A", "small", [Role.ANALYST], days=1)


@pytest.mark.parametrize("text", ["nothing", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
def test_a_key_that_is_none_is_told_without_it(tmp_path: Any, text: str) -> None:
    with pytest.raises(TokenKeyUnusable, match="openssl genpkey") as refused:
        token_keys({"OUTCOMES_TOKEN_KEY": text}, tmp_path)
    assert text not in str(refused.value)
    with pytest.raises(TokenKeyUnusable, match="is not at"):
        token_keys({"OUTCOMES_TOKEN_KEY_FILE": str(tmp_path / "none")}, tmp_path)
