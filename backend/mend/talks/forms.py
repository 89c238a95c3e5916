"""What people may type about talks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import Field

from mend.accounts.people import check_time_zone
from mend.errors import N_, DomainError, Invalid
from mend.talks.booking import Terms
from mend.talks.conversation import Feeling
from mend.talks.diary import TalkNow
from mend.talks.models import (
    LONGEST_MINUTES,
    MAX_LINE,
    MAX_PLACE,
    MAX_TOPIC,
    MOST_SLOTS,
    SHORTEST_MINUTES,
    USUAL_MINUTES,
    Wish,
)
from mend.talks.times import local_text, moment_of
from mend.talks.topics import fold
from mend.web.forms import Form, FormModel, OrNothing
from mend.web.text import Line

MINUTES = (15, 30, 45, 60)
PLACES = (
    N_("At the kitchen table"),
    N_("On the sofa"),
    N_("On a walk"),
    N_("In a quiet café"),
    N_("On the phone"),
)
SLOTS = tuple(f"slot_{number}" for number in range(1, MOST_SLOTS + 1))
_ZONE_IS_MISSING = N_(
    "The time zone of these times got lost. They are read as yours now: please look at them and send again."
)


Id = OrNothing[UUID]
Typed = Annotated[
    str, Field(max_length=40)
]  # a day and a time, as far as can be told before the zone is known


class Offer(FormModel):
    """Times by the clock of the zone the form was made in, a place, a limit in minutes."""

    zone: Annotated[str, Field(max_length=64)] = ""
    slot_1: Typed = ""
    slot_2: Typed = ""
    slot_3: Typed = ""
    place: Annotated[Line, Field(min_length=1, max_length=MAX_PLACE)]
    minutes: Annotated[int, Field(ge=SHORTEST_MINUTES, le=LONGEST_MINUTES)] = USUAL_MINUTES


class NewTalk(Offer):
    """An offer of a talk. The id is born with the form, so that two taps are one talk."""

    id: Id = None
    topic: Annotated[Line, Field(max_length=MAX_TOPIC)] = ""
    topic_id: Id = None


class OtherTerms(Offer):
    """Other times than those of the offer with this number."""

    instead_of: Annotated[int, Field(ge=0)]


class Acceptance(FormModel):
    slot: UUID | None = None


class SettingAside(FormModel):
    offer: int


class Cancellation(FormModel):
    """What was seen: an offer of one's own, or a booked talk. It decides what is meant."""

    offer: int
    state: Literal["offered", "booked"]


Yes = Literal["yes"] | None


class Readiness(FormModel):
    """How one is; or, said after it, what one wishes."""

    tired: Yes = None
    hungry: Yes = None
    unwell: Yes = None
    in_a_hurry: Yes = None
    all_right: Yes = None
    wish: Wish | None = None

    @property
    def feelings(self) -> set[Feeling]:
        """What was ticked."""
        return {feeling for feeling in Feeling if getattr(self, feeling.value)}


class Parking(FormModel):
    id: Id = None
    words: Annotated[Line, Field(min_length=1, max_length=MAX_LINE)]


class Tick(FormModel):
    done: Literal["yes", "no"] = "yes"


Made = TypeVar("Made", bound=Offer)


def read_terms(
    form: Form[Made], now: datetime, replaced: TalkNow | None = None
) -> tuple[Form[Made], Terms | None]:
    """What the form offers; None, and the form with a sentence beside the fields, when it does not fit.

    A time of the offer it replaces stays the very moment it was (see `typed_as` and `moment_of`).
    """
    offer = form.input
    try:
        zone = _known_zone(form.values.get("zone", ""))
    except Invalid as error:
        return form.with_error(error), None
    if offer is None:
        return form, None
    offered = [slot.starts_at for slot in replaced.slots if slot.starts_at > now] if replaced else []
    moments: list[datetime] = []
    for name in SLOTS:
        try:
            if typed := getattr(offer, name):
                # Both of two equal hours may have been offered: each stands for itself.
                left = [moment for moment in offered if moment not in moments]
                moment = moment_of(typed, zone, now, field=name, offered=left)
                moments.append(_another(moment, moments, name))
        except Invalid as error:
            form = form.with_error(error)
    if not moments and not form.errors:
        form = form.with_error(Invalid(N_("Please choose at least one time."), field=SLOTS[0]))
    return form, None if form.errors else Terms(moments, offer.place, offer.minutes)


def topic_words(typed: NewTalk, chosen: str | None) -> str:
    """What it is about: the words typed, or those of the topic `chosen` beside them.

    `Invalid` with neither, and with both where they differ.
    """
    if chosen and typed.topic and fold(chosen) != fold(typed.topic):
        raise Invalid(N_("Please choose one topic: write it, or take an earlier one."), field="topic")
    if not (typed.topic or chosen):
        raise Invalid(N_("Please name what it is about, in a few words."), field="topic")
    return typed.topic or chosen or ""


def typed_as(talk: TalkNow, zone: str, now: datetime) -> Mapping[str, str]:
    """The fields that would offer what `talk` offers, as far as that is still ahead."""
    ahead = [local_text(slot.starts_at, zone) for slot in talk.slots if slot.starts_at > now]
    return {
        "zone": zone,
        "place": talk.offer.place,
        "minutes": str(talk.offer.minutes),
        "instead_of": str(talk.offer.number),
        **dict(zip(SLOTS, ahead, strict=False)),
    }


def _known_zone(zone: str) -> str:
    if not zone:
        raise Invalid(_ZONE_IS_MISSING, field="zone")
    try:
        return check_time_zone(zone)
    except DomainError:
        raise Invalid(_ZONE_IS_MISSING, field="zone") from None


def _another(moment: datetime, earlier: list[datetime], field: str) -> datetime:
    if moment in earlier:
        raise Invalid(N_("This is the same time once more. Please choose another, or none."), field=field)
    return moment
