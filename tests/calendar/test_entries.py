"""What stands in a calendar: what both said yes to, what was called off, and nothing of a surprise."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mend.activities.plan_terms import Details
from mend.calendar.models import Titles
from mend.couples.calendar import Entry
from mend.ids import new_id
from mend.rhythms.rhythm import Weekday, monthly_on_day, weekly
from tests.activities.planners import BRING, DAY, HOUR, NOTE, PLACE, TOMORROW, WHAT, Planner
from tests.calendar.subscribers import Subscriber, events_in
from tests.people import People
from tests.signals.partners import MINUTE, THEN
from tests.talks.partners import TOPIC, Talker
from tests.weekly.partners import THAT_SUNDAY, Meeter

Planners = tuple[Planner, Planner]
SECRETS = (WHAT, PLACE, NOTE)
SUNDAYS = weekly(THAT_SUNDAY.date(), [Weekday.SUNDAY])


def test_an_offer_is_in_no_calendar(noas: Subscriber, planners: Planners) -> None:
    planners[0].offer()
    assert noas.entries() == []


def test_a_plan_both_said_yes_to_is_in_both(noas: Subscriber, ilans: Subscriber, planners: Planners) -> None:
    noa, ilan = planners
    plan = ilan.take(noa.offer())
    for one in (noas.only_entry(), ilans.only_entry()):
        assert (one.about, one.starts_at, one.ends_at) == (plan.id, TOMORROW, TOMORROW + 2 * HOUR)
        assert one.is_on
        assert (one.title, one.words, one.place) == ("A plan", WHAT, PLACE)
        assert one.lines == (NOTE, f"To wear or bring: {BRING}")


def test_a_plan_that_moves_is_called_off_until_both_agree_and_each_change_counts_up(
    noas: Subscriber, planners: Planners
) -> None:
    noa, ilan = planners
    plan = ilan.take(noa.offer())
    seen = [noas.only_entry()]
    moved = noa.suggest(plan, TOMORROW + DAY, at=THEN + MINUTE)
    seen.append(noas.only_entry())
    again = ilan.take(moved, at=THEN + 2 * MINUTE)
    seen.append(noas.only_entry())
    ilan.cancel(again, at=THEN + 3 * MINUTE)
    seen.append(noas.only_entry())
    assert [one.is_on for one in seen] == [True, False, True, False]
    assert [one.starts_at for one in seen] == [TOMORROW, TOMORROW, TOMORROW + DAY, TOMORROW + DAY]
    assert [one.changed_at for one in seen] == [THEN + count * MINUTE for count in range(4)]
    numbers = [one.number for one in seen]
    assert numbers == sorted(set(numbers))
    assert {one.about for one in seen} == {plan.id}


def test_a_plan_that_did_not_work_out_is_called_off_and_may_have_happened_after_all(
    noas: Subscriber, planners: Planners
) -> None:
    noa, ilan = planners
    plan = ilan.take(noa.offer())
    numbers = [noas.only_entry().number]
    noa.did_not(plan)
    assert not noas.only_entry().is_on
    numbers.append(noas.only_entry().number)
    noa.did(plan)
    assert noas.only_entry().is_on
    numbers.append(noas.only_entry().number)
    assert numbers == sorted(set(numbers))


def test_what_was_called_off_is_told_for_a_while(noas: Subscriber, planners: Planners) -> None:
    noa, ilan = planners
    ilan.cancel(ilan.take(noa.offer()), at=THEN + MINUTE)
    assert len(noas.entries(called_off_since=THEN + MINUTE)) == 1
    assert noas.entries(called_off_since=THEN + 2 * MINUTE) == []


@pytest.mark.parametrize("titles", Titles)
def test_a_surprise_tells_whom_it_is_for_no_hidden_word(
    ilans: Subscriber, planners: Planners, titles: Titles
) -> None:
    noa, ilan = planners
    ilan.take(noa.offer(surprise=True))
    file = ilans.file(titles).decode().replace("\r\n ", "")
    assert [word for word in SECRETS if word in file] == []
    assert (BRING in file, "A surprise from Noa" in file) == (titles is Titles.FULL,) * 2


def test_the_file_of_a_surprise_is_the_same_whatever_is_hidden(
    ilans: Subscriber, planners: Planners, noas: Subscriber
) -> None:
    noa, ilan = planners
    plan = ilan.take(noa.offer(surprise=True))
    seen = ilans.only_entry()
    assert (seen.words, seen.place, seen.lines) == (
        "A surprise from Noa",
        "",
        (f"To wear or bring: {BRING}",),
    )
    assert noas.only_entry().words == WHAT
    noa.suggest(plan, TOMORROW, at=THEN, details=Details("Elsewhere", "Another note", BRING))
    called_off = ilans.only_entry()
    assert (called_off.words, called_off.place, called_off.lines) == (seen.words, seen.place, seen.lines)


def test_a_revealed_surprise_tells_what_it_is(ilans: Subscriber, planners: Planners) -> None:
    noa, ilan = planners
    plan = ilan.take(noa.offer(surprise=True))
    noa.reveal(plan, at=THEN + MINUTE)
    assert ilans.only_entry().words == WHAT
    assert ilans.only_entry().changed_at == THEN + MINUTE


def test_neutral_titles_hold_no_word_of_the_twos(
    noas: Subscriber, planners: Planners, talkers: tuple[Talker, Talker]
) -> None:
    planners[1].take(planners[0].offer())
    talkers[1].accept(talkers[0].offer())
    events = events_in(noas.file(Titles.NEUTRAL))
    assert sorted(str(event["SUMMARY"]) for event in events) == ["A plan", "A talk"]
    assert [name for event in events for name in ("LOCATION", "DESCRIPTION") if name in event] == []


def test_a_talk_stands_with_its_topic_and_goes_when_it_is_called_off(
    noas: Subscriber, talkers: tuple[Talker, Talker]
) -> None:
    noa, ilan = talkers
    offered = noa.offer()
    assert noas.entries() == []
    talk = ilan.accept(offered)
    first = noas.only_entry()
    assert (first.title, first.words, first.is_on) == ("A talk", f"A talk: {TOPIC}", True)
    moved = noa.suggest(talk, TOMORROW + DAY, at=THEN + MINUTE)
    second = noas.only_entry()
    noa.call_off(ilan.accept(moved, at=THEN + 2 * MINUTE), THEN + 3 * MINUTE)
    third = noas.only_entry()
    assert (second.is_on, third.is_on) == (False, False)
    assert first.number < second.number < third.number
    assert {first.about, second.about, third.about} == {talk.id}


def test_the_weekly_hour_stands_while_both_have_joined(
    noas: Subscriber, ilans: Subscriber, meeters: tuple[Meeter, Meeter]
) -> None:
    noa, ilan = meeters
    noa.suggest()
    assert noas.entries() == []
    ilan.join(at=THEN + MINUTE)
    on = noas.only_entry()
    assert (on.is_on, on.rhythm, on.starts_at) == (True, SUNDAYS, THAT_SUNDAY)
    assert ilans.only_entry() == on
    ilan.leave(THEN + 2 * MINUTE)
    off = noas.only_entry()
    ilan.join(at=THEN + 3 * MINUTE)
    again = noas.only_entry()
    assert (off.is_on, again.is_on) == (False, True)
    assert on.number < off.number < again.number
    assert on.about == off.about == again.about


def test_who_said_not_now_and_who_has_not_answered_look_the_same(
    noas: Subscriber, meeters: tuple[Meeter, Meeter]
) -> None:
    noa, ilan = meeters
    noa.suggest()
    noa.leave(THEN + MINUTE)
    assert noas.entries() == []
    ilan.not_now(THEN + 2 * MINUTE)
    assert noas.entries() == []


def test_another_couple_has_a_calendar_of_its_own(
    noas: Subscriber, planners: Planners, people: People
) -> None:
    planners[1].take(planners[0].offer())
    mara = Subscriber(noas.engine, noas.outbox, people.mara)
    assert mara.entries() == []
    assert len(noas.entries()) == 1
    assert noas.only_entry().ends_at - noas.only_entry().starts_at == timedelta(hours=2)


def _again(**changes: Any) -> Entry:
    """The last day of each month from 23:30 in Berlin on, for two hours."""
    return Entry(
        about=new_id(),
        path="/",
        starts_at=datetime(2026, 10, 31, 23, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        ends_at=datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("Europe/Berlin")),
        title="",
        words="",
        is_on=True,
        number=1,
        changed_at=THEN,
        **({"rhythm": monthly_on_day(date(2026, 10, 31), 31)} | changes),
    )


def test_what_comes_up_again_is_found_between_two_moments_also_once_it_has_begun() -> None:
    evening, midnight = time(22, 30), time(0)
    october, november, december = (
        datetime.combine(day, evening, UTC)
        for day in (date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 31))
    )
    since, until = datetime.combine(date(2026, 11, 1), midnight, UTC), december + HOUR
    assert list(_again().times_between(since, until)) == [october, november, december]
    assert list(_again().times_between(october + 2 * HOUR, december)) == [november]
    assert list(_again(without=frozenset({november.date()})).times_between(since, until)) == [
        october,
        december,
    ]


def test_what_is_once_is_found_while_it_is() -> None:
    once = _again(rhythm=None)
    assert list(once.times_between(once.ends_at - MINUTE, once.ends_at)) == [once.starts_at]
    assert list(once.times_between(once.ends_at, once.ends_at + DAY)) == []
    assert list(once.times_between(once.starts_at - DAY, once.starts_at)) == []
