"""The pages of time for oneself: its list, one of it, and the form."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from sqlmodel import Session, col, select

from mend.couples.membership import Member
from mend.couples.saying import Said, said_to
from mend.couples.slots import known_zone
from mend.errors import DomainError, Invalid
from mend.owntime.forms import KINDS, MINUTES, KeptTime
from mend.owntime.kept import Stretch, find_own_time, left_out_of
from mend.owntime.models import LONGEST_MINUTES, LeftOutDay, OwnTime
from mend.rhythms.occasions import next_occasion
from mend.rhythms.rhythm import FARTHEST
from mend.rhythms.words import said
from mend.web.forms import Form
from mend.web.moments import same_clock
from mend.web.templates import page, words_for
from mend.web.words import Words

NEXT_DAYS = 6  # that can be left out one by one
AN_EVENING = 240


@dataclass(frozen=True)
class Row:
    """Time of one of the two in a list: when it is next, and how it comes up."""

    id: UUID
    is_mine: bool
    said: Said
    again: str  # empty for what is once
    length: str
    zone: str  # where its clock is another one than the reader's; else empty


@dataclass(frozen=True)
class Occasion:
    """One of the next days on which it comes up, or is left out."""

    day: date
    when: str
    is_left_out: bool


def list_page(request: Request, session: Session, member: Member, now: datetime) -> Response:
    """What is ahead, one's own and the other's."""
    words = words_for(request)
    rows = [
        (stretch.begins(day), _row(own, stretch, day, member, words, now))
        for own, without in _still_kept(session, member, now)
        for stretch in (Stretch.of(own),)
        for day in (stretch.next_day(now, without),)
        if day is not None
    ]
    in_order = [row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1].id))]
    return page(
        request,
        "owntime/own_times.html",
        tab="together",
        mine=[row for row in in_order if row.is_mine],
        theirs=[row for row in in_order if not row.is_mine],
    )


def own_time_page(
    request: Request,
    session: Session,
    member: Member,
    own_id: UUID,
    now: datetime,
    error: DomainError | None = None,
) -> Response:
    """One of it as it stands; with what was wrong, when something was."""
    own, words = find_own_time(session, member, own_id), words_for(request)
    stretch, without = Stretch.of(own), left_out_of(session, member.couple_id, own_id)
    day = None if own.ended_at else stretch.next_day(now, without)
    shown = day or stretch.rhythm.starts
    return page(
        request,
        "owntime/own_time.html",
        error.status if error else 200,
        tab="together",
        own=_row(own, stretch, shown, member, words, now),
        state="given_back" if own.ended_at else "kept" if day or _left(stretch, without, now) else "over",
        is_next=day is not None,
        begins=stretch.begins(shown),
        ends=stretch.begins(shown) + stretch.length,
        occasions=_occasions(stretch, without, words, now) if not own.ended_at else [],
        problem=words.say(error.sentence, **error.values) if error else "",
    )


def form_page(
    request: Request,
    member: Member,
    form: Form[KeptTime],
    now: datetime,
    own: OwnTime | None = None,
    status: int = 200,
) -> Response:
    """The form: for another one, or for one in the place of `own`."""
    words, here = words_for(request), member.person.time_zone
    try:
        zone = known_zone(form.values.get("zone", ""))
    except Invalid:
        zone = here
    form.values["zone"] = zone
    today = now.astimezone(ZoneInfo(zone)).date()
    return page(
        request,
        "owntime/own_time_form.html",
        status,
        tab="together",
        form=form,
        own=own,
        zones=sorted({zone, here}),
        kinds=KINDS,
        lengths=[(str(minutes), _length(minutes, words)) for minutes in MINUTES],
        today=today.isoformat(),
        farthest=(today + FARTHEST).isoformat(),
    )


def _still_kept(session: Session, member: Member, now: datetime) -> list[tuple[OwnTime, frozenset[date]]]:
    since = now.date() - timedelta(days=3)  # what lasts a day, begun yesterday on the other side of the world
    kept = session.exec(
        select(OwnTime).where(
            OwnTime.couple_id == member.couple_id,
            col(OwnTime.ended_at).is_(None),
            col(OwnTime.ends).is_(None) | (col(OwnTime.ends) >= since),
        )
    ).all()
    left_out: dict[UUID, set[date]] = {}
    for own_id, day in session.exec(
        select(col(LeftOutDay.own_time_id), col(LeftOutDay.day)).where(
            LeftOutDay.couple_id == member.couple_id, LeftOutDay.day >= since
        )
    ):
        left_out.setdefault(own_id, set()).add(day)
    return [(own, frozenset(left_out.get(own.id, ()))) for own in kept]


def _row(own: OwnTime, stretch: Stretch, day: date, member: Member, words: Words, now: datetime) -> Row:
    here, begins = member.person.time_zone, stretch.begins(day)
    since = max(stretch.today(now), stretch.rhythm.starts)  # the first day stands beside it already
    return Row(
        own.id,
        own.person_id == member.person.id,
        said_to(member, begins, now, words),
        said(stretch.rhythm, words, since) if stretch.rhythm.repeats else "",
        _length(stretch.minutes, words),
        "" if same_clock(begins, own.zone, here) else own.zone,
    )


def _occasions(stretch: Stretch, without: frozenset[date], words: Words, now: datetime) -> list[Occasion]:
    """By the clock it is kept by: a day is left out, not a moment."""
    found: list[Occasion] = []
    day = stretch.next_day(now) if stretch.rhythm.repeats else None
    while day is not None and len(found) < NEXT_DAYS:
        begins = stretch.begins(day)
        when = words.say(
            "%(day)s, %(time)s", day=words.calendar_day(day), time=words.time(begins, stretch.zone)
        )
        found.append(Occasion(day, when, day in without))
        day = next_occasion(stretch.rhythm, day)
    return found


def _left(stretch: Stretch, without: frozenset[date], now: datetime) -> bool:
    """Whether all that is ahead is left out: it can be taken after all."""
    return bool(without) and stretch.next_day(now) is not None


def _length(minutes: int, words: Words) -> str:
    if minutes == LONGEST_MINUTES:
        return words.say("A day and a night")
    if minutes == AN_EVENING:
        return words.say("An evening, 4 hours")
    return words.length(minutes)
