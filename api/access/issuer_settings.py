"""What is said about the authority's own sign-in service (OpenID Connect): the file that OUTCOMES_ISSUER_FILE names."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

from api.access.errors import IssuerUnusable
from api.access.roles import Role

FILE_VARIABLE = "OUTCOMES_ISSUER_FILE"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""All that a token may ever be signed by: public keys only, so that nobody's public key serves as a secret."""
LEEWAY_SECONDS_MAX = 300


def _guarded(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname or "")):
        return address
    raise ValueError("write an address that begins with https://")


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


Address = Annotated[str, AfterValidator(_guarded)]


class ClaimNames(BaseModel):
    """Under which names the issuer's tokens say what we need."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "sub"
    roles: str = "roles"
    ledger: str = "ledger"
    scopes: str = "scope"
    sample: str = "sample"


class IssuerSettings(BaseModel):
    """`keys` is where the issuer's keys are; by default it is asked for them (OpenID Connect Discovery).

    `roles` maps the issuer's words (such as groups) to ours, `ledgers` its names of authorities to ledgers; without
    them the words must be ours. `ledger` is for an issuer whose people all belong to one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: Address
    audience: str = Field(min_length=1)
    keys: Address | None = None
    algorithms: tuple[str, ...] = ("RS256", "ES256")
    leeway_seconds: int = Field(default=60, ge=0, le=LEEWAY_SECONDS_MAX)
    claims: ClaimNames = ClaimNames()
    roles: dict[str, Role] | None = None
    ledgers: dict[str, str] | None = None
    ledger: str | None = None

    @field_validator("algorithms")
    @classmethod
    def _safe(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if not names or set(names) - set(ALGORITHMS):
            raise ValueError(f"use some of {', '.join(ALGORITHMS)}")
        return names


def issuer_settings(environment: Mapping[str, str]) -> IssuerSettings | None:
    """None where there is no issuer but this installation. Raises `IssuerUnusable`."""
    named = environment.get(FILE_VARIABLE)
    if not named:
        return None
    try:
        return IssuerSettings.model_validate(yaml.safe_load(Path(named).read_text("utf-8")))
    except OSError as error:
        raise IssuerUnusable(f"{named}, which {FILE_VARIABLE} names, cannot be read ({error.strerror}).") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise IssuerUnusable(f"{named}, which {FILE_VARIABLE} names, is no YAML.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise IssuerUnusable(f"{named}: {where}: {first['msg'].removeprefix('Value error, ')}.") from None
