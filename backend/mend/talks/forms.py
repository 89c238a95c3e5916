"""What people may type about talks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import Field

from mend.couples.slots import Slots, read_slots, slots_as_typed
from mend.errors import N_, Invalid
from mend.talks.booking import Terms
from mend.talks.conversation import Feeling
from mend.talks.diary import TalkNow
from mend.talks.models import (
    LONGEST_MINUTES,
    MAX_LINE,
    MAX_PLACE,
    MAX_TOPIC,
    SHORTEST_MINUTES,
    USUAL_MINUTES,
    Wish,
)
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

Id = OrNothing[UUID]


class Offer(Slots):
    """Times, a place, a limit in minutes."""

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

    A time of the offer it replaces stays the very moment it was (see `typed_as`).
    """
    offered = [slot.starts_at for slot in replaced.slots if slot.starts_at > now] if replaced else []
    form, moments = read_slots(form, now, offered)
    if form.input is None or not moments:
        return form, None
    return form, Terms(tuple(moments.values()), form.input.place, form.input.minutes)


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
    return {
        **slots_as_typed([slot.starts_at for slot in talk.slots], zone, now),
        "place": talk.offer.place,
        "minutes": str(talk.offer.minutes),
        "instead_of": str(talk.offer.number),
    }
