"""What a browser sends about its subscription, a worker about what it showed, a person about their quiet."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from mend.notifications.models import QuietHours
from mend.web.forms import FormModel
from mend.web.hours import ClockTime, typed_time


class Registration(BaseModel):
    """A push subscription as the browser made it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    endpoint: Annotated[str, Field(min_length=1, max_length=1024)]
    p256dh: Annotated[str, Field(min_length=1, max_length=100)]
    auth: Annotated[str, Field(min_length=1, max_length=40)]
    key: Annotated[str, Field(min_length=1, max_length=100)]
    # Made just now. One from before is only looked up: what was let go of is never taken back.
    fresh: bool = True


class Receipt(BaseModel):
    """A device's word that it showed a delivery."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delivery: Annotated[str, Field(pattern=r"^[0-9a-f-]{36}\.[0-9a-f-]{36}$")]
    token: Annotated[str, Field(min_length=1, max_length=64)]


# Where the form begins: a night.
_FROM, _UNTIL = time(22, 0), time(7, 0)


class ChosenQuiet(FormModel):
    """Quiet hours as they are typed."""

    begins: ClockTime
    ends: ClockTime
    signals: Literal["ring", "silent"]


def quiet_as_typed(hours: QuietHours | None) -> Mapping[str, str]:
    """The fields that would give `hours`; a night, and signals that ring, for who has none."""
    return {
        "begins": typed_time(hours.begins if hours else _FROM),
        "ends": typed_time(hours.ends if hours else _UNTIL),
        "signals": "ring" if hours is None or hours.signals_ring else "silent",
    }
