"""A couple that a machine plays: its clock, its database, and what holds whatever the two do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, run_state_machine_as_test
from sqlmodel import Session, col, select

from mend.accounts.models import Person
from mend.couples.membership import Member, member_of
from mend.couples.models import Couple
from mend.database import open_session
from mend.errors import DomainError
from mend.live.models import CoupleEvent
from mend.notifications.handing_out import hand_out_due
from mend.notifications.models import Delivery, DeliveryState, Notification
from mend.notifications.outbox import Outbox
from tests.databases import SqliteTemplate, Template
from tests.people import People
from tests.signals.partners import THEN, add_device

Deed = tuple[str, dict[str, Any]]
WHO = st.sampled_from([0, 1])
TIMES = st.sampled_from([1, 1, 2])  # a second tap by a shaking hand
WHICH = st.sampled_from([-1, -1, -1, -1, -2, 0])  # mostly what is newest; now and then something long past
ROUNDS = 2
WORKS = {"delivers": st.booleans()}


def deeds(**of: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Deed]:
    """One of these deeds with its arguments; the first, what usually comes next, more often than any other.

    One rule for all of them: Hypothesis leaves out about half of the rules of a machine in each run, and then
    the long ways through a pause are hardly ever gone.
    """
    names = list(of)
    often = [names[0]] * (len(names) // 3)
    drawn = {name: st.tuples(st.just(name), st.fixed_dictionaries(given)) for name, given in of.items()}
    return st.sampled_from(often + names[1:]).flatmap(drawn.__getitem__)


class PlayedCouple(RuleBasedStateMachine):
    """Both partners of one couple; each rule of a machine is one deed of one of them."""

    # Set by the test: the database and who is in it.
    template: Template
    folder: Path
    outbox: Outbox

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session: Session = open_session(self._copy.__enter__(), writes=True)
        people: People = self.template.people
        self.ids = (people.noa, people.ilan)
        self.now = THEN
        self.told: dict[str, tuple[int, datetime]] = {}  # dedupe key → recipient, end
        self.changes = 0  # announced to open pages: one for each deed that changed something
        found = [member_of(self.session, person_id) for person_id in self.ids]
        self._members = [member for member in found if member is not None]
        self.couple_id = self._members[0].couple_id
        for person_id in self.ids:
            add_device(self.session, person_id, "phone")

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    def do(self, deed: Deed) -> None:
        """Do a deed that was drawn: the method of that name, with these arguments."""
        name, given = deed
        getattr(self, name)(**given)

    def member(self, who: int) -> Member:
        """One of the two, in a session that remembers nothing else: the next deed is another request."""
        for row in list(self.session):
            if not isinstance(row, Person):
                self.session.expire(row)
        return self._members[who]

    def tell(self, key: str, recipient: int, ends: datetime) -> None:
        assert key not in self.told, "the model itself would tell twice"
        self.told[key] = (recipient, ends)

    def ask_caller(self, pause_id: object, caller: int, returns_at: datetime) -> None:
        second, remind = int(returns_at.timestamp()), returns_at + timedelta(minutes=5)
        self.tell(f"prompt:{pause_id}:{second}", caller, remind)
        self.tell(f"reminder:{pause_id}:{second}", caller, remind + timedelta(minutes=30))

    @contextmanager
    def refusing(self, kind: type[DomainError] | None) -> Iterator[None]:
        """The deed must be refused like this and change nothing, or not be refused."""
        if kind is None:
            yield
            return
        before = self.sent()
        with pytest.raises(kind) as refused:
            yield
        assert type(refused.value) is kind
        assert refused.value.sentence
        # Everything else is held against the model, which does not move on.
        assert self.sent() == before

    def sent(self) -> list[Any]:
        """What has become of everything that was told."""
        self.session.flush()
        told = select(Notification.id, Notification.handed_out_at, Notification.withdrawn_at)
        left = select(Delivery.id, Delivery.state)
        return [*self.session.exec(told.order_by(col(Notification.id))), *self.session.exec(left)]

    # ── what time and the worker do

    def the_worker_works(self, *, delivers: bool) -> None:
        hand_out_due(self.session, self.now)
        self.session.flush()
        if not delivers:
            return
        for delivery in self.session.exec(select(Delivery).where(Delivery.state == DeliveryState.QUEUED)):
            delivery.state = DeliveryState.ACCEPTED
        self.session.flush()

    # ── what always holds

    @invariant()
    def everything_is_told_exactly_once_and_to_the_right_one(self) -> None:
        rows = self.session.execute(
            sa.select(
                col(Notification.dedupe_key),
                col(Notification.recipient_id),
                col(Notification.due_at),
                col(Notification.handed_out_at),
                col(Notification.expires_at),
            )
        ).all()
        assert sorted(row.dedupe_key for row in rows) == sorted(self.told)
        handed = self.session.exec(select(Delivery.notification_id)).all()
        assert len(handed) == len(set(handed))  # one phone each
        for row in rows:
            recipient, ends = self.told[row.dedupe_key]
            assert (row.recipient_id, row.expires_at) == (self.ids[recipient], ends)
            assert row.handed_out_at is None or row.due_at <= row.handed_out_at < ends

    @invariant()
    def every_change_is_announced_once_and_numbered_without_a_gap(self) -> None:
        numbers = self.session.exec(select(CoupleEvent.number).order_by(col(CoupleEvent.number))).all()
        last = self.session.exec(select(Couple.last_event).where(Couple.id == self.couple_id)).one()
        assert last == self.changes
        assert list(numbers) == list(range(last - len(numbers) + 1, last + 1))


def play(kind: type[PlayedCouple], template: Template, folder: Path, outbox: Outbox) -> None:
    """Let the machine play: rounds of ten games, each of up to 25 deeds.

    After ten games Hypothesis would vary those it had instead of playing new ones. On PostgreSQL everything
    takes longer: one round.
    """
    machine = type("Machine", (kind,), {"template": template, "folder": folder, "outbox": outbox})
    for _ in range(ROUNDS if isinstance(template, SqliteTemplate) else 1):
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            machine,
            settings=settings(
                max_examples=10,
                stateful_step_count=25,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
