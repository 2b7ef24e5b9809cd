"""The pages as an application of their own beside the API's, in one process, sharing what `app.state` holds."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from api.pages import described, schemes, sign_in
from api.pages.audit import access_log, audit, checkpoints, recheck, spot_check
from api.pages.casework import after_the_claim, caseloads, districts, referrals, reviews, what_works, work
from api.pages.claims import at_risk, claim, claim_acts, claims, proposal, returns, round_return
from api.pages.england import national
from api.pages.families import changed, families, family
from api.pages.frame import assets
from api.pages.frame.answering import Showing, tell_mistakes
from api.pages.frame.sessions import EndedSessions
from api.pages.frame.sign_in_codes import SignInCodes
from api.pages.loading import correcting, delivery, extract, extracts
from api.pages.matching import links, proposed, queue, record
from api.pages.money import actions, forecast, money, money_acts, savings, unit_costs
from api.pages.programme import home
from api.watching.spans import NOT_OF_FASTAPI

PAGES = (
    home,
    families, family, changed,
    work, referrals, reviews, caseloads, what_works, after_the_claim, districts,
    claims, claim, claim_acts, returns, proposal, round_return, at_risk,
    extracts, delivery, extract, correcting,
    queue, record, links, proposed,
    money, money_acts, forecast, unit_costs, savings, actions,
    national,
    audit, recheck, access_log, checkpoints, spot_check,
    schemes, described, sign_in,
)  # fmt: skip
"""Every page. A new one is a module in its part's folder with a `router`, and a line here."""


_OF_THE_API = ("/v1/", "/health/", "/metrics")
"""Told first, so that a request to the API pays nothing for the pages."""


def put_pages_beside(app: FastAPI) -> None:
    pages = FastAPI(openapi_url=None, redirect_slashes=False, telemetry=NOT_OF_FASTAPI)
    pages.state = app.state
    app.state.description = app.openapi
    app.state.sign_in_codes = SignInCodes()
    app.state.ended_sessions = EndedSessions()
    pages.include_router(assets.router)
    for page in PAGES:
        pages.include_router(page.router)
    tell_mistakes(pages)
    pages.add_middleware(Showing)
    app.add_middleware(PagesBeside, pages=pages)


class PagesBeside:
    """Addresses of pages go to the pages, and those that nobody knows if a browser asks; all others to the API."""

    def __init__(self, app: ASGIApp, pages: FastAPI) -> None:
        self._app = app
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._is_for_pages(scope):
            await self._pages(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def _is_for_pages(self, scope: Scope) -> bool:
        if scope["path"].startswith(_OF_THE_API):
            return False
        if any(route.matches(scope)[0] is not Match.NONE for route in self._pages.routes):
            return True
        return "text/html" in Headers(scope=scope).get("accept", "")
