"""How the server is set."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from api.errors import OpenDoor
from api.places import Place
from ledger.errors import LedgerUnknown

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Settings:
    """Serves the one ledger that `place` names, or else every ledger of its database."""

    place: Place
    projects: bool = True
    """Whether the projection runner works in this process too."""
    may_create_ledgers: bool = False
    """Whether an administrator of one ledger may create others over HTTP, and so learn which names are taken."""
    nation: str | None = None
    """The ledger whose national readers are told the totals of all ledgers, and so which authorities have one."""


PROXIES_VARIABLE = "OUTCOMES_TRUSTED_PROXIES"
"""Addresses of the proxies that end TLS before the server; forwarded headers are believed from these alone."""


def trusted_proxies(environment: Mapping[str, str] = os.environ) -> list[str]:
    return environment.get(PROXIES_VARIABLE, "").replace(",", " ").split()


def refuse_open_door(host: str, environment: Mapping[str, str] = os.environ) -> None:
    """Tokens must not go over a network in clear. Raises `OpenDoor`."""
    if _is_loopback(host) or trusted_proxies(environment):
        return
    raise OpenDoor(
        f"The server would listen on {host}, where tokens would go over the network in clear. Leave out --host, or put"
        f" a proxy that ends TLS before it and name the proxy's address by {PROXIES_VARIABLE}."
    )


def refuse_nation_not_served(nation: str | None, served: Collection[str]) -> None:
    """Raises `LedgerUnknown`."""
    if nation is not None and nation not in served:
        raise LedgerUnknown(f"There is no ledger named {nation!r} served here, whose national readers could be told"
                            f" the totals: make one with `outcomes create {nation}`.")  # fmt: skip


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
