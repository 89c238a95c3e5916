"""The people of the tests, and the browsers they use."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Self
from uuid import UUID

from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from mend.accounts.browsers import sign_in
from mend.accounts.models import Person
from mend.accounts.passwords import hash_password
from mend.clock import now
from mend.couples.membership import link
from mend.database import unit_of_work
from mend.ids import new_id

PASSWORD = "seven quiet teapots at dusk"
LONG_AGO = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)


@dataclass(frozen=True)
class People:
    """Ids that hold in every copy of the database."""

    noa: UUID
    ilan: UUID
    mara: UUID
    teo: UUID
    sam: UUID


@cache
def _hashed() -> str:
    return hash_password(PASSWORD)


def add_person(session: Session, name: str, *, time_zone: str = "Europe/Berlin") -> Person:
    """Somebody with an account, `name`@example.org, and PASSWORD."""
    person = Person(
        id=new_id(),
        name=name,
        email=f"{name.casefold()}@example.org",
        password_hash=_hashed(),
        time_zone=time_zone,
        created_at=LONG_AGO,
    )
    session.add(person)
    session.flush()
    return person


def fill(session: Session) -> People:
    """Two couples and somebody alone."""
    noa, ilan, mara, teo, sam = (add_person(session, name) for name in ("Noa", "Ilan", "Mara", "Teo", "Sam"))
    link(session, noa.id, ilan.id, LONG_AGO)
    link(session, mara.id, teo.id, LONG_AGO)
    return People(noa.id, ilan.id, mara.id, teo.id, sam.id)


class Visitor(TestClient):
    """A browser: it says where its posts come from, and shows redirects instead of following them."""

    def __init__(self, app: FastAPI, portal: BlockingPortal | None = None) -> None:
        super().__init__(
            app,
            base_url="https://mend.test",
            follow_redirects=False,
            raise_server_exceptions=True,
            headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html", "Accept-Language": "en"},
        )
        self.mend = app
        self.portal = portal  # without one, each request starts an event loop and threads of its own

    def as_(self, person_id: UUID) -> Self:
        """Signed in as this person, without the slow password."""
        with unit_of_work(self.mend.state.engine) as session:
            token = sign_in(session, person_id, label="Test browser", now=now())
        self.cookies.set("__Host-mend", token)
        return self

    def post_form(self, path: str, **fields: Any) -> Any:
        """Post a form as a page of ours would."""
        return self.post(path, data={name: str(value) for name, value in fields.items()})
