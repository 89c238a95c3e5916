"""What a check found."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Mark(Enum):
    """How much a finding matters."""

    OK = "ok"
    WARN = "warn"
    WRONG = "WRONG"


@dataclass(frozen=True)
class Finding:
    """What a check found, in a sentence."""

    mark: Mark
    sentence: str


@dataclass(frozen=True)
class Heard:
    """What another machine says the time is, and what ours said at that moment."""

    theirs: datetime
    ours: datetime
