"""YAML with line numbers, read without guessing: every scalar is text until a reader asks for something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import NoReturn

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


LONGEST_NUMBER = 9
DEEPEST = 50
PARTS_MAX = 100_000
"""Parts that are pointed to count each time. The largest of the shipped files has some 2,300, at most 9 deep."""


class SchemeError(Exception):
    """A scheme's file says something that cannot be understood; the message names file, line, key and the remedy."""


@dataclass(frozen=True, slots=True)
class Node:
    """A place in a file. `key` is the path of keys that leads to it."""

    file: str
    key: str
    node: yaml.Node

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    def refuse(self, problem: str) -> NoReturn:
        raise SchemeError(f"{self.file}, line {self.line}, {self.key or 'top'}: {problem}")

    # ---- scalars ---------------------------------------------------------------------------------------------

    def text(self) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or not str(self.node.value).strip():
            self.refuse("write a text here")
        return " ".join(str(self.node.value).split())

    def is_blank(self) -> bool:
        return isinstance(self.node, yaml.ScalarNode) and not str(self.node.value).strip()

    def number(self) -> int:
        text = self.text()
        if not is_digits(text):
            self.refuse(f"{text!r} is no whole number; write digits alone")
        if len(text) > LONGEST_NUMBER:
            self.refuse(f"{text[:12]!r}... is too large; write a number of at most {LONGEST_NUMBER} digits")
        return int(text)

    def day(self) -> date:
        text = self.text()
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.isoformat() != text:
            self.refuse(f"{text!r} is no date; write it as 2012-09-03")
        return found

    def yes_or_no(self) -> bool:
        return self.one_of(("yes", "no")) == "yes"

    def one_of(self, allowed: Sequence[str]) -> str:
        text = self.text()
        if text not in allowed:
            close = get_close_matches(text, allowed, 1)
            hint = f"did you mean {close[0]!r}?" if close else f"write one of: {', '.join(allowed)}"
            self.refuse(f"{text!r} is not known here; {hint}")
        return text

    # ---- collections -----------------------------------------------------------------------------------------

    def items(self) -> list[Node]:
        if not isinstance(self.node, yaml.SequenceNode):
            self.refuse("write a list here, each entry after a dash or within [ ]")
        return [Node(self.file, f"{self.key}[{index}]", item) for index, item in enumerate(self.node.value, 1)]

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def each_once(self, allowed: Sequence[str] = ()) -> list[str]:
        """A list of texts with at least one, none twice, and where there are `allowed` ones of these alone."""
        found: list[str] = []
        for item in self.some_items():
            text = item.one_of(allowed) if allowed else item.text()
            if text in found:
                item.refuse(f"{text!r} stands in this list before; keep one of the two")
            found.append(text)
        return found

    def some_items(self) -> list[Node]:
        """The entries of a list that is not empty."""
        return self.items() or self.refuse("the list is empty; give at least one entry")

    def entries(self) -> dict[str, Node]:
        """The mapping's entries; a key given twice is an error."""
        if not isinstance(self.node, yaml.MappingNode):
            self.refuse("write a mapping here, a key and a value on each line")
        found: dict[str, Node] = {}
        for key, value in self.node.value:
            if not isinstance(key, yaml.ScalarNode):
                Node(self.file, self.key, key).refuse("a key is one plain text; write it before a colon")
            name = str(key.value)
            place = Node(self.file, f"{self.key}.{name}" if self.key else name, value)
            if name in found:
                Node(self.file, place.key, key).refuse("this key was given before; keep one of the two")
            found[name] = place
        return found

    def fields(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, Node]:
        """The entries when all required keys are there and no other than the optional ones."""
        found = self.entries()
        for name, place in found.items():
            if name not in required and name not in optional:
                close = get_close_matches(name, [*required, *optional], 1)
                hint = f"did you mean {close[0]!r}?" if close else f"allowed are: {', '.join([*required, *optional])}"
                place.refuse(f"unknown key; {hint}")
        for name in required:
            if name not in found:
                self.refuse(f"the key {name!r} is missing; add it")
        return found


def is_digits(text: str) -> bool:
    """0 to 9 alone: no other script's digits, no sign, no blank."""
    return text.isascii() and text.isdigit()


def parse(file: str, text: str) -> Node:
    try:
        _refuse_depth(file, text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SchemeError(f"{file}, line {line}: this is not YAML ({error.problem}); compare its neighbours") from None
    except yaml.YAMLError as error:
        raise SchemeError(f"{file}: this is not YAML ({' '.join(str(error).split())}); save it as plain text") from None
    if node is None:
        raise SchemeError(f"{file}, line 1: the file is empty")
    _count(Node(file, "", node), frozenset(), 0)
    return Node(file, "", node)


def _refuse_depth(file: str, text: str) -> None:
    """Before anything is made of it: composing goes down by recursion, and a deep text would end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise SchemeError(f"{file}, line {line}: this is nested more than {DEEPEST} deep; write it out flat")


def _count(place: Node, around: frozenset[int], parts: int) -> int:
    """YAML lets a part point to others, and so contain itself, or others many times over; nothing read here may."""
    parts += 1
    if id(place.node) in around:
        place.refuse("this part contains itself; write it out instead of pointing to it")
    if parts > PARTS_MAX:
        place.refuse(f"with what is pointed to, there are more than {PARTS_MAX:,} parts up to here; split the file")
    if isinstance(place.node, yaml.ScalarNode):
        return parts
    entries = place.node.value
    for under in [value for _, value in entries] if isinstance(place.node, yaml.MappingNode) else entries:
        parts = _count(Node(place.file, place.key, under), around | {id(place.node)}, parts)
    return parts
