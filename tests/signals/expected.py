"""The model that a machine holds the pause against."""

from dataclasses import dataclass, field
from datetime import datetime

from mend.signals.models import Ending, Practical


@dataclass
class Expected:
    """A pause as it ought to be."""

    caller: int
    returns_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    ended_as: Ending | None = None
    notes: set[tuple[int, Practical]] = field(default_factory=set)
