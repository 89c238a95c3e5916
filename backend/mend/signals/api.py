"""The button from outside: signals for who brings a personal token, in JSON.

A kind of signal is one more `Kind`, one more branch in `send_signal`, and the fields it needs.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from sqlmodel import Session

from mend.accounts.bearers import MayRead, MaySend
from mend.accounts.models import Person
from mend.clock import now
from mend.couples.membership import Member, member_of
from mend.database import SessionDep
from mend.errors import N_, NotFound
from mend.ids import new_id
from mend.notifications.models import DeliveryState
from mend.notifications.outbox import Outbox, OutboxDep
from mend.notifications.reports import reports
from mend.signals.attempts import look_up
from mend.signals.decks import START_OVER
from mend.signals.delays import latest_delay, told_key
from mend.signals.forms import LONGEST_MINUTES, LONGEST_WAITED
from mend.signals.messages import delivery_sentence
from mend.signals.names import about_pause, about_repair, repair_key
from mend.signals.pauses import call_pause, find_call, find_pause
from mend.signals.repair_models import KEY_OF_OWN
from mend.signals.repairs import send_repair
from mend.signals.states import repair_state
from mend.web.forms import FormModel
from mend.web.openapi import EVERYWHERE


def _kept_nowhere(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"


router = APIRouter(
    prefix="/api", tags=["signals"], responses=EVERYWHERE, dependencies=[Depends(_kept_nowhere)]
)

AN_ID = "01981c2e-9d5a-7c3e-8a49-0f6f3a1d2b4c"
ANOTHER_ID = "01981c2e-9d5b-7f12-b0c7-5e2a94d1738e"


class Kind(StrEnum):
    """What is sent."""

    PAUSE = "pause"
    REPAIR = "repair"


# What says something of one kind of signal alone.
_FIELDS_OF = {Kind.PAUSE: {"minutes", "waited"}, Kind.REPAIR: {"phrase"}}


class Press(FormModel):
    """One press of a button somewhere."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"kind": "pause"},
                {"id": AN_ID, "kind": "pause", "minutes": 20},
                {"id": ANOTHER_ID, "kind": "repair", "phrase": START_OVER},
            ]
        }
    )

    kind: Kind
    id: UUID | None = Field(
        default=None,
        validate_default=True,
        description="An id of this press, made anew at each: any UUID, with or without hyphens. Posting it "
        "again is the same press and gets the same answer, so a request may be repeated until it is "
        "answered. Without one, each request is a press of its own; a repair needs one.",
        examples=[AN_ID],
    )
    phrase: str | None = Field(
        default=None,
        min_length=1,
        max_length=KEY_OF_OWN,
        description="For a repair: the key of a phrase; `start-over`, “Can we start over?”, when left out.",
    )
    minutes: int | None = Field(
        default=None,
        ge=1,
        le=LONGEST_MINUTES,
        description="For a pause: minutes from the press until you are back; what you both agreed on when "
        "left out.",
        examples=[20],
    )
    waited: int = Field(
        default=0,
        ge=0,
        le=LONGEST_WAITED,
        description="For a pause: seconds since the press, when the request had to wait for a connection.",
    )

    @field_validator("id")
    @classmethod
    def _is_there(cls, value: UUID | None, field: ValidationInfo) -> UUID | None:
        # A pause that runs is only joined; a repair sent twice would be two.
        if value is None and field.data.get("kind") is Kind.REPAIR:
            raise ValueError(N_("A repair needs an id, so that a request sent twice is one repair."))
        return value

    @field_validator("phrase", "minutes", "waited")
    @classmethod
    def _belongs(cls, value: object, field: ValidationInfo) -> object:
        kind = field.data.get("kind", "")
        if value is not None and field.field_name not in _FIELDS_OF.get(kind, {field.field_name}):
            raise ValueError(N_("This field does not belong to this kind of signal."))
        return value


class Reach(BaseModel):
    """How far the signal came on its way to the other's phone. Never a guess."""

    state: DeliveryState | Literal["none"] = Field(
        description="`none`: no device to send it to; `queued`: saved here; `accepted`: handed to the push "
        "service; `shown`: the phone says it showed it; `gone`, `refused`, `expired`, `withdrawn`: it "
        "did not reach it."
    )
    sentence: str = Field(
        description="The same in words, to show or to speak.", examples=["Saved. Not on Ilan’s phone yet."]
    )


