"""The application: its routes, and what lives as long as it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from threading import Event

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer

from api.access.opening import opened_door
from api.access.owner import owner_tokens
from api.deliveries.taking_up import Loading
from api.http.correlating import Correlating
from api.http.description import DESCRIPTION, describe
from api.http.guard import Answering, TokenNeeded
from api.http.problems import tell_problems
from api.http.projecting import projecting_beside
from api.http.settings import Settings, refuse_nation_not_served
from api.http.v1.commands import COMMANDS
from api.http.v1.questions import QUESTIONS
from api.pages.frame.beside import Beside
from api.pages.frame.mounting import put_pages_beside
from api.places import opened_database
from api.watching.observing import observe
from api.watching.spans import NOT_OF_FASTAPI

ADDRESS = "/v1"
_RESOURCES = (*QUESTIONS, *COMMANDS)


def create_app(settings: Settings) -> FastAPI:
    """The ledgers are opened when the app starts; why it could not be is then in `app.state.failed`."""
    app = FastAPI(
        title="Outcomes ledger",
        version="0.1.0",
        description=DESCRIPTION,
        lifespan=_lifespan,
        openapi_url=f"{ADDRESS}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=NOT_OF_FASTAPI,
        dependencies=[Depends(HTTPBearer(auto_error=False, description="A token; see `outcomes token`."))],
    )
    app.state.settings, app.state.failed = settings, None
    app.state.news, app.state.looks, app.state.kept, app.state.stopping = {}, {}, {}, Event()
    app.state.beside = Beside()
    for resource in _RESOURCES:
        app.include_router(resource.router, prefix=ADDRESS)
    describe(app, ADDRESS, [resource.router for resource in _RESOURCES])
    tell_problems(app)
    app.add_middleware(TokenNeeded)
    app.add_middleware(Answering)
    put_pages_beside(app)
    observe(app)
    app.add_middleware(Correlating)
    return app


def _keep_up(app: FastAPI, open_things: ExitStack, ledger: str) -> None:
    """Has the tables of one more ledger kept up with its log, and what was sent to it loaded, until the app stops."""
    opened = app.state.door.ledger_named(ledger)
    app.state.loading.take_up(opened)
    if app.state.settings.projects:
        open_things.enter_context(projecting_beside(opened))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    with ExitStack() as open_things:
        open_things.callback(app.state.spans.end)
        open_things.callback(app.state.beside.stop)
        try:
            database = open_things.enter_context(opened_database(settings.place))
            app.state.door = door = opened_door(
                database, settings.place.data_folder, settings.place.ledger, settings.nation)
            refuse_nation_not_served(settings.nation, door.ledger_names())
            app.state.owner_tokens = owner_tokens(app.state.door, settings.place.data_folder)
            app.state.loading = Loading(settings.place)
            open_things.callback(app.state.loading.stop)
            app.state.keep_up = partial(_keep_up, app, open_things)
            for name in app.state.door.ledger_names():
                app.state.keep_up(name)
        except Exception as error:
            app.state.failed = error
            raise
        yield
