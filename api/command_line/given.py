"""What was written on the command line, before any command looks at it: no blanks, and the files that are named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from api.errors import OptionUnusable


def refuse_blanks(words: Sequence[str]) -> None:
    """A blank is what a shell makes of a variable that is not set. Raises `OptionUnusable`."""
    for place, word in enumerate(words):
        option, sign, value = word.partition("=")
        if word == "--":
            return
        if word.startswith("--") and sign and not value.strip():
            raise OptionUnusable(_nothing_after(option))
        if not word.strip():
            before = words[place - 1] if place else ""
            raise OptionUnusable(_nothing_after(before) if before.startswith("-") else "An empty word was given: "
                                 "write what it should be, or leave it out.")  # fmt: skip


def _nothing_after(option: str) -> str:
    return f"{option} says nothing: write what it should be, or leave it out."


def text_in(file: Path, encoding: str = "utf-8") -> str:
    """Raises `OptionUnusable` for a file that holds something else than text, and as the system does."""
    try:
        return file.read_text(encoding)
    except UnicodeDecodeError:
        raise OptionUnusable(f"{file} holds no text: it is another file, or was damaged or saved otherwise.") from None


def named_in(words: Sequence[str], file: object) -> str | None:
    """The word that names the file, or beside whose file it lies while that one is being made."""
    path = Path(str(file)).absolute()
    for word in words:
        said = word.partition("=")[2] if word.startswith("-") else word
        named = Path(said).absolute()
        if said and (named == path or (named.parent == path.parent and named.name in path.name)):
            return said
    return None
