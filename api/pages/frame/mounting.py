"""The pages as an application within the application: whatever is not the API's address is theirs."""

from __future__ import annotations

from fastapi import FastAPI

from api.pages import home, sign_in
from api.pages.frame import assets
from api.pages.frame.answering import Showing, tell_mistakes

PAGES = (home, sign_in)
"""Every page. A new one is a module in `api/pages` with a `router`, and a line here."""


def pages_within(app: FastAPI) -> FastAPI:
    """Shares what `app.state` holds."""
    pages = FastAPI(openapi_url=None, redirect_slashes=False)
    pages.state = app.state
    pages.include_router(assets.router)
    for page in PAGES:
        pages.include_router(page.router)
    tell_mistakes(pages)
    pages.add_middleware(Showing)
    return pages
