"""What the program says of itself, one JSON object a line: never of whom.

A line has only the fields that are named here, so that a family, a person, a token or an address of either has nowhere
to stand; whatever else is handed in is left out. Of an error it says the kind and the place in the program, never the
message, which may quote a row. What other libraries say is kept as their own words without the values put into them.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TextIO, get_args

import orjson
import structlog

from api.errors import OptionUnusable

LEVEL_VARIABLE = "OUTCOMES_LOG_LEVEL"
FORMAT_VARIABLE = "OUTCOMES_LOG_FORMAT"

Level = Literal["debug", "info", "warning", "error"]
Form = Literal["json", "text"]

FIELDS = frozenset(
    {
        "at", "level", "event", "logger", "correlation_id", "ledger", "error", "frames", "command", "method", "route",
        "status", "seconds", "position", "version", "events", "address",
    }
)  # fmt: skip
_RANDOM = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}|[0-9A-HJKMNP-TV-Z]{26}")
_OUR_ROOMS = ("api", "domain", "intake", "ledger", "projections")


@dataclass(frozen=True, slots=True)
class LogSettings:
    level: Level = "info"
    form: Form = "json"


def log_settings(environment: Mapping[str, str] = os.environ) -> LogSettings:
    """Raises `OptionUnusable`."""
    level = environment.get(LEVEL_VARIABLE) or "info"
    form = environment.get(FORMAT_VARIABLE) or "json"
    for variable, value, known in ((LEVEL_VARIABLE, level, get_args(Level)), (FORMAT_VARIABLE, form, get_args(Form))):
        if value not in known:
            raise OptionUnusable(f"{variable} is one of {', '.join(known)}, not {value!r}.")
    return LogSettings(level, form)  # type: ignore[arg-type]


def log_to(stream: TextIO, settings: LogSettings) -> None:
    """Everything that is logged in this process from now on goes to the stream."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(settings.form))
    logging.basicConfig(level=settings.level.upper(), handlers=[handler], force=True)


def line_of(event: str, **fields: Any) -> str:
    """One line, for a log that is no stream of this process."""
    said = _leave_out(None, "", _when(None, "", {"event": event, **fields}))
    return str(structlog.processors.JSONRenderer()(None, "", said))


def frames_of(error: BaseException) -> list[str]:
    """Where in the program it happened: file, line and function, without a value."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]


@dataclass(frozen=True, slots=True)
class RequestAnswered:
    """Most of the log. All of its fields are named here, so that no processor need look for what must be left out."""

    correlation_id: str | None
    method: str
    route: str
    status: int
    seconds: float

    def log(self, name: str) -> None:
        """As said by the module of that name."""
        logger = logging.getLogger(name)
        if logger.isEnabledFor(logging.INFO):
            logger.handle(logging.LogRecord(name, logging.INFO, "", 0, self, None, None))

    def said(self, record: logging.LogRecord) -> dict[str, Any]:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="microseconds").removesuffix("+00:00")
        return {
            "at": f"{at}Z", "level": "info", "event": "request answered", "correlation_id": self.correlation_id,
            "logger": record.name, "method": self.method, "route": self.route, "seconds": round(self.seconds, 6),
            "status": self.status,
        }  # fmt: skip


def loggable_id(correlation_id: str | None) -> str | None:
    """Clients choose these ids: one in no form of a random number might name anyone, and is not written down."""
    if correlation_id is None or _RANDOM.fullmatch(correlation_id):
        return correlation_id
    return "neither UUID nor ULID"


class _Lines(structlog.stdlib.ProcessorFormatter):
    def __init__(self, last: Any, **how: Any) -> None:
        super().__init__(**how)
        self._last = last

    def format(self, record: logging.LogRecord) -> str:
        if isinstance(record.msg, RequestAnswered):
            return str(self._last(record, "info", record.msg.said(record)))
        return super().format(record)


def _formatter(form: Form) -> logging.Formatter:
    json, text = structlog.processors.JSONRenderer(_as_text), structlog.dev.ConsoleRenderer(colors=False)
    last = json if form == "json" else text
    return _Lines(
        last,
        pass_foreign_args=True,
        foreign_pre_chain=[structlog.contextvars.merge_contextvars, _of_library, _of_error],
        processors=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            _when,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _leave_out,
            last,
        ],
    )


def _as_text(said: Any, default: Any) -> str:
    return orjson.dumps(said, default).decode()


def _of_library(logger: Any, method: str, said: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Our own rooms write whole sentences; of others only the words that stand in their code are kept."""
    record = said.get("_record")
    if isinstance(record, logging.LogRecord) and record.name.partition(".")[0] not in _OUR_ROOMS:
        said["event"] = str(record.msg) if said.get("positional_args") else "said by a library"
    return said


def _of_error(logger: Any, method: str, said: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    raised = said.pop("exc_info", None)
    raised = sys.exc_info()[1] if raised is True else raised[1] if isinstance(raised, tuple) else raised
    if isinstance(raised, BaseException):
        said["error"], said["frames"] = type(raised).__name__, frames_of(raised)
    return said


def _when(logger: Any, method: str, said: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    stamped: MutableMapping[str, Any] = structlog.processors.TimeStamper(fmt="iso", utc=True, key="at")(None, "", said)
    return stamped


def _leave_out(logger: Any, method: str, said: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: said[name] for name in ("at", "level", "event", *sorted(said)) if name in FIELDS and name in said}



# What is logged before `log_to`, as in a program that embeds this one, goes the ways of `logging`.
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.contextvars.merge_contextvars,
        _of_error,
        _leave_out,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
)
