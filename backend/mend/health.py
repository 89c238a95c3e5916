"""Whether Mend is alive, and whether it can do its work: for those who run it and their machines."""

from pathlib import Path

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import select

from mend import schema
from mend.clock import now
from mend.database import unit_of_work
from mend.notifications.models import Heartbeat
from mend.notifications.worker import BEAT_EVERY, NAME

router = APIRouter(include_in_schema=False)

LONGEST_SILENCE = 3 * BEAT_EVERY


@router.get("/livez")
def alive() -> JSONResponse:
    """The process answers."""
    return JSONResponse({"alive": True})


@router.get("/readyz")
def ready(request: Request) -> JSONResponse:
    """Database, migrations and worker, each with what is wrong; 503 until all are right."""
    wrong = what_is_wrong(request.app.state.engine, request.app.state.settings.migrations_dir)
    return JSONResponse({"ready": not wrong, "wrong": wrong}, 503 if wrong else 200)


def what_is_wrong(engine: sa.Engine, migrations: Path) -> list[str]:
    """A sentence for each thing that keeps Mend from its work; empty when it is ready."""
    try:
        if not schema.is_current(engine, migrations):
            return ["The database is not at this version's tables: run `mend migrate`."]
        with unit_of_work(engine, writes=False) as session:
            beat = session.exec(select(Heartbeat.at).where(Heartbeat.name == NAME)).first()
    except SQLAlchemyError as error:
        return [f"The database does not answer ({type(error).__name__})."]
    if beat is None:
        return ["No worker has started yet: nothing is delivered."]
    silent = now() - beat
    if silent > LONGEST_SILENCE:
        return [
            f"The worker has been silent for {int(silent.total_seconds())} seconds: nothing is delivered."
        ]
    return []
