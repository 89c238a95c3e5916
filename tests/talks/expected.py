"""The model that a machine holds talks against."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mend.talks.diary import GRACE, OPENS_BEFORE, PASSES_AFTER
from mend.talks.models import TalkState, Wish


@dataclass
class Model:
    """A talk as it ought to be. Offers are kept as (who, moments, minutes); readiness as who → wish."""

    state: TalkState
    offers: list[tuple[int, list[datetime], int]]
    starts_at: datetime | None = None
    began_at: datetime | None = None
    wishes: dict[int, Wish | None] = field(default_factory=dict)
    was_booked: bool = False
    moved_from: datetime | None = None  # the time both had said yes to before
    ended_by: int | None = None

    @property
    def author(self) -> int:
        return self.offers[-1][0]

    def at(self, now: datetime) -> TalkState:
        """What the clock has made of it."""
        if self.state is TalkState.BOOKED and self.starts_at and self.starts_at + PASSES_AFTER <= now:
            return TalkState.PASSED_BY
        if self.state is TalkState.UNDER_WAY and self.began_at:
            over = self.began_at + timedelta(minutes=self.offers[-1][2]) + GRACE
            return TalkState.HELD if over <= now else TalkState.UNDER_WAY
        return self.state

    def is_open(self, now: datetime) -> bool:
        return (
            self.at(now) is TalkState.BOOKED
            and self.starts_at is not None
            and self.starts_at - OPENS_BEFORE <= now
        )
