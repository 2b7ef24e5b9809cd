"""A trail as plain text, for a terminal or a printer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from api.command_line.output import shown
from api.trails.material import Told
from api.trails.trail import Trail

WIDTH = 118


def as_text(trail: Trail) -> str:
    return "\n".join(_lines(trail)) + "\n"


def _lines(trail: Trail) -> Iterator[str]:
    title = f"Trail of claim {trail.claim}"
    yield from (title, "=" * len(title), "")
    width = max(len(name) for name, _ in trail.claim_facts)
    yield from (f"{name.ljust(width)}  {shown(said)}" for name, said in trail.claim_facts)
    for answer in trail.answers:
        yield from ("", f"{answer.number}. {answer.question} {answer.answer.capitalize()}.")
        yield from _details(answer.details)
        yield from _events(answer.events)
    yield from ("", "And since?")
    yield from _details(trail.afterwards)
    yield from _events(trail.afterwards_events)


def _details(details: Iterable[str]) -> Iterator[str]:
    for detail in details:
        yield from wrap(shown(detail), WIDTH, initial_indent="   ", subsequent_indent="     ")


def _events(events: Iterable[Told]) -> Iterator[str]:
    for event in events:
        source = f" [{event.source}]" if event.source else ""
        said = f"{event.position}  {event.recorded_at}  {event.by}: {event.sentence}{source}"
        yield from wrap(shown(said), WIDTH, initial_indent="   - ", subsequent_indent="     ")
