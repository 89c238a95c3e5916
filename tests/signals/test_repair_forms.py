"""When to ask again, as people say it: after so many minutes, or at a time on their own clock."""

from datetime import UTC, datetime, time, timedelta

import pytest

from mend.errors import Invalid
from mend.signals.repair_forms import Reply
from mend.signals.repair_models import Answer
from tests.signals.partners import MINUTE, THEN

BERLIN = "Europe/Berlin"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("20:21", THEN + MINUTE),
        ("21:10", THEN + 50 * MINUTE),
        ("00:00", THEN + 220 * MINUTE),
        ("20:20", THEN + timedelta(days=1)),
        ("7:05", THEN + timedelta(hours=10, minutes=45)),
        ("21:10:00", THEN + 50 * MINUTE),
    ],
)
def test_a_time_of_day_is_the_next_time_the_clock_shows_it(at: str, moment: datetime) -> None:
    assert Reply.model_validate({"answer": "not_yet", "at": at}).ask_at(BERLIN, THEN) == moment


@pytest.mark.parametrize("at", ["24:00", "12:60", "soon", "12", "-1:00", "12:30 PM", "١٢:٣٠", "١:30"])
def test_what_is_no_time_of_day_is_said_beside_the_field(at: str) -> None:
    with pytest.raises(ValueError, match="Please name a time, such as 21:30"):
        Reply.model_validate({"answer": "not_yet", "at": at})


@pytest.mark.parametrize("after", [0, -5, 24 * 60 + 1])
def test_a_number_of_minutes_is_ahead_and_at_most_a_day(after: int) -> None:
    with pytest.raises(ValueError, match="after"):
        Reply(answer=Answer.NOT_YET, after=after)


def test_minutes_go_before_a_time_and_are_rounded_up_to_what_a_clock_shows() -> None:
    reply = Reply(answer=Answer.NOT_YET, after=30, at=time(23))
    assert reply.ask_at(BERLIN, THEN + timedelta(seconds=1)) == THEN + 31 * MINUTE


def test_a_yes_names_no_time() -> None:
    assert Reply(answer=Answer.YES, after=30, at=time(23)).ask_at(BERLIN, THEN) is None
    assert Reply(answer=Answer.NOT_YET).ask_at(BERLIN, THEN) is None


def test_a_time_that_the_clock_leaves_out_is_an_hour_later_and_not_earlier() -> None:
    # Berlin's clocks go forward from 02:00 to 03:00 on 29 March 2026.
    reply = Reply.model_validate({"answer": "not_yet", "at": "02:30"})
    assert reply.ask_at(BERLIN, utc("2026-03-29 00:15")) == utc("2026-03-29 01:30")


def test_a_day_of_25_hours_makes_just_now_too_far_away() -> None:
    with pytest.raises(Invalid, match="more than a day away") as refused:
        Reply.model_validate({"answer": "not_yet", "at": "20:00"}).ask_at(BERLIN, utc("2026-10-24 18:00"))
    assert refused.value.field == "at"
