"""The ways into the sample couple: a link for each partner, good for as long as this server runs.

Nobody knows the passwords of the two. The keys of the links are made anew at each start and kept nowhere, and
only `mend demo` has these routes at all.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, FastAPI, Request, Response

from mend.accounts.models import Person
from mend.accounts.routes import sign_in_here
from mend.database import SessionDep, unit_of_work
from mend.demo.house import Couple
from mend.errors import N_, NotFound
from mend.web.templates import page

router = APIRouter(include_in_schema=False)

DOOR = "/demo/{key}"


@dataclass(frozen=True)
class Door:
    """A link's path, and who it lets in."""

    name: str
    path: str


def open_doors(app: FastAPI, couple: Couple) -> list[Door]:
    """Give `app` its doors; returns the one of each partner."""
    keys = {secrets.token_urlsafe(16): person_id for person_id in couple.people}
    app.state.demo_keys = keys
    app.include_router(router)
    with unit_of_work(app.state.engine, writes=False) as session:
        return [
            Door(session.get_one(Person, person_id).name, DOOR.format(key=key))
            for key, person_id in keys.items()
        ]


def _whose(request: Request, key: str) -> UUID:
    keys: Mapping[str, UUID] = request.app.state.demo_keys
    if key not in keys:
        raise NotFound(N_("This way in is closed. Each start of the demo opens new ones."))
    return keys[key]


@router.get(DOOR)
def door(request: Request, key: str, session: SessionDep) -> Response:
    """Who one is about to be, and one button."""
    person = session.get_one(Person, _whose(request, key))
    return page(request, "demo/door.html", name=person.name, key=key)


@router.post(DOOR)
def go_in(request: Request, key: str, session: SessionDep) -> Response:
    """Sign this browser in as that partner."""
    return sign_in_here(request, session, _whose(request, key), "/")
