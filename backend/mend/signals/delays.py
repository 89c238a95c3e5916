"""More time, or tomorrow: the caller names a later time of return. It is never left open."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, Invalid, Refused
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.signals import messages
from mend.signals.models import Delay, Pause, PauseDelay
from mend.signals.names import REPLACES, about_pause, called_key, delay_key
from mend.signals.pauses import find_pause
from mend.signals.prompts import prompt_caller
from mend.signals.states import LONGEST, PauseMove, check_pause
from mend.web.hours import whole_minute_after

MORE_MINUTES = (10, 20, 40, 60)
# Hours of the caller's clock that people mean by "tomorrow".
TOMORROW_AT = (time(9), time(12, 30), time(18, 30))
SMALL_HOURS = 4  # until then "tomorrow" is after the night that has begun


@dataclass(frozen=True)
class LaterTimes:
    """What is offered: later times of today, times of tomorrow, and the last one there is.

    `after_the_night`: it is small hours, so what people mean by "tomorrow" is a day that has begun.
    """

    more: list[datetime]
    tomorrow: list[datetime]
    latest: datetime
    latest_is_tomorrow: bool
    after_the_night: bool


def put_off_return(
    session: Session,
    member: Member,
    pause_id: UUID,
    *,
    until: datetime,
    delay: Delay,
    outbox: Outbox,
    now: datetime,
) -> Pause:
    """Name a later time, from the caller alone; the other is told at once, and the caller asked anew.

    `until` is rounded up to the minute. `Invalid` for a time that is over, not later than the one that
    counts, or past the 24 hours a pause may last in all; `Gone` once the pause is over. Twice is once.
    """
    hold_open(session, member.couple_id)
    pause = find_pause(session, member, pause_id)
    if pause.caller_id != member.person.id:
        raise Refused(N_("Only %(name)s can say when this pause ends."), name=member.partner.name)
    until = whole_minute_after(until).astimezone(UTC)
    if session.get(PauseDelay, (member.couple_id, pause.id, until)) is not None and pause.returns_at == until:
        return pause
    check_pause(pause, PauseMove.DELAY, now)
    words, zone = outbox.words_for(member.person), member.person.time_zone
    if until <= now:
        raise Invalid(N_("That time is over already. Please choose a later one."), field="until")
    if until <= pause.returns_at:
        raise Invalid(
            N_("You said %(time)s already. Please choose a later time."),
            field="until",
            time=words.when(pause.returns_at, zone, now),
        )
    if until > latest_return(pause):
        raise Invalid(
            N_("A pause lasts 24 hours at most, so until %(time)s. You can also book a talk."),
            field="until",
            time=words.when(latest_return(pause), zone, now),
        )
    session.add(
        PauseDelay(
            couple_id=member.couple_id,
            pause_id=pause.id,
            returns_at=until,
            returned_at=pause.returns_at,
            delay=delay,
            asked_at=now,
        )
    )
    # Nobody has said OK to the new time yet.
    pause.returns_at, pause.answered_at = until, None
    session.add(pause)
    session.flush()
    outbox.tell(
        session,
        messages.put_off(pause, member.partner, outbox.words_for(member.partner), now),
        couple_id=member.couple_id,
        recipient=member.partner,
        about=about_pause(pause.id),
        dedupe_key=delay_key(pause.id, until),
        replaces=REPLACES,
        expires_at=until,
        now=now,
    )
    prompt_caller(session, pause, member.person, outbox=outbox, now=now)
    announce(session, member.couple_id, "pause", now)
    return pause


def latest_return(pause: Pause) -> datetime:
    """The last time of return a caller may name: 24 hours from the call, to the minute a clock shows."""
    return whole_minute_after(pause.called_at + LONGEST)


def later_times(pause: Pause, zone: str, now: datetime) -> LaterTimes:
    """What to offer the caller. In small hours "tomorrow" is the morning to come."""
    latest = latest_return(pause)
    start = whole_minute_after(max(pause.returns_at, now))
    more = [start + timedelta(minutes=minutes) for minutes in MORE_MINUTES]
    tomorrow = [time_of_tomorrow(at, zone, now) for at in TOMORROW_AT]
    return LaterTimes(
        [until for until in more if until <= latest],
        [until for until in tomorrow if start < until <= latest],
        latest,
        latest >= time_of_tomorrow(time(0), zone, now) and latest > start,
        now.astimezone(ZoneInfo(zone)).hour < SMALL_HOURS,
    )


def time_of_tomorrow(at: time, zone: str, now: datetime) -> datetime:
    """`at` on the day people mean by "tomorrow": in small hours it is the one that has begun."""
    here = now.astimezone(ZoneInfo(zone))
    day = here.date() if here.hour < SMALL_HOURS else here.date() + timedelta(days=1)
    return datetime.combine(day, at, ZoneInfo(zone))


def latest_delay(session: Session, pause: Pause) -> PauseDelay | None:
    """The last time the return was put off."""
    return session.exec(
        select(PauseDelay)
        .where(PauseDelay.couple_id == pause.couple_id, PauseDelay.pause_id == pause.id)
        .order_by(col(PauseDelay.returns_at).desc())
        .limit(1)
    ).first()


def told_key(pause: Pause, delay: PauseDelay | None) -> str:
    """Under which key the other was told what counts now."""
    return delay_key(pause.id, delay.returns_at) if delay else called_key(pause.id)
