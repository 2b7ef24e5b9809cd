"""Local plans to lay over the shipped schemes."""

from __future__ import annotations

from domain.rules.reading import read_scheme
from domain.rules.scheme import Scheme
from ledger.rule_sets import texts_of

HEAD = """\
overlay: ours
title: Our local plan
version: 3
scheme: {scheme}
{since}
sources:
  our-plan:
    title: Our plan
"""

LOCAL = """\
criteria:
  local:
    label: our own criterion
    cite: {source: our-plan, paragraph: one, certainty: published}
    in force: {record: needs, category: [high-cost], of: a member}
"""

CITED = "source: our-plan, paragraph: one, certainty: published"


def plan(body: str, scheme: str = "troubled-families-2012", since: str | None = None) -> str:
    return HEAD.format(scheme=scheme, since=f"from: {since}" if since else "") + body


def under(text: str, scheme: str = "troubled-families-2012") -> Scheme:
    return read_scheme({**texts_of(scheme), "overlay.yaml": text}, {"overlay.yaml": "ours.yaml"})


def count_value(name: str, value: int, unit: str = "count", later: str = "") -> str:
    return f"""\
  {name}:
    means: whatever it means
    unit: {unit}
    values:
      - {{value: {value}, {CITED}}}
{later}"""