class Signal(BaseModel):
    """A signal, as it is now."""

    id: UUID = Field(description="The id of the press.", examples=[AN_ID])
    kind: Kind
    state: Literal["running", "over", "waiting", "put_off", "accepted", "followed", "faded"] = Field(
        description="A pause is `running` or `over`. A repair is `waiting` for an answer, `accepted`, "
        "`put_off` (not yet), `followed` by a newer one, or `faded` after a day."
    )
    returns_at: datetime | None = Field(
        description="When the caller of a pause is back, in UTC; null for a repair.",
        examples=["2026-11-20T19:40:00Z"],
    )
    joined: bool = Field(description="Whether a pause was running already, which this press joined.")
    delivery: Reach | None = Field(
        description="How far it came; null when nobody had to be told, as of a pause that is the other’s own."
    )


def _member(session: Session, person: Person) -> Member:
    member = member_of(session, person.id)
    if member is None:
        raise NotFound(N_("You are not linked with anybody, so there is nobody to tell."))
    return member


def _reach(
    session: Session, member: Member, about: str, key: str, recipient: Person, outbox: Outbox, at: datetime
) -> Reach | None:
    report = reports(session, member.couple_id, about=about, recipient_id=recipient.id).get(key)
    if report is None:
        return None
    words = outbox.words_for(member.person)
    sentence = delivery_sentence(report, member.partner.name, member.person.time_zone, words, at)
    return Reach(state=report.state, sentence=sentence)


def _signal(session: Session, member: Member, signal_id: UUID, outbox: Outbox, at: datetime) -> Signal:
    repair = look_up(session, member.couple_id, signal_id)
    if repair is not None:
        return Signal(
            id=repair.id,
            kind=Kind.REPAIR,
            state=repair_state(repair, at).value,
            returns_at=None,
            joined=False,
            delivery=_reach(
                session, member, about_repair(repair.id), repair_key(repair.id), member.partner, outbox, at
            ),
        )
    call = find_call(session, member, signal_id)
    pause = find_pause(session, member, call.pause_id)
    return Signal(
        id=call.id,
        kind=Kind.PAUSE,
        state="over" if pause.ended_at is not None or pause.returns_at <= at else "running",
        returns_at=pause.returns_at,
        joined=call.id != pause.id,
        delivery=_reach(
            session,
            member,
            about_pause(pause.id),
            told_key(pause, latest_delay(session, pause)),
            member.partner,
            outbox,
            at,
        ),
    )


@router.post(
    "/signals",
    summary="Send a signal",
    status_code=201,
    response_description="Sent: the signal is saved, and on its way.",
    responses={
        200: {
            "model": Signal,
            "description": "The same press again, or a pause was running and you joined it.",
        },
        409: {
            "description": "This id was posted before, with other details, or as another kind of signal. "
            "Nothing was changed."
        },
        410: {"description": "The pause was over before it could be sent. Nobody was told."},
        429: {"description": "Three repairs wait already; `Retry-After` says how many seconds to wait."},
        422: {"description": "Something does not fit; `errors` says what. Nothing was changed."},
    },
)
def send_signal(
    press: Press, response: Response, session: SessionDep, person: MaySend, outbox: OutboxDep
) -> Signal:
    """Call a pause or reach out, as if it was done in Mend. Needs a token with the scope `signals:send`."""
    member, at, call_id = _member(session, person), now(), press.id or new_id()
    if press.kind is Kind.PAUSE:
        called = call_pause(
            session,
            member,
            call_id=call_id,
            minutes=press.minutes,
            waited=timedelta(seconds=press.waited),
            outbox=outbox,
            now=at,
        )
        known = called.again or called.joined
    else:
        known = send_repair(
            session,
            member,
            repair_id=call_id,
            key=press.phrase or START_OVER,
            pause_id=None,
            outbox=outbox,
            now=at,
        ).again
    if known:
        response.status_code = 200
    return _signal(session, member, call_id, outbox, at)


@router.get(
    "/signals/{signal_id}",
    summary="See how a signal is",
    response_description="The signal as it is now.",
)
def signal(signal_id: UUID, session: SessionDep, person: MayRead, outbox: OutboxDep) -> Signal:
    """How a signal of either of you is now. Needs a token with the scope `signals:read`."""
    return _signal(session, _member(session, person), signal_id, outbox, now())
