"""Two partners with calendars elsewhere, each deed in a transaction of its own."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from mend.busy.addresses import check_address
from mend.busy.calendars import add_calendar, calendars_of, look_again, remove_calendar
from mend.busy.looking import Looker
from mend.busy.models import BusyCalendar
from mend.busy.taken import imported_clashes, imported_times
from mend.couples.free import Stretch
from mend.couples.leaving import close_space
from mend.couples.membership import Member, member_of
from mend.database import unit_of_work
from mend.ids import new_id
from tests.busy.calendars import calendar, event
from tests.fakes.calendar_server import CalendarServer
from tests.fakes.push_server import Reply
from tests.patience import PATIENCE
from tests.signals.partners import THEN

FAR = timedelta(days=400)


def eventually(holds: Callable[[], object]) -> None:
    """Wait until it holds; AssertionError when it never does."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def taking(*starts_at: datetime, etag: str = "") -> Reply:
    """An answer: a calendar with an hour from each of these moments."""
    hours = [event(f"DTSTART:{start:%Y%m%dT%H%M%SZ}", "DURATION:PT1H") for start in starts_at]
    body = calendar(*(line for hour in hours for line in hour))
    return Reply(200, body=body, headers=(("ETag", etag),) if etag else ())


@dataclass(frozen=True)
class Owner:
    """One of the two."""

    engine: sa.Engine
    server: CalendarServer
    id: UUID
    secret: bytes = field(repr=False)

    def member(self, session: Session) -> Member:
        """As the verbs know them."""
        member = member_of(session, self.id)
        assert member is not None
        return member

    def add(self, url: str, *, at: datetime = THEN, label: str = "Work", busy_id: UUID | None = None) -> UUID:
        """Name a calendar."""
        with unit_of_work(self.engine) as session:
            return add_calendar(
                session,
                self.member(session),
                calendar_id=busy_id or new_id(),
                label=label,
                address=check_address(url, self.server.origin),
                secret=self.secret,
                now=at,
            ).id

    def remove(self, busy_id: UUID) -> None:
        """Remove one."""
        with unit_of_work(self.engine) as session:
            remove_calendar(session, self.member(session), busy_id)

    def again(self, busy_id: UUID, at: datetime) -> None:
        """Ask for another look."""
        with unit_of_work(self.engine) as session:
            look_again(session, self.member(session), busy_id, at)

    def close(self, at: datetime = THEN) -> None:
        """Step away."""
        with unit_of_work(self.engine) as session:
            close_space(session, self.member(session), at)

    def calendars(self) -> list[BusyCalendar]:
        """Their own, as they stand."""
        with unit_of_work(self.engine, writes=False) as session:
            return calendars_of(session, self.member(session))

    def times(self) -> list[Stretch]:
        """What is taken, of either of the two."""
        with unit_of_work(self.engine, writes=False) as session:
            return sorted(imported_times(session, self.member(session), THEN - FAR, THEN + FAR))

    def clashes(self) -> list[datetime]:
        """When something of their own begins."""
        with unit_of_work(self.engine, writes=False) as session:
            return [
                one.starts_at for one in imported_clashes(session, self.member(session), THEN, THEN + FAR)
            ]

    def looker(self, **options: Any) -> Looker:
        """Who looks, as the worker does."""
        return Looker(self.engine, self.secret, **{"test_origin": self.server.origin, **options})

    def look(self, **options: Any) -> int:
        """One round of looking; how many were looked at."""
        return asyncio.run(self.looker(**options).step())
