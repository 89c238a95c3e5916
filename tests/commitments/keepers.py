"""Two who keep promises, each deed in a transaction of its own, at a moment the test names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from mend.cloth.models import Stitch
from mend.commitments.entries import enter, go_on, share_entry, withdraw_entry
from mend.commitments.entry_models import FollowThrough, Outcome, WayOn
from mend.commitments.followed import Followed, followed
from mend.commitments.models import Turn
from mend.commitments.offers import accept_wording, offer_promise, suggest_wording
from mend.commitments.reminder_messages import KIND
from mend.commitments.reminder_plan import plan_reminders
from mend.commitments.reminders import set_reminder
from mend.commitments.shelf import Promise, find_promise
from mend.commitments.today import Today, promises_for_today
from mend.commitments.turns import take_turn_with
from mend.commitments.wordings import Terms
from mend.database import unit_of_work
from mend.ids import new_id
from mend.notifications.answers import Accepted
from mend.notifications.claims import claim_due, settle
from mend.notifications.models import Notification
from mend.rhythms.rhythm import Rhythm, daily
from tests.signals.partners import Partner

# A Wednesday, 20:20 in Berlin.
EVENING = datetime(2026, 11, 25, 19, 20, tzinfo=UTC)
TODAY = date(2026, 11, 25)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
# When the promises of the tests were agreed on: ten weeks before.
AGREED = EVENING - 70 * DAY
WORDS = "When I leave work, I’ll text an honest time."


@dataclass(frozen=True)
class Keeper(Partner):
    """One of the two."""

    other: UUID

    @property
    def partner(self) -> "Keeper":
        """The other of the two."""
        return Keeper(self.engine, self.outbox, self.other, self.id)

    def promise(
        self,
        at: datetime = AGREED,
        rhythm: Rhythm | None = None,
        words: str = WORDS,
        *,
        ours: bool = False,
        agreed: bool = True,
    ) -> UUID:
        """Offer a promise of one's own (or one of both) which the other says yes to.

        Both in one transaction, so that no worker finds an offer to tell of in between.
        """
        commitment_id = new_id()
        terms = Terms(words, "", rhythm or daily(at.date()))
        with unit_of_work(self.engine) as session:
            offer_promise(
                session,
                self.member(session),
                commitment_id=commitment_id,
                owner_id=None if ours else self.id,
                terms=terms,
                outbox=self.outbox,
                now=at,
            )
            if agreed:
                other, outbox = self.partner.member(session), self.outbox
                accept_wording(session, other, commitment_id, seen=1, outbox=outbox, now=at)
        return commitment_id

    def reword(self, commitment_id: UUID, at: datetime, rhythm: Rhythm, words: str = WORDS) -> None:
        """Agree on other words."""
        with unit_of_work(self.engine) as session:
            member, other, outbox = self.member(session), self.partner.member(session), self.outbox
            seen = find_promise(session, member, commitment_id).wording.number
            terms = Terms(words, "", rhythm)
            suggest_wording(session, member, commitment_id, seen=seen, terms=terms, outbox=outbox, now=at)
            accept_wording(session, other, commitment_id, seen=seen + 1, outbox=outbox, now=at)

    def turn(self, commitment_id: UUID, turn: Turn, at: datetime) -> None:
        """Let it rest, take it up, finish it, let it go."""
        with unit_of_work(self.engine) as session:
            take_turn_with(session, self.member(session), commitment_id, turn, now=at)

    def enter(
        self,
        commitment_id: UUID,
        outcome: Outcome = Outcome.KEPT,
        at: datetime = EVENING,
        on: date = TODAY,
        *,
        entry_id: UUID | None = None,
        moved_to: date | None = None,
        line: str = "",
        tapped_at: datetime | None = None,
    ) -> FollowThrough:
        """Say how a day went; the tap is now unless `tapped_at` says otherwise."""
        with unit_of_work(self.engine) as session:
            return enter(
                session,
                self.member(session),
                entry_id=entry_id or new_id(),
                commitment_id=commitment_id,
                occasion_on=on,
                outcome=outcome,
                moved_to=moved_to,
                line=line,
                tapped_at=tapped_at or at,
                now=at,
            )

    def take_back(self, entry: FollowThrough, at: datetime = EVENING) -> None:
        """Withdraw a word of one's own."""
        with unit_of_work(self.engine) as session:
            withdraw_entry(session, self.member(session), entry.id, now=at)

    def share(self, entry: FollowThrough, at: datetime = EVENING) -> None:
        """Let the other see it."""
        with unit_of_work(self.engine) as session:
            share_entry(session, self.member(session), entry.id, now=at)

    def go_on(self, entry: FollowThrough, way: WayOn, at: datetime = EVENING) -> FollowThrough:
        """Go on from a miss."""
        with unit_of_work(self.engine) as session:
            return go_on(session, self.member(session), entry.id, way, now=at)

    def remind(self, commitment_id: UUID, clock: time | None, at: datetime = EVENING) -> None:
        """Choose the hour of the reminder, or none."""
        with unit_of_work(self.engine) as session:
            set_reminder(session, self.member(session), commitment_id, clock, outbox=self.outbox, now=at)

    def today(self, at: datetime = EVENING) -> Today:
        """What home shows."""
        with unit_of_work(self.engine, writes=False) as session:
            return promises_for_today(session, self.member(session), at)

    def followed(self, commitment_id: UUID, at: datetime = EVENING, before: date | None = None) -> Followed:
        """What the promise's page shows."""
        with unit_of_work(self.engine, writes=False) as session:
            member = self.member(session)
            promise: Promise = find_promise(session, member, commitment_id)
            return followed(session, member, promise, at, before)

    def seen(self, commitment_id: UUID, at: datetime = EVENING) -> list[tuple[date, str]]:
        """Days and outcomes of the promise as this person sees them."""
        return [(one.occasion_on, one.outcome.value) for one in self.followed(commitment_id, at).entries]


def entries(engine: sa.Engine) -> Sequence[FollowThrough]:
    """Every entry there is, in the order of their taps."""
    with unit_of_work(engine, writes=False) as session:
        return session.exec(
            select(FollowThrough).order_by(col(FollowThrough.tapped_at), col(FollowThrough.id))
        ).all()


def stitches(engine: sa.Engine) -> int:
    """How many are sewn."""
    with unit_of_work(engine, writes=False) as session:
        return len(session.exec(select(Stitch)).all())


def reminders(engine: sa.Engine) -> Sequence[Notification]:
    """Reminders that wait for their time."""
    with unit_of_work(engine, writes=False) as session:
        return session.exec(
            select(Notification)
            .where(
                Notification.kind == KIND,
                col(Notification.handed_out_at).is_(None),
                col(Notification.withdrawn_at).is_(None),
            )
            .order_by(col(Notification.due_at))
        ).all()


def work(keeper: Partner, at: datetime) -> list[str]:
    """What a worker does around this moment, its chore before and after; the titles of reminders sent."""
    with unit_of_work(keeper.engine) as session:
        plan_reminders(session, keeper.outbox, at - MINUTE)
        claims = claim_due(session, at, 100)
        for claim in claims:
            settle(session, claim, Accepted(), at)
        plan_reminders(session, keeper.outbox, at)
        return [claim.notification.title for claim in claims if claim.notification.kind == KIND]
