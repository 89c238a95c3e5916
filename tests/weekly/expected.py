"""What ought to be true of weekly us after any deeds of the two: a model without a database."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mend.weekly.lines import MOST_BROUGHT
from mend.weekly.models import AN_HOUR, LineKind, Stance, Step

STEPS = tuple(Step)


@dataclass
class Line:
    """A line that was brought in."""

    kind: LineKind
    by: int
    at: datetime
    wanted_at: datetime | None = None
    dropped: bool = False


@dataclass
class Hour:
    """One meeting."""

    began: datetime
    step: int = 0
    left: set[int] = field(default_factory=set)
    closed_at: datetime | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def was_held(self) -> bool:
        return self.step > 0 or self.closed_at is not None

    @property
    def over_at(self) -> datetime:
        return self.closed_at or self.began + AN_HOUR

    def runs(self, now: datetime) -> bool:
        return now < self.over_at

    def wanted(self, kind: LineKind) -> bool:
        return any(line.wanted_at for line in self.lines if line.kind is kind)

    def has_room(self, kind: LineKind) -> bool:
        return sum(line.kind is kind for line in self.lines) < MOST_BROUGHT

    def time_for_a_talk(self, now: datetime) -> bool:
        return self.began + AN_HOUR - now >= timedelta(minutes=10)


@dataclass
class Model:
    """The ritual, its meetings, and when each prepared."""

    times: list[tuple[int, int, int]] = field(default_factory=list)  # by whom, weekday, hour
    stances: dict[int, Stance] = field(default_factory=dict)
    hours: list[Hour] = field(default_factory=list)
    prepared_at: dict[int, datetime] = field(default_factory=dict)

    @property
    def is_on(self) -> bool:
        return all(self.stances.get(who) is Stance.JOINED for who in (0, 1))

    def running(self, now: datetime) -> Hour | None:
        return self.hours[-1] if self.hours and self.hours[-1].runs(now) else None

    def prepared(self, who: int, now: datetime) -> bool:
        saved = self.prepared_at.get(who)
        if saved is None:
            return False
        return not any(hour.was_held and saved < hour.over_at <= now for hour in self.hours)
