"""How a command ends: its exit code, and one line for people where it could not be done."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from typer import Abort
from typer.exceptions import TyperException

DONE = 0
DONE_WITH_REJECTS = 1
NOTHING_DONE = 2
INTERRUPTED = 130
OUTPUT_CLOSED = 141
"""What a shell says of a command whose output was closed by its reader (128 and SIGPIPE)."""

DEBUG_VARIABLE = "OUTCOMES_DEBUG"


def run(arguments: Sequence[str] | None) -> int:
    """Never raises but for a fault in here. Nothing but one line goes to stderr for an error, unless in debugging."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    _have_outputs()
    _speak_utf8()
    if not _is_somewhere():
        print("outcomes: The folder that you are in is not there any more: change to another.", file=sys.stderr)
        return NOTHING_DONE
    try:
        return _done(given)
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else NOTHING_DONE
    except BaseException as error:  # the last place where anything can be said about it
        return _told(error, given)


def _done(given: list[str]) -> int:
    from api.command_line.app import OutputClosed, program

    try:
        ended = program(given)(given or ["--help"], prog_name="outcomes", standalone_mode=False)
        sys.stdout.flush()
    except (OutputClosed, BrokenPipeError):
        _discard_output()
        return OUTPUT_CLOSED
    return ended if isinstance(ended, int) else DONE


def _told(error: BaseException, given: list[str]) -> int:
    if os.environ.get(DEBUG_VARIABLE) == "1":
        traceback.print_exception(error)
    with suppress(OSError):
        print(f"outcomes: {_line(error, given)}", file=sys.stderr)
    if isinstance(error, OSError):
        _discard_output()
    return NOTHING_DONE


def _line(error: BaseException, given: list[str]) -> str:
    if isinstance(error, Abort):
        return "ended before it was done."
    if isinstance(error, TyperException):
        return _usage_line(error)
    try:
        from api.command_line.given import named_in
        from api.known_errors import kind_of, message_of
    except Exception:  # the error may be that a library is missing
        return _unexpected_line(error, given)
    if kind_of(error) is not None:
        return message_of(error)
    if isinstance(error, OSError) and (named := named_in(given, error.filename)):
        return f"{named} cannot be used ({error.strerror}): check the path, or name another file."
    return _unexpected_line(error, given)


def _usage_line(error: TyperException) -> str:
    """Of several lines, as for a value that is none of the choices, one is made."""
    said = " ".join(error.format_message().replace("Value error, ", "").split()).rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "outcomes"
    return f"{said}{'' if said.endswith('?') else '.'} `{command} --help` says what can be written."


def _unexpected_line(error: BaseException, given: list[str]) -> str:
    log = _write_log(error, given)
    where = f"Where it happened is in {log}" if log else "The log could not be written"
    return (
        f"the program failed with {type(error).__name__}. {where}; set {DEBUG_VARIABLE}=1 to see it all."
        " What was recorded before stays recorded."
    )


def _write_log(error: BaseException, given: list[str]) -> Path | None:
    """Where in the program it happened; never the message or a value, which may be personal."""
    from api.places import place_from

    place = place_from(_data_dir_in(given))
    folder = place.data_folder if place.data_folder.is_dir() else Path.cwd()
    log = folder / place.log.name
    try:
        from api.command_line.app import command_in
        from api.logs import frames_of, line_of

        where = {"command": command_in(given), "error": type(error).__name__, "frames": frames_of(error)}
        said = line_of("a command failed", level="error", **where)
    except Exception:  # as when a library is missing
        return None
    try:
        with open(os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a", encoding="utf-8") as stream:
            stream.write(f"{said}\n")
    except OSError:
        return None
    return log


def _data_dir_in(given: list[str]) -> Path | None:
    for place, word in enumerate(given):
        if word == "--data-dir" and place + 1 < len(given):
            return Path(given[place + 1])
        if word.startswith("--data-dir="):
            return Path(word.partition("=")[2])
    return None


def _is_somewhere() -> bool:
    """Every path is looked for from the folder that one is in, and it may have been taken away meanwhile."""
    try:
        os.getcwd()
    except OSError:
        return False
    return True


def _have_outputs() -> None:
    """Started with an output closed, as by `>&-`, Python has none; and a file opened next would be taken for it."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as we run


def _speak_utf8() -> None:
    """Names of people and files are shown whatever the locale says; a terminal shows what it can."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            if stream.isatty():
                stream.reconfigure(errors="replace")  # type: ignore[union-attr]
            else:
                stream.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]


def _discard_output() -> None:
    """So that Python does not fail once more when it flushes what nobody reads."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
