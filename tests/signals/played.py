"""A couple that a machine plays: its clock, its database, and what holds whatever the two do."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import Session, SQLModel, col, select

from mend.couples.membership import Member, member_of
from mend.database import open_session
from mend.errors import DomainError
from mend.live.models import CoupleEvent
from mend.notifications.handing_out import hand_out_due
from mend.notifications.models import Delivery, DeliveryState, Notification
from mend.notifications.outbox import Outbox
from mend.signals.models import Pause, PauseCall, PauseDelay, PracticalNote, WaitingNote
from mend.signals.return_models import Return, ReturnReady, ReturnWish, ReturnWords, Turn
from tests.databases import SqliteTemplate, Template
from tests.people import People
from tests.signals.partners import THEN, add_device

TABLES: Sequence[type[SQLModel]] = (
    Pause,
    PauseCall,
    PauseDelay,
    PracticalNote,
    WaitingNote,
    Return,
    ReturnReady,
    ReturnWords,
    ReturnWish,
    Turn,
    Notification,
    Delivery,
    CoupleEvent,
)


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
        for person_id in self.ids:
            add_device(self.session, person_id, "phone")

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    def member(self, who: int) -> Member:
        self.session.expire_all()
        member = member_of(self.session, self.ids[who])
        assert member is not None
        return member

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
        before = self.everything()
        with pytest.raises(kind) as refused:
            yield
        assert type(refused.value) is kind
        assert refused.value.sentence
        assert self.everything() == before

    def everything(self) -> list[Any]:
        """Every row a signal can touch."""
        self.session.flush()
        self.session.expire_all()
        # Core rows, not objects: nothing the session remembers may hide a change.
        return [
            sorted(map(tuple, self.session.execute(select(*table.__table__.columns)).all()), key=repr)  # type: ignore[attr-defined]
            for table in TABLES
        ]

    # ── what time and the worker do

    @rule()
    def the_worker_works(self) -> None:
        hand_out_due(self.session, self.now)
        self.session.flush()

    @rule()
    def the_worker_delivers(self) -> None:
        hand_out_due(self.session, self.now)
        for delivery in self.session.exec(select(Delivery).where(Delivery.state == DeliveryState.QUEUED)):
            delivery.state = DeliveryState.ACCEPTED
        self.session.flush()

    # ── what always holds

    @invariant()
    def everything_is_told_exactly_once_and_to_the_right_one(self) -> None:
        rows = self.session.exec(select(Notification)).all()
        assert sorted(row.dedupe_key for row in rows) == sorted(self.told)
        for row in rows:
            recipient, ends = self.told[row.dedupe_key]
            assert (row.recipient_id, row.expires_at) == (self.ids[recipient], ends)
            deliveries = self.session.exec(select(Delivery).where(Delivery.notification_id == row.id)).all()
            assert len(deliveries) <= 1  # one phone each
            assert row.handed_out_at is None or row.due_at <= row.handed_out_at < ends

    @invariant()
    def every_change_is_announced_once_and_numbered_without_a_gap(self) -> None:
        numbers = self.session.exec(select(CoupleEvent.number).order_by(col(CoupleEvent.number))).all()
        last = self.member(0).last_event
        assert last == self.changes
        assert list(numbers) == list(range(last - len(numbers) + 1, last + 1))


def play(kind: type[PlayedCouple], template: Template, folder: Path, outbox: Outbox) -> None:
    """Let the machine play, on SQLite more often than on PostgreSQL, where a copy takes longer."""
    machine = type("Machine", (kind,), {"template": template, "folder": folder, "outbox": outbox})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=18 if isinstance(template, SqliteTemplate) else 8,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
