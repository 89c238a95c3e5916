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
from mend.signals.names import REPLACES, about, called_key, delay_key
from mend.signals.pauses import find_pause, whole_minute_after
from mend.signals.prompts import prompt_caller
from mend.signals.states import LONGEST, PauseMove, check_pause

MORE_MINUTES = (10, 20, 40, 60)
# Hours of the caller's clock that people mean by "tomorrow".
TOMORROW_AT = (time(9), time(12, 30), time(18, 30))
SMALL_HOURS = 4  # until then "tomorrow" is after the night that has begun


@dataclass(frozen=True)
class LaterTimes:
    """What is offered: later times of today, times of tomorrow, and the last one there is."""

    more: list[datetime]
    tomorrow: list[datetime]
    latest: datetime


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
    pause.returns_at = until
    session.add(pause)
    session.flush()
    outbox.tell(
        session,
        messages.put_off(pause, member.partner, outbox.words_for(member.partner), now),
        couple_id=member.couple_id,
        recipient=member.partner,
        about=about(pause.id),
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
    latest, place = latest_return(pause), ZoneInfo(zone)
    start = whole_minute_after(max(pause.returns_at, now))
    more = [start + timedelta(minutes=minutes) for minutes in MORE_MINUTES]
    here = now.astimezone(place)
    day = here.date() if here.hour < SMALL_HOURS else here.date() + timedelta(days=1)
    tomorrow = [datetime.combine(day, at, place) for at in TOMORROW_AT]
    return LaterTimes(
        [until for until in more if until <= latest],
        [until for until in tomorrow if start < until <= latest],
        latest,
    )


def next_time_of_day(at: time, zone: str, now: datetime) -> datetime:
    """The next moment at which a clock in `zone` shows `at`.

    Where a clock change lets it show `at` twice, the second time counts, too; where one skips `at`, the
    moment is as much later as the clock jumps.
    """
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    for days in range(3):
        first = datetime.combine(today + timedelta(days=days), at, place)
        for moment in (first, first.replace(fold=1)):
            if moment.timestamp() > now.timestamp() and (moment.fold == 0 or _shows(moment, at)):
                return moment
    raise AssertionError("a clock shows every time within two days")


def _shows(moment: datetime, at: time) -> bool:
    """Whether the clock at `moment` shows `at`: it does not where a clock change skips it."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo).time() == at


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
