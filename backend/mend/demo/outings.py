"""Plans the two made: most of them happened, one did not work out, one is ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from mend.activities.afterwards import let_go, say_it_did_not_work_out, say_we_did_it
from mend.activities.plan_diary import find_plan
from mend.activities.plan_terms import Details, Times
from mend.activities.planning import offer_plan, take_time
from mend.activities.reminder_choices import choose_usual
from mend.activities.reminder_models import Lead
from mend.demo.diary import Calendar, Diary
from mend.demo.partners import MINUTE, Two, Who
from mend.ids import new_id

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Outing:
    """A plan that was offered so many days `ago`, for a time `in_days` later.

    `line` is what they remember of it; without one it did not work out.
    """

    ago: int
    by: Who
    what: str
    in_days: int
    hour: int
    minutes: int
    place: str = ""
    bring: str = ""
    line: str = ""
    surprise: bool = False


OUTINGS = (
    Outing(293, Who.NOA, "Dance in the kitchen", 2, 21, 30, line="Three songs. The cat left."),
    Outing(246, Who.ILAN, "The museum", 5, 14, 120, "By the river", line="One painting, for an hour."),
    Outing(221, Who.NOA, "A picnic by the lake", 4, 12, 180, "East shore", "The blue blanket"),
    Outing(184, Who.ILAN, "Bake bread from scratch", 3, 10, 180, line="Flat, and gone by noon."),
    Outing(
        131, Who.ILAN, "The lantern boats", 6, 21, 120, "Old harbour", "Something warm",
        "You thought it was about the bicycle.", surprise=True,
    ),
    Outing(67, Who.NOA, "Bus to the end of the line", 8, 11, 180, line="A bakery, a field, and a goat."),
    Outing(29, Who.NOA, "Soup by the canal", 2, 13, 60, "Third bench", line="It rained. We stayed."),
    Outing(2, Who.ILAN, "Noodles by hand, with music", 4, 18, 120, "Our kitchen"),  # in two days
)  # fmt: skip

REMINDERS = (
    (Who.NOA, (Lead.EVENING_BEFORE, Lead.HALF_HOUR), False),
    (Who.ILAN, (Lead.TWO_HOURS, Lead.START), True),
)


def go_out(two: Two, diary: Diary, calendar: Calendar) -> None:
    """When each wants to be told; then each plan from its offer to what came of it. The last is ahead."""
    for who, leads, rests in REMINDERS:
        diary.note(calendar.ago(294, 20, 40), partial(_choose, two, who, leads, rests=rests))
    for outing in OUTINGS:
        starts_at = calendar.ago(outing.ago - outing.in_days, outing.hour)
        diary.note(calendar.ago(outing.ago, 20, 50), partial(_plan, two, diary, outing, starts_at))


def _choose(two: Two, who: Who, leads: Sequence[Lead], now: datetime, *, rests: bool) -> None:
    choose_usual(two.session, two.of(who), leads, rests_together=rests, outbox=two.outbox, now=now)


def _plan(two: Two, diary: Diary, outing: Outing, starts_at: datetime, now: datetime) -> None:
    plan_id, author = new_id(), two.of(outing.by)
    offered = offer_plan(
        two.session,
        author,
        plan_id=plan_id,
        what=outing.what,
        times=Times([starts_at, starts_at + _ONE_DAY], outing.minutes),
        details=Details(place=outing.place, bring=outing.bring),
        surprise=outing.surprise,
        outbox=two.outbox,
        now=now,
    )
    slot = offered.slots[0].id
    take_time(two.session, two.other(author), plan_id, slot, outbox=two.outbox, now=now + 15 * MINUTE)
    diary.note(starts_at + (outing.minutes + 40) * MINUTE, partial(_look_back, two, outing, plan_id))


def _look_back(two: Two, outing: Outing, plan_id: UUID, now: datetime) -> None:
    session, author = two.session, two.of(outing.by)
    seen = find_plan(session, author, plan_id).offer.number
    if outing.line:
        say_we_did_it(session, author, plan_id, seen=seen, line=outing.line, now=now)
    else:
        say_it_did_not_work_out(session, author, plan_id, seen=seen, now=now)
        let_go(session, author, plan_id, seen=seen, now=now + MINUTE)
