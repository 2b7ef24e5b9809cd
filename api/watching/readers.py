"""Who may read the metrics: this machine alone, unless a setting names networks, or nobody."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

from api.errors import OptionUnusable

READERS_VARIABLE = "OUTCOMES_METRICS_READERS"
_LOOPBACK = ("127.0.0.0/8", "::1/128")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@dataclass(frozen=True, slots=True)
class Readers:
    """`direct` refuses what came by way of a proxy: on this machine it would pass for this machine's own."""

    networks: tuple[IPv4Network | IPv6Network, ...]
    direct: bool

    def let_in(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        if self.direct and any(name in headers for name in _FORWARDED):
            return False
        try:
            address = ip_address((scope.get("client") or ("", 0))[0])
        except ValueError:
            return False
        return any(address in network for network in self.networks)


def readers(environment: Mapping[str, str] = os.environ) -> Readers:
    """Raises `OptionUnusable`."""
    said = environment.get(READERS_VARIABLE) or "loopback"
    if said == "nobody":
        return Readers((), direct=True)
    if said == "loopback":
        return Readers(tuple(map(ip_network, _LOOPBACK)), direct=True)
    try:
        return Readers(tuple(ip_network(one.strip()) for one in said.split(",")), direct=False)
    except ValueError:
        raise OptionUnusable(
            f"{READERS_VARIABLE} is loopback, nobody, or networks such as 10.0.0.0/8,fd00::/8; not {said!r}."
        ) from None
