"""The calendar inside the app: what is ahead day by day, a month, and what they cost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
import sqlalchemy as sa
from babel import Locale

from mend.calendar.days import Month
from mend.couples.calendar import Entry, Window
from mend.couples.membership import Member
from mend.database import unit_of_work
from mend.ids import new_id
from mend.owntime.kept import Stretch, keep_time, skip_day
from mend.rhythms.rhythm import Weekday, daily, once, weekly
from tests.activities.planners import DAY, HOUR, NOTE, PLACE, TOMORROW, WHAT, Planner
from tests.calendar.subscribers import Subscriber
from tests.calendar.years import years_of_plans
from tests.markup import Node, parse
from tests.people import Visitor
from tests.queries import recorded
from tests.signals.partners import MINUTE, THEN
from tests.talks.partners import TOPIC, Talker
from tests.weekly.partners import Meeter

Planners = tuple[Planner, Planner]
LIST, MONTH = "/calendar", "/calendar/month"
FRIDAY = THEN.date()
pytestmark = pytest.mark.usefixtures("clock")


def keep(who: Subscriber, stretch: Stretch) -> None:
    with unit_of_work(who.engine) as session:
        keep_time(session, who.member(session), new_id(), stretch, THEN)


def days(visitor: Visitor, path: str = LIST) -> dict[str, list[str]]:
    """What stands under the name of each day."""
    page = parse(visitor.get(path).text).one(id="calendar")
    return {
        section.one("h2").text: [row.text for row in section.all("a", class_="row-link")]
        for section in page.all("section")
        if section.all("a", class_="row-link")
    }


def cells(visitor: Visitor, path: str = MONTH) -> dict[str, Node]:
    """The days of the month, by their numbers."""
    table = parse(visitor.get(path).text).one("table")
    return {cell.text: cell for cell in table.all("a")}


def test_the_next_weeks_stand_day_by_day_and_lead_to_what_they_are(
    noa: Visitor,
    noas: Subscriber,
    planners: Planners,
    talkers: tuple[Talker, Talker],
    meeters: tuple[Meeter, Meeter],
) -> None:
    assert parse(noa.get(LIST).text).all(class_="empty")
    plan = planners[1].take(planners[0].offer())
    talkers[1].accept(talkers[0].offer(TOMORROW - 2 * HOUR))
    meeters[0].suggest()
    meeters[1].join(at=THEN)
    keep(noas, Stretch(once(FRIDAY + 2 * DAY), time(10), "Europe/Berlin", 60))
    found = days(noa)
    assert list(found)[:2] == ["Tomorrow, Saturday, 21 November", "Sunday, 22 November"]
    assert found["Tomorrow, Saturday, 21 November"] == [
        f"A talk: {TOPIC} 18:20 to 18:50 · At the kitchen table",
        f"{WHAT} 20:20 to 22:20 · {PLACE}",
    ]
    assert found["Sunday, 22 November"] == ["Time for yourself 10:00 to 11:00", "Weekly us 19:00 to 20:00"]
    assert [name for name in found if name.startswith("Sunday")] == [
        f"Sunday, {day}" for day in ("22 November", "29 November", "6 December", "13 December")
    ]
    page = noa.get(LIST).text
    assert f'href="/together/plans/{plan.id}"' in page
    assert "This is until Thursday, 17 December." in page


def test_more_goes_on_by_month_and_no_further_than_a_year(noa: Visitor, noas: Subscriber) -> None:
    keep(noas, Stretch(weekly(FRIDAY, [Weekday.MONDAY]), time(9), "Europe/Berlin", 60))
    for path, last, more in (
        (LIST, "Monday, 14 December", ["2026-12"]),
        (f"{LIST}?until=2026-12", "Monday, 28 December", ["2027-01"]),
        (f"{LIST}?until=2027-11", "Monday, 29 November 2027", []),
    ):
        page = parse(noa.get(path).text).one(id="calendar")
        assert page.all("h2")[-1].text == last
        assert [link.attrs["href"][-7:] for link in page.all("a", class_="button")] == more


@pytest.mark.parametrize("until", ["2027-12", "2026-10", "9999-12", "2026-13", "soon", "x" * 3000, "²027-01"])
def test_an_end_that_cannot_be_is_four_weeks(noa: Visitor, until: str) -> None:
    answer = noa.get(LIST, params={"until": until})
    assert answer.status_code == 200
    assert "Thursday, 17 December" in answer.text


def test_what_was_called_off_or_moves_is_not_there(noa: Visitor, planners: Planners) -> None:
    plan = planners[1].take(planners[0].offer())
    moved = planners[0].suggest(plan, TOMORROW + 2 * DAY)
    assert days(noa) == {}
    planners[1].take(moved)
    assert list(days(noa)) == ["Monday, 23 November"]
    assert days(noa, f"{MONTH}?month=2026-11&day=2026-11-21") == {}


def test_a_surprise_says_no_hidden_word(noa: Visitor, ilan: Visitor, planners: Planners) -> None:
    planners[1].take(planners[0].offer(surprise=True))
    for path in (LIST, f"{MONTH}?day=2026-11-21"):
        assert list(days(ilan, path).values()) == [["A surprise from Noa 20:20 to 22:20"]]
        assert [word for word in (WHAT, PLACE, NOTE) if word in ilan.get(path).text] == []
        assert list(days(noa, path).values()) == [[f"{WHAT} 20:20 to 22:20 · {PLACE}"]]


def test_each_reads_it_by_their_own_clock(noas: Subscriber, ilan: Visitor, noa: Visitor) -> None:
    keep(noas, Stretch(once(FRIDAY + DAY), time(22), "Europe/Berlin", 240))
    assert days(noa) == {
        "Tomorrow, Saturday, 21 November": ["Time for yourself from 22:00"],
        "Sunday, 22 November": ["Time for yourself until 02:00"],
    }
    Subscriber(noas.engine, noas.outbox, noas.id).travel("Asia/Tokyo")
    assert days(noa) == {"Tomorrow, Sunday, 22 November": ["Time for yourself 06:00 to 10:00"]}
    assert next(iter(days(ilan).values())) == ["Time for Noa from 22:00"]


def test_a_month_marks_its_days_and_shows_the_one_that_is_tapped(
    noa: Visitor, noas: Subscriber, planners: Planners
) -> None:
    planners[1].take(planners[0].offer())
    keep(noas, Stretch(daily(FRIDAY, FRIDAY + DAY), time(23), "Europe/Berlin", 30))
    found = cells(noa)
    assert list(found) == [str(number) for number in range(1, 31)]
    assert found["20"].attrs["aria-current"] == "date"
    assert found["19"].attrs["aria-label"] == "Thursday, 19 November"
    assert found["21"].attrs["aria-label"] == (
        "Saturday, 21 November: Something together and Time for one of you"
    )
    assert [mark.attrs["class"] for mark in found["21"].all(class_="mark")] == [
        "mark mark-together",
        "mark mark-own",
    ]
    assert list(days(noa, MONTH)) == ["Today, Friday, 20 November"]
    tapped = found["21"].attrs["href"].partition("#")[0]
    assert len(days(noa, tapped)["Tomorrow, Saturday, 21 November"]) == 2
    page = parse(noa.get(tapped).text)
    assert page.one("a", class_="chosen").text == "21"
    assert page.one(id="calendar").attrs["hx-get"] == f"{MONTH}?month=2026-11&day=2026-11-21"
    assert "Nothing on this day." in noa.get(f"{MONTH}?day=2026-11-01").text
    assert "Nothing in this month yet." in noa.get(f"{MONTH}?month=2027-03").text


def test_the_months_lead_on_and_end_somewhere(noa: Visitor) -> None:
    def steps(month: str) -> list[str]:
        page = parse(noa.get(MONTH, params={"month": month}).text)
        return [link.attrs["href"].partition("=")[2] for link in page.all("a", class_="month-step")]

    assert steps("2026-12") == ["2026-11", "2027-01"]
    assert steps("2031-12") == ["2031-11"]
    assert steps("2006-01") == ["2006-02"]
    for bad in ("2032-01", "2005-12", "0000-01", "2026-00", "December", "x" * 3000, "٢٠٢٦-١٢"):
        assert steps(bad) == ["2026-10", "2026-12"]
    for bad in ("2026-11-31", "2026-12-01", "20", "x" * 3000):
        assert "Today, Friday, 20 November" in noa.get(MONTH, params={"day": bad}).text


def test_weeks_begin_where_the_language_begins_them() -> None:
    november = Month(2026, 11)  # the 1st is a Sunday
    assert november.weeks(0)[0] == [None] * 6 + [date(2026, 11, 1)]
    assert november.weeks(6)[0][0] == date(2026, 11, 1)
    assert [len(week) for week in november.weeks(6)] == [7] * 5
    assert november.weeks(0)[-1] == [date(2026, 11, 30)] + [None] * 6
    assert (Locale.parse("en").first_week_day, Locale.parse("en_US").first_week_day) == (0, 6)


def test_an_occasion_that_moved_stands_where_it_is_now_and_one_left_out_nowhere(
    noa: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    series = Entry(
        about=new_id(),
        path="/",
        starts_at=begins,
        ends_at=begins + HOUR,
        title="",
        words="Tea",
        is_on=True,
        number=0,
        changed_at=THEN,
        rhythm=daily(begins.date(), begins.date() + 4 * DAY),
        without=frozenset({begins.date() + DAY}),
    )
    apart = {"rhythm": None, "without": frozenset[date]()}
    moved = replace(
        series,
        starts_at=begins + 30 * DAY,
        ends_at=begins + 30 * DAY + HOUR,
        instead_of=begins + 2 * DAY,
        **apart,  # type: ignore[arg-type]
    )
    off = replace(series, is_on=False, instead_of=begins + 3 * DAY, **apart)  # type: ignore[arg-type]

    def part(*_: object) -> Iterator[Entry]:
        yield from (series, moved, off)

    monkeypatch.setattr(noa.mend.state, "calendar", (part,))
    assert list(days(noa)) == ["Monday, 23 November", "Friday, 27 November"]
    assert cells(noa, f"{MONTH}?month=2026-12")["23"].all(class_="mark-together")


def test_a_month_asks_the_database_as_often_after_ten_years(
    noa: Visitor, mara: Visitor, noas: Subscriber, engine: sa.Engine
) -> None:
    with unit_of_work(engine) as session:
        member: Member = noas.member(session)
        years_of_plans(session, member, 10, THEN)
        for number in range(20):
            own = keep_time(session, member, new_id(), Stretch(daily(FRIDAY), time(number), "UTC", 30), THEN)
            skip_day(session, member, own.id, FRIDAY + DAY, THEN)
    assert WHAT in noa.get(f"{MONTH}?day=2026-11-13").text
    for path in (MONTH, LIST):
        with recorded(engine) as many:
            assert noa.get(path).status_code == 200
        with recorded(engine) as few:
            assert mara.get(path).status_code == 200
        assert len(many) == len(few)
        assert len(many) <= 12


def test_a_window_reads_what_lies_in_it_and_no_more(
    noas: Subscriber, engine: sa.Engine, planners: Planners, talkers: tuple[Talker, Talker]
) -> None:
    planners[1].take(planners[0].offer())
    talkers[1].accept(talkers[0].offer())
    with unit_of_work(engine) as session:
        years_of_plans(session, noas.member(session), 1, THEN)
    window = Window(THEN - 15 * DAY, THEN + 2 * DAY)
    assert len(noas.entries()) == 54
    assert len(noas.entries_in(window)) == 4
    assert [one.starts_at for one in noas.entries_in(Window(TOMORROW + HOUR, TOMORROW + 2 * HOUR))] == [
        TOMORROW
    ]
    assert noas.entries_in(Window(TOMORROW + 3 * DAY, TOMORROW + 4 * DAY + MINUTE)) == []
