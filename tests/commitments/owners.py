"""Two who own what they missed, and answer to it, each deed in a transaction of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import select

from mend.commitments.amends import Letter, answer_amends, find_letter, own_miss
from mend.commitments.amends_home import Waiting, waiting_amends
from mend.commitments.amends_models import Amends, AmendsAnswer, AmendsReply
from mend.commitments.entry_models import FollowThrough, Outcome
from mend.commitments.offers import accept_wording, decline_wording, take_back_wording
from mend.commitments.shelf import Promise, find_promise
from mend.commitments.wordings import Terms
from mend.database import unit_of_work
from mend.ids import new_id
from mend.rhythms.rhythm import daily
from tests.commitments.keepers import DAY, EVENING, TODAY, Keeper

DID = "I left at nine and did not text."
LANDED = "You sat with the soup.\nYou may have felt forgotten."
WILL = "At six I’ll text before I open anything else."
CHECK_IN = TODAY + 14 * DAY
PLAN = Terms(WILL, "", daily(TODAY), CHECK_IN)


@dataclass(frozen=True)
class Owner(Keeper):
    """One of the two."""

    def miss(self, at: datetime = EVENING, *, line: str = "") -> FollowThrough:
        """A promise of one's own, and today's miss of it."""
        return self.enter(self.promise(), Outcome.MISSED, at, line=line)

    def own(
        self,
        entry: FollowThrough,
        at: datetime = EVENING,
        *,
        amends_id: UUID | None = None,
        did: str = DID,
        landed: str = LANDED,
        plan: Terms = PLAN,
    ) -> Amends:
        """Own it, in three parts."""
        with unit_of_work(self.engine) as session:
            return own_miss(
                session,
                self.member(session),
                amends_id=amends_id or new_id(),
                entry_id=entry.id,
                did=did,
                landed=landed,
                plan=plan,
                outbox=self.outbox,
                now=at,
            )

    def reply(
        self, entry: FollowThrough, reply: AmendsReply, words: str = "", at: datetime = EVENING
    ) -> AmendsAnswer:
        """Say something to it."""
        with unit_of_work(self.engine) as session:
            member = self.member(session)
            return answer_amends(session, member, entry.id, reply, words, outbox=self.outbox, now=at)

    def letter(self, entry: FollowThrough) -> Letter:
        """What was sent for this miss, as this person reads it."""
        with unit_of_work(self.engine, writes=False) as session:
            return find_letter(session, self.member(session), entry.id)

    def waiting(self, at: datetime = EVENING) -> Sequence[Waiting]:
        """What home shows of it."""
        with unit_of_work(self.engine, writes=False) as session:
            return waiting_amends(session, self.member(session), at)

    def accept_plan(self, amends: Amends, at: datetime = EVENING) -> None:
        """Sounds right."""
        with unit_of_work(self.engine) as session:
            member, outbox = self.member(session), self.outbox
            accept_wording(session, member, amends.plan_id, seen=1, outbox=outbox, now=at)

    def decline_plan(self, amends: Amends, at: datetime = EVENING) -> None:
        """No, thanks."""
        with unit_of_work(self.engine) as session:
            decline_wording(session, self.member(session), amends.plan_id, seen=1, now=at)

    def take_plan_back(self, amends: Amends, at: datetime = EVENING) -> None:
        """Take back what was offered."""
        with unit_of_work(self.engine) as session:
            take_back_wording(session, self.member(session), amends.plan_id, seen=1, now=at)

    def finds(self, promise_id: UUID) -> Promise:
        """A promise as the database has it now."""
        with unit_of_work(self.engine, writes=False) as session:
            return find_promise(session, self.member(session), promise_id)


def all_amends(engine: sa.Engine) -> Sequence[Amends]:
    """Every row there is."""
    with unit_of_work(engine, writes=False) as session:
        return session.exec(select(Amends)).all()
