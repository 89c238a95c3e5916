"""The models that machines hold pauses and returns against; they know nothing of the code's own tables."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from mend.signals.models import Ending, Practical
from mend.signals.return_models import ReturnEnding, Step

A_DAY = timedelta(hours=24)


@dataclass
class Expected:
    """A pause as it ought to be."""

    caller: int
    called_at: datetime
    returns_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    ended_as: Ending | None = None
    notes: list[tuple[int, Practical, datetime]] = field(default_factory=list)  # who, what, when
    for_later: dict[UUID, tuple[int, str]] = field(default_factory=dict)
    delays: list[tuple[datetime, datetime, datetime]] = field(default_factory=list)  # from, to, asked at


@dataclass
class ExpectedTurn:
    """A turn as it ought to be."""

    speaker: int
    ends_at: datetime
    heard: str | None = None
    heard_at: datetime | None = None
    not_quite_at: datetime | None = None
    understood_at: datetime | None = None
    skipped_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        """Whether the other may have their turn."""
        return self.understood_at is not None or self.skipped_at is not None


@dataclass
class ExpectedReturn:
    """A return as it ought to be."""

    caller: int
    began_at: datetime
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    ended_as: ReturnEnding | None = None
    ready: dict[int, datetime] = field(default_factory=dict)
    wishes: dict[int, ReturnEnding] = field(default_factory=dict)
    words: dict[tuple[int, Step], str] = field(default_factory=dict)
    turns: list[ExpectedTurn] = field(default_factory=list)

    def is_over(self, now: datetime) -> bool:
        """Whether nothing more is said in it."""
        return self.ended_at is not None or now >= self.began_at + A_DAY

    def end(self, ending: ReturnEnding, now: datetime) -> None:
        """It is over."""
        self.ended_at, self.ended_as = now, ending
