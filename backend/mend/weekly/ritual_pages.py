"""The pages of the ritual, and what home shows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from sqlmodel import Session

from mend.couples.membership import Member
from mend.couples.saying import Said, said_to
from mend.errors import DomainError
from mend.notifications.outbox import outbox_of
from mend.thanks.models import MAX_WORDS as MAX_THANKS
from mend.web.forms import Form
from mend.web.hours import typed_time
from mend.web.templates import page, words_for
from mend.web.words import Words
from mend.weekly.forms import THOUGHT, ChosenTime, Prepared
from mend.weekly.messages import weekday_and_time
from mend.weekly.models import MAX_LINE, Stance, Verdict, WeeklyLine
from mend.weekly.preparation import preparation_of, promises_kept_by
from mend.weekly.reminding import ABOUT
from mend.weekly.ritual import RitualNow, ritual_of
from mend.weekly.times import days_until, next_time, time_of_now

LIMITS = {"thanks": MAX_THANKS, "line": MAX_LINE}
FIRST_WEEKDAY, FIRST_TIME = "6", "19:00"  # Sunday evening, for who has no better idea
MOST_THOUGHTS = 20  # promises on the page of preparation: a form holds no more fields than forty


@dataclass(frozen=True)
class Plan:
    """Something good both want, and its day in words."""

    line: WeeklyLine
    day: str


@dataclass(frozen=True)
class Card:
    """What home shows: the meeting under way, or the one that is near; and the good things ahead."""

    meeting_id: UUID | None
    when: str
    is_today: bool
    plans: Sequence[Plan]

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.meeting_id or self.when or self.plans)


def home_card(request: Request, session: Session, member: Member, now: datetime) -> Card:
    """In one query: nothing of it is on home until it is the day before, and only while both have joined."""
    found, words = ritual_of(session, member, now), words_for(request)
    running = found.running(now)
    when, is_today = "", False
    if found.ritual and found.is_on:
        zone = member.person.time_zone
        moment = time_of_now(found.ritual, found.held_at(now), now)
        away = days_until(moment, zone, now)
        is_today = away <= 0
        when = weekday_and_time(moment, zone, words) if away <= 1 else ""
    return Card(running.id if running else None, when, is_today, plans_of(found, member, words, now))


def ritual_page(
    request: Request, session: Session, member: Member, now: datetime, error: DomainError | None = None
) -> Response:
    """The ritual as it stands for one of the two; with what was wrong, when something was."""
    found, words = ritual_of(session, member, now), words_for(request)
    zone, said, when, is_today = member.person.time_zone, None, "", False
    if found.ritual is not None:
        moment = time_of_now(found.ritual, found.held_at(now), now)
        said, when = said_to(member, moment, now, words), weekday_and_time(moment, zone, words)
        is_today = days_until(moment, zone, now) <= 0
    running = found.running(now)
    return page(
        request,
        "weekly/weekly.html",
        error.status if error else 200,
        tab="us",
        tag=outbox_of(request).tag(member.couple_id, ABOUT),
        mode=_mode(found),
        number=found.number,
        mine=found.mine.value if found.mine else "",
        theirs_left=found.theirs is Stance.LEFT,
        set_by_me=found.ritual is not None and found.ritual.set_by == member.person.id,
        said=said,
        when=when,
        is_today=is_today,
        running=running,
        plans=plans_of(found, member, words, now),
        problem=words.say(error.sentence, **error.values) if error else "",
    )


def _mode(found: RitualNow) -> str:
    """Which of the pages it is: new, on, waiting (for the other), asked (by the other) or out."""
    if found.ritual is None:
        return "new"
    if found.is_on:
        return "on"
    if found.mine is Stance.JOINED:
        return "waiting"
    return "asked" if found.mine is None and found.theirs is Stance.JOINED else "out"


def time_page(
    request: Request,
    session: Session,
    member: Member,
    now: datetime,
    form: Form[ChosenTime] | None = None,
    status: int = 200,
) -> Response:
    """The form for a day of the week and a time, by the reader's clock; it begins with what counts."""
    found, words = ritual_of(session, member, now), words_for(request)
    said: Said | None = None
    fields = {"weekday": FIRST_WEEKDAY, "at": FIRST_TIME}
    if found.ritual is not None:
        moment = next_time(found.ritual, now)
        local = moment.astimezone(ZoneInfo(member.person.time_zone))
        fields = {"weekday": str(local.weekday()), "at": typed_time(local.time())}
        said = said_to(member, moment, now, words)
    if form is None:
        form = Form[ChosenTime].blank(request, **fields)
    # Shown beside the form from now on: sending it again moves just that time, knowingly.
    form.values["seen"] = str(found.number)
    return page(
        request,
        "weekly/time.html",
        status,
        tab="us",
        form=form,
        said=said,
        is_new=found.ritual is None,
        weekdays=[(number, words.weekday(number)) for number in range(7)],
    )


def preparation_page(
    request: Request,
    session: Session,
    member: Member,
    now: datetime,
    form: Form[Prepared] | None = None,
    *,
    status: int = 200,
    saved: bool = False,
) -> Response:
    """Three lines, and a thought about each promise the reader keeps."""
    words = words_for(request)
    if form is None:
        mine = preparation_of(session, member, now)
        form = Form[Prepared].blank(
            request,
            thanks=mine.thanks,
            plan=mine.plan,
            issue=mine.issue,
            **{f"{THOUGHT}{which}": verdict.value for which, verdict in mine.thoughts.items()},
        )
    return page(
        request,
        "weekly/preparation.html",
        status,
        tab="us",
        form=form,
        saved=saved,
        promises=promises_kept_by(session, member)[:MOST_THOUGHTS],
        thought=THOUGHT,
        thinks=any(value and name.startswith(THOUGHT) for name, value in form.values.items()),
        verdicts=[("", words.say("Not sure")), *verdict_words(words).items()],
        limits=LIMITS,
    )


def verdict_words(words: Words) -> Mapping[str, str]:
    """What each verdict is called on its button."""
    return {
        Verdict.KEEP.value: words.say("Keep"),
        Verdict.RESIZE.value: words.say("Resize"),
        Verdict.LET_GO.value: words.say("Let go"),
    }


def plans_of(found: RitualNow, member: Member, words: Words, now: datetime) -> Sequence[Plan]:
    """The good things ahead, each with its day."""
    today = now.astimezone(ZoneInfo(member.person.time_zone)).date()
    return [Plan(line, said_day(line.on_day, today, words)) for line in found.plans]


def said_day(day: date | None, today: date, words: Words) -> str:
    """Today; or Saturday, 28 November; nothing for no day."""
    if day is None:
        return ""
    return words.say("Today") if day == today else words.calendar_day(day, with_year=day.year != today.year)
