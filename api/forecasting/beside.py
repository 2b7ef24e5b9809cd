"""The authority's share of the target claimed, beside the published figures of others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from api.forecasting.published import Figure, published
from ledger.ledger import Ledger
from projections.queries.asking import scheme_as_known
from projections.queries.glance import glance

OURS = "ours"
BESIDE_COLUMNS = ("area", "kind", "as of", "claimed", "funded", "target", "share", "source")


def beside_others(
    ledger: Ledger, scheme: str, day: date, known: int | None, added: Path | None = None
) -> list[Figure]:
    """Our own first, from the claims on record on the day. Raises `OptionUnusable` for a file that cannot be read."""
    authority = ledger.authority(known)
    turned = glance(ledger, scheme_as_known(ledger, scheme, known), [day], known).days[-1].turned_around
    name = authority.name or ledger.name
    own = Figure(name, OURS, day.isoformat(), turned, None, authority.target, "claims on record")
    return [own, *published(added)]


def share_said(one: Figure) -> str | None:
    return None if one.share_percent is None else f"{one.share_percent:.1f}%"


def cells_beside(one: Figure) -> tuple[object, ...]:
    """As `BESIDE_COLUMNS`."""
    return (one.area, one.kind, one.as_of, one.claimed, one.funded, one.target, share_said(one), one.source)
