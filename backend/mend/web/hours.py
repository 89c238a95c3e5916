"""Times of day as a person types them, for the models of forms."""

import re
from datetime import time
from typing import Annotated

from pydantic import BeforeValidator

from mend.errors import N_

# What the field of a browser sends, and what a hand types where there is none: 7:30, 07.30, 22:00.
_HOUR = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?::00)?", re.ASCII)


def _clock_time(typed: object) -> object:
    if not isinstance(typed, str):
        return typed
    found = _HOUR.fullmatch(typed.strip())
    if found is None:
        raise ValueError(N_("Please enter a time, such as 22:00."))
    return time(int(found[1]), int(found[2]))


ClockTime = Annotated[time, BeforeValidator(_clock_time)]


def typed_time(clock: time) -> str:
    """As the field of a browser has it: 22:00."""
    return clock.strftime("%H:%M")
