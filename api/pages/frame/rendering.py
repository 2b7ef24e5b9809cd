"""Templates: what they can say, and how a page becomes an answer."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages.frame.assets import stylesheets
from api.pages.frame.navigation import sections_of
from api.pages.frame.visiting import Visit
from api.wording import words

_FILTERS = (
    "age", "asked", "capital", "day", "in_plain_words", "moment", "number", "percent_of", "plain_day", "pounds",
    "sentence", "short_day", "without",
)  # fmt: skip


def shown(visit: Visit, page: str, status: int = 200, /, **said: Any) -> HTMLResponse:
    """The page of that name, for somebody who has signed in."""
    return HTMLResponse(text_of(page, visit=visit, menu=sections_of(visit), **said), status)


def shown_to_anyone(page: str, status: int = 200, /, **said: Any) -> HTMLResponse:
    return HTMLResponse(text_of(page, visit=None, menu=(), **said), status)


def text_of(page: str, /, **said: Any) -> str:
    return _environment().get_template(f"{page}.html").render(**said)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("api.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, auto_reload=False)  # fmt: skip
    made.filters.update({name: getattr(words, name) for name in _FILTERS})
    made.globals.update(new_key=new_key, counted=words.counted, share=words.share, stylesheets=stylesheets())
    return made


def new_key() -> str:
    """For one form on one page."""
    return secrets.token_urlsafe(16)
