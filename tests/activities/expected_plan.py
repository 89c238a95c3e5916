"""The model that a machine holds plans against."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mend.activities.plans_models import PlanState


@dataclass
class Model:
    """A plan as it ought to be. Offers are kept as (who, moments, minutes)."""

    state: PlanState
    offers: list[tuple[int, list[datetime], int]]
    surprise_by: int | None = None
    revealed: bool = False
    starts_at: datetime | None = None
    agreed_until: datetime | None = None  # the end of the time both said yes to last
    ended_by: int | None = None
    has_stitch: bool = False

    @property
    def author(self) -> int:
        """Whose the offer that counts is."""
        return self.offers[-1][0]

    def at(self, now: datetime) -> PlanState:
        """What the clock has made of it."""
        _, moments, minutes = self.offers[-1]
        if self.state is PlanState.OFFERED and moments[-1] <= now:
            return PlanState.FADED
        if (
            self.state is PlanState.PLANNED
            and self.starts_at
            and self.starts_at + timedelta(minutes=minutes) <= now
        ):
            return PlanState.OVER
        return self.state

    def taken_back_at(self, now: datetime) -> PlanState:
        """What taking its offer back makes of it: who still counts on a time is told that it is off."""
        return PlanState.CANCELLED if self.agreed_until and self.agreed_until > now else PlanState.TAKEN_BACK

    def hides_from(self, who: int) -> bool:
        """Whether its words are kept from this one."""
        return self.surprise_by not in (None, who) and not self.revealed
