"""Two who thank each other, each deed in a transaction of its own, at a moment the test names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from mend.database import unit_of_work
from mend.ids import new_id
from mend.notifications.answers import Accepted
from mend.notifications.claims import claim_due, settle
from mend.notifications.models import Notification
from mend.thanks.jar import Leaf, give_thanks, jar, latest_thanks_for, take_back
from mend.thanks.models import Arrival, Thanks
from mend.thanks.wishes import Wish, follow_travellers, make_wish
from tests.signals.partners import Partner


@dataclass(frozen=True)
class Giver(Partner):
    """One of the two."""

    def give(
        self, at: datetime, words: str = "Thank you for the soup.", *, id_: UUID | None = None
    ) -> Thanks:
        """Thank the other."""
        with unit_of_work(self.engine) as session:
            return give_thanks(
                session,
                self.member(session),
                thanks_id=id_ or new_id(),
                words=words,
                outbox=self.outbox,
                now=at,
            )

    def take_back(self, thanks: Thanks, at: datetime) -> None:
        """Take one back."""
        with unit_of_work(self.engine) as session:
            take_back(session, self.member(session), thanks.id, at)

    def choose(self, arrives: Arrival, at: datetime, digest_at: time = time(20, 0)) -> None:
        """Choose how thanks arrive."""
        with unit_of_work(self.engine) as session:
            make_wish(session, self.member(session), Wish(arrives, digest_at), at)

    def jar(self, before: UUID | None = None) -> Leaf:
        """Leaf through the jar."""
        with unit_of_work(self.engine, writes=False) as session:
            return jar(session, self.member(session), before)

    def latest(self, at: datetime) -> Thanks | None:
        """What home shows."""
        with unit_of_work(self.engine, writes=False) as session:
            return latest_thanks_for(session, self.member(session), at)


def waiting(engine: sa.Engine) -> Sequence[Notification]:
    """What is told of thanks and was neither handed out nor withdrawn."""
    with unit_of_work(engine, writes=False) as session:
        return session.exec(
            select(Notification)
            .where(
                col(Notification.about).startswith("thanks:"),
                col(Notification.handed_out_at).is_(None),
                col(Notification.withdrawn_at).is_(None),
            )
            .order_by(col(Notification.due_at))
        ).all()


def work(engine: sa.Engine, at: datetime) -> list[str]:
    """What a worker does at this moment; the titles of what leaves."""
    with unit_of_work(engine) as session:
        follow_travellers(session, at)
        claims = claim_due(session, at, 100)
        for claim in claims:
            settle(session, claim, Accepted(), at)
        return [claim.notification.title for claim in claims]
