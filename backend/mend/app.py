"""The application, put together. Nobody imports this but the command line and the tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
import sqlalchemy as sa
from fastapi import FastAPI

from mend.accounts import routes as accounts_routes
from mend.database import create_engine
from mend.secret import load_or_create_secret
from mend.settings import Settings
from mend.web import assets, problems
from mend.web.guards import Guards


def create_app(settings: Settings, engine: sa.Engine | None = None) -> FastAPI:
    """Mend with `settings`, on `engine` or the one the settings name."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        yield

    app = FastAPI(title="Mend", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.state.engine = engine or create_engine(settings.database)
    app.state.secret = load_or_create_secret(settings.data_dir / "secret")
    app.add_middleware(Guards, origin=settings.origin)
    problems.add_handlers(app)
    app.include_router(assets.router)
    app.include_router(accounts_routes.router)
    return app
