"""Two partners who do things, each deed in a transaction of its own, at a moment the test names."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from mend.accounts.models import Person, SignedInBrowser
from mend.agreements.versions import Wording, accept, propose
from mend.couples.membership import Member, member_of
from mend.database import unit_of_work
from mend.ids import new_id
from mend.notifications.handing_out import hand_out_due
from mend.notifications.models import Delivery, DeliveryState, Device, Notification
from mend.notifications.outbox import Outbox
from mend.signals.delays import put_off_return
from mend.signals.history import keep
from mend.signals.models import Delay, Pause, PauseCall, Practical, PracticalNote, Rehearsal, WaitingNote
from mend.signals.notes import send_note, write_for_later
from mend.signals.pauses import Called, answer_pause, call_pause, come_back
from mend.signals.rehearsals import start_rehearsal
from mend.signals.return_card import begin_turn, say_heard, write_words
from mend.signals.return_models import Return, ReturnEnding, ReturnWords, Step, Turn
from mend.signals.return_routes import WORDS_ON_A_TURN
from mend.signals.returns import say_ready, wish_ending
from mend.signals.states import TurnMove

# 20:20 in Berlin.
THEN = datetime(2026, 11, 20, 19, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BACK = THEN + 20 * MINUTE  # when a pause of twenty minutes ends


@dataclass(frozen=True)
class Partner:
    """One of the two."""

    engine: sa.Engine
    outbox: Outbox
    id: UUID

    def member(self, session: Session) -> Member:
        """As the verbs know them."""
        member = member_of(session, self.id)
        assert member is not None
        return member

    def call(
        self, at: datetime, *, call_id: UUID | None = None, minutes: int | None = 20, waited: float = 0
    ) -> Called:
        """Press the button; `waited` in seconds."""
        with unit_of_work(self.engine) as session:
            return call_pause(
                session,
                self.member(session),
                call_id=call_id or new_id(),
                minutes=minutes,
                waited=timedelta(seconds=waited),
                outbox=self.outbox,
                now=at,
            )

    def answer(self, pause: Pause, at: datetime, *, on: UUID | None = None) -> Pause:
        """Say OK, on the device `on`."""
        with unit_of_work(self.engine) as session:
            return answer_pause(
                session, self.member(session), pause.id, from_device=on, outbox=self.outbox, now=at
            )

    def note(self, pause: Pause, practical: Practical, at: datetime) -> PracticalNote:
        """Say something practical."""
        with unit_of_work(self.engine) as session:
            return send_note(session, self.member(session), pause.id, practical, outbox=self.outbox, now=at)

    def come_back(self, pause: Pause, at: datetime) -> Pause:
        """Be back."""
        with unit_of_work(self.engine) as session:
            return come_back(session, self.member(session), pause.id, outbox=self.outbox, now=at)

    def delay(self, pause: Pause, until: datetime, at: datetime, how: Delay = Delay.MORE_TIME) -> Pause:
        """Name a later time."""
        with unit_of_work(self.engine) as session:
            return put_off_return(
                session, self.member(session), pause.id, until=until, delay=how, outbox=self.outbox, now=at
            )

    def write_for_later(
        self, pause: Pause, words: str, at: datetime, *, note_id: UUID | None = None
    ) -> WaitingNote:
        """Write something down for the return."""
        with unit_of_work(self.engine) as session:
            return write_for_later(
                session, self.member(session), pause.id, note_id=note_id or new_id(), words=words, now=at
            )

    def be_ready(self, pause: Pause, at: datetime) -> Return:
        """Say so."""
        with unit_of_work(self.engine) as session:
            return say_ready(session, self.member(session), pause.id, outbox=self.outbox, now=at)

    def wish(self, pause: Pause, wish: ReturnEnding, at: datetime) -> Return:
        """Say how it should end."""
        with unit_of_work(self.engine) as session:
            return wish_ending(session, self.member(session), pause.id, wish, now=at)

    def write(
        self, pause: Pause, step: Step, words: str, at: datetime, *, occasion: str = "", need: str = ""
    ) -> ReturnWords:
        """Write one step of the card."""
        with unit_of_work(self.engine) as session:
            member = self.member(session)
            return write_words(
                session, member, pause.id, step, words=words, occasion=occasion, need=need, now=at
            )

    def begin_turn(self, pause: Pause, speaker: "Partner", at: datetime) -> Turn:
        """Let `speaker` speak."""
        with unit_of_work(self.engine) as session:
            return begin_turn(session, self.member(session), pause.id, speaker.id, at)

    def say(self, pause: Pause, move: TurnMove, speaker: "Partner", at: datetime, heard: str = "") -> Turn:
        """A word on the turn of `speaker`."""
        with unit_of_work(self.engine) as session:
            member = self.member(session)
            if move is TurnMove.HEARD:
                return say_heard(session, member, pause.id, speaker.id, heard or "You were tired", at)
            return WORDS_ON_A_TURN[move](session, member, pause.id, speaker.id, at)

    def keep(self, pause: Pause, at: datetime) -> None:
        """Want to keep it."""
        with unit_of_work(self.engine) as session:
            keep(session, self.member(session), pause.id, at)

    def rehearse(self, at: datetime) -> Rehearsal:
        """Try it."""
        with unit_of_work(self.engine) as session:
            return start_rehearsal(session, self.member(session), outbox=self.outbox, now=at)

    def add_device(self, label: str = "Chrome, Android") -> UUID:
        """Register a phone."""
        with unit_of_work(self.engine) as session:
            return add_device(session, self.id, label)

    def travel(self, zone: str) -> None:
        """Be in another time zone."""
        with unit_of_work(self.engine) as session:
            session.get_one(Person, self.id).time_zone = zone

    def agree(self, other: "Partner", wording: Wording, at: datetime) -> None:
        """Agree on a wording with the other."""
        with unit_of_work(self.engine) as session:
            version = propose(session, self.member(session), wording, instead_of=None, now=at)
        with unit_of_work(self.engine) as session:
            accept(session, other.member(session), version, at)


def add_device(session: Session, person_id: UUID, label: str, browser_id: UUID | None = None) -> UUID:
    """A device of a person, in a browser of its own or in that one."""
    if browser_id is None:
        browser = SignedInBrowser(
            id=new_id(),
            person_id=person_id,
            token_hash=new_id().bytes,
            label=label,
            signed_in_at=THEN,
            last_used_at=THEN,
            expires_at=THEN + timedelta(days=100),
        )
        session.add(browser)
        session.flush()
        browser_id = browser.id
    device = Device(
        id=new_id(),
        person_id=person_id,
        browser_id=browser_id,
        endpoint=f"https://push.example.org/{new_id()}",
        p256dh="",
        auth="",
        server_key="",
        label=label,
        registered_at=THEN,
        confirmed_at=THEN,
    )
    session.add(device)
    session.flush()
    return device.id


@dataclass(frozen=True)
class Told:
    """One notification, and the state it has on each device it goes to."""

    row: Notification
    states: dict[UUID | None, str]


def told(engine: sa.Engine, *, waiting: bool = False) -> list[Told]:
    """Everything anybody was told, in order; in no order what was told in the very same moment.

    What only waits for its time has been told to nobody yet, and counts only when `waiting`.
    """
    with unit_of_work(engine, writes=False) as session:
        rows = session.exec(
            select(Notification)
            .where(sa.true() if waiting else col(Notification.handed_out_at).is_not(None))
            .order_by(col(Notification.told_at), col(Notification.id))
        ).all()
        return [
            Told(
                row,
                {
                    delivery.device_id: str(delivery.state.value)
                    for delivery in session.exec(
                        select(Delivery).where(Delivery.notification_id == row.id).order_by(col(Delivery.id))
                    )
                },
            )
            for row in rows
        ]


def ahead(engine: sa.Engine) -> list[Notification]:
    """What waits for its time and nobody took back, the first to fall due first."""
    with unit_of_work(engine, writes=False) as session:
        return list(
            session.exec(
                select(Notification)
                .where(col(Notification.handed_out_at).is_(None), col(Notification.withdrawn_at).is_(None))
                .order_by(col(Notification.due_at))
            )
        )


def work(engine: sa.Engine, at: datetime) -> None:
    """The worker hands out what is due."""
    with unit_of_work(engine) as session:
        hand_out_due(session, at)


def everything(engine: sa.Engine) -> dict[str, list[Any]]:
    """Every row of every table."""
    with unit_of_work(engine, writes=False) as session:
        return {
            table: sorted(session.execute(sa.text(f"SELECT * FROM {table}")).all(), key=repr)
            for table in sa.inspect(engine).get_table_names()
        }


def pauses(engine: sa.Engine) -> list[Pause]:
    """Every pause there is, the oldest first."""
    with unit_of_work(engine, writes=False) as session:
        return list(session.exec(select(Pause).order_by(col(Pause.called_at), col(Pause.id))))


def calls(engine: sa.Engine) -> list[PauseCall]:
    """Every press of the button."""
    with unit_of_work(engine, writes=False) as session:
        return list(session.exec(select(PauseCall).order_by(col(PauseCall.called_at))))


def deliver(engine: sa.Engine, state: DeliveryState) -> None:
    """Bring every delivery there is to `state`."""
    with unit_of_work(engine) as session:
        session.exec(update(Delivery).values(state=state, shown_at=THEN, accepted_at=THEN))
