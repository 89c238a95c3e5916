"""The pages of talks: what they show to one of the two, and nothing the other keeps to themselves."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from sqlmodel import Session

from mend.couples.membership import Member
from mend.couples.saying import Said, said_to
from mend.couples.slots import shown_with
from mend.errors import DomainError
from mend.ids import new_id
from mend.talks.conversation import feelings_of, parked_lines, readiness_of, wish_of
from mend.talks.diary import TalkNow, booked_before, diary_of, find_talk, pressing_talks
from mend.talks.forms import MINUTES, PLACES, NewTalk, OtherTerms, Parking
from mend.talks.models import (
    LONGEST_MINUTES,
    MAX_LINE,
    MAX_PLACE,
    MAX_TOPIC,
    SHORTEST_MINUTES,
    TalkSlot,
    TalkState,
)
from mend.talks.telling import is_reminder_lost
from mend.talks.topics import earlier_topics, needs_help
from mend.web.forms import Form
from mend.web.templates import page, words_for
from mend.web.words import Words

LIMITS = {"topic": MAX_TOPIC, "place": MAX_PLACE, "line": MAX_LINE}


@dataclass(frozen=True)
class Row:
    """A talk in a list: where it stands, when it begins, and whether all it offers has passed."""

    talk: TalkNow
    state: str
    said: Said
    stale: bool


def list_page(request: Request, session: Session, member: Member, now: datetime) -> Response:
    """Every talk: those that wait, those booked, those offered, those past."""
    words, diary = words_for(request), diary_of(session, member, now)
    return page(
        request,
        "talks/talks.html",
        tab="us",
        diary=diary,
        waiting=_rows(diary.waiting, member, now, words),
        booked=_rows(diary.booked, member, now, words),
        offered=_rows(diary.offered, member, now, words),
        past=_rows(diary.past, member, now, words),
    )


def pressing_for(request: Request, session: Session, member: Member, now: datetime) -> list[Row]:
    """The talks home shows."""
    return _rows(pressing_talks(session, member, now), member, now, words_for(request))


def new_page(
    request: Request, session: Session, member: Member, form: Form[NewTalk], now: datetime, **shown: Any
) -> Response:
    """The form to offer a talk."""
    words = words_for(request)
    earlier = [(str(topic.id), topic.words) for topic in earlier_topics(session, member.couple_id)]
    return page(
        request,
        "talks/new.html",
        tab="us",
        form=form,
        earlier=[("", words.say("Something new")), *earlier] if earlier else [],
        **_of_form(form, member, words, now),
        **{"status_code": 200, "from_pause": False, **shown},
    )


def other_terms_page(
    request: Request,
    member: Member,
    talk: TalkNow,
    form: Form[OtherTerms],
    now: datetime,
    status: int = 200,
) -> Response:
    """The form to offer other times; what was offered last stands beside it."""
    words = words_for(request)
    return page(
        request,
        "talks/other_times.html",
        status,
        tab="us",
        form=form,
        talk=talk,
        state=talk.state(now).value,
        slots=[said_to(member, slot.starts_at, now, words) for slot in _shown(talk)],
        **_of_form(form, member, words, now),
    )


def talk_page(
    request: Request,
    session: Session,
    member: Member,
    talk_id: UUID,
    now: datetime,
    *,
    error: DomainError | None = None,
    parking: Form[Parking] | None = None,
) -> Response:
    """One talk as it stands, for one of the two; with what was wrong, when something was."""
    talk, words = find_talk(session, member, talk_id), words_for(request)
    mine = readiness_of(session, talk, member.person.id) if talk.is_open(now) else None
    theirs = wish_of(session, talk, member.partner.id) if talk.is_open(now) else None
    field_error = error is not None and parking is not None and error.field == "words"
    return page(
        request,
        "talks/talk.html",
        error.status if error else 422 if parking and parking.errors else 200,
        tab="us",
        at=now,
        talk=talk,
        state=talk.state(now).value,
        is_open=talk.is_open(now),
        stale=talk.is_stale(now),
        problem=words.say(error.sentence, **error.values) if error and not field_error else "",
        said=said_to(member, talk.starts_at, now, words),
        moves=talk.state(now) is TalkState.OFFERED and booked_before(session, talk, now) is not None,
        sleeps=is_reminder_lost(session, member, talk),
        slots=[
            (slot.id, said_to(member, slot.starts_at, now, words))
            for slot in talk.slots
            if slot.starts_at > now
        ],
        mine=mine,
        feelings={feeling.value for feeling in feelings_of(mine)} if mine else set(),
        their_wish=theirs.value if theirs else "",
        time_is_up=talk.time_is_up_at is not None and talk.time_is_up_at <= now,
        done=done_of(talk, now),
        left=_left(talk, now, words),
        parked=parked_lines(session, talk),
        can_park=talk.takes_lines(now),
        parking=parking,
        line_id=str(new_id()),
        limits=LIMITS,
        comes_back=needs_help(session, member, talk.topic.id),
    )


def _shown(talk: TalkNow) -> tuple[TalkSlot, ...]:
    """The time that is booked; before it is, every one offered."""
    return (talk.chosen,) if talk.chosen else talk.slots


def _rows(talks: list[TalkNow], member: Member, now: datetime, words: Words) -> list[Row]:
    return [
        Row(talk, talk.state(now).value, said_to(member, talk.starts_at, now, words), talk.is_stale(now))
        for talk in talks
    ]


def _of_form(form: Form[Any], member: Member, words: Words, now: datetime) -> dict[str, Any]:
    usual = [str(count) for count in MINUTES]
    typed = form.values.get("minutes", "")
    fits = typed.isdecimal() and len(typed) < 3 and SHORTEST_MINUTES <= int(typed) <= LONGEST_MINUTES  # noqa: PLR2004
    counts = sorted({*MINUTES, int(typed)}) if fits and typed not in usual else MINUTES
    return {
        **shown_with(form, member, now),
        "minutes": [(count, words.minutes(count * 60)) for count in counts],
        "places": [words.say(place) for place in PLACES],
        "limits": LIMITS,
    }


def done_of(talk: TalkNow, now: datetime) -> float:
    """How much of the agreed time has passed, from 0 to 1."""
    began_at, until = talk.talk.began_at, talk.time_is_up_at
    if began_at is None or until is None:
        return 0.0
    return round(min(1.0, max(0.0, (now - began_at) / (until - began_at))), 3)


def _left(talk: TalkNow, now: datetime, words: Words) -> str:
    """What stands there of the agreed time before the phone counts by itself."""
    return words.minutes((talk.time_is_up_at - now).total_seconds()) if talk.time_is_up_at else ""
