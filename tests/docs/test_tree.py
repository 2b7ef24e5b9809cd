"""The tree in CONTRIBUTING names every folder of every room, and none that is not there."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from tests.docs.examples import PROJECT

ROOMS = ("domain", "ledger", "intake", "projections", "api")


def named() -> dict[str, set[str]]:
    """By room, what stands indented below it."""
    found: dict[str, set[str]] = {}
    room = ""
    for line in re.findall(r"^ {4}.+$", (PROJECT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE):
        folders = re.match(r" +((?:\w+/ ?)*)", line)
        assert folders is not None
        for folder in folders[1].replace("/", "").split():
            if line.startswith("     "):
                found[room].add(folder)
            else:
                room = folder
                found[room] = set()
    return found


def folders_in(room: str) -> set[str]:
    files = ((PROJECT / room).rglob(f"*.{ending}") for ending in ("py", "sql", "yaml"))
    return {path.relative_to(PROJECT / room).parts[0] for path in chain(*files) if path.parent != PROJECT / room}


@pytest.mark.parametrize("room", ROOMS)
def test_every_folder_of_a_room_is_named(room: str) -> None:
    assert named()[room] == folders_in(room)


def test_what_is_named_is_there() -> None:
    assert set(ROOMS) < set(named())
    assert all((PROJECT / name).is_dir() for name in named())
