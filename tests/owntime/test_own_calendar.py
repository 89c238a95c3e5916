"""Time for oneself in the calendars people subscribe to: what other programs read is what Mend means."""

from datetime import time

import pytest

from mend.calendar.models import Titles
from mend.rhythms.rhythm import Weekday, monthly_on_day, weekly
from tests.calendar.test_writing import FIVE_YEARS, by_ical_js, by_icalendar, file_of
from tests.owntime.keepers import DAY, FRIDAY, WEEK, Keeper, stretch
from tests.signals.partners import THEN


@pytest.mark.parametrize("titles", Titles)
def test_five_years_are_read_alike_without_the_days_left_out(noas: Keeper, titles: Titles) -> None:
    fortnight = weekly(FRIDAY, [Weekday.TUESDAY, Weekday.FRIDAY], every=2)
    own = noas.keep_time(stretch(fortnight, time(22, 30), minutes=240))
    noas.keep_time(stretch(monthly_on_day(FRIDAY, 31, FRIDAY + 99 * WEEK), time(23), "Asia/Kathmandu"))
    given = noas.keep_time(stretch(weekly(FRIDAY, [Weekday.SUNDAY])))
    for weeks in (2, 4, 18, 20, 50):
        noas.skip(own.id, FRIDAY + weeks * WEEK)
    noas.give_back(given.id, THEN + 30 * WEEK)
    noas.give_back(noas.keep_time().id, THEN + DAY)  # it has begun
    until = THEN + FIVE_YEARS
    file = file_of(*noas.entries(), zone="Asia/Tokyo", titles=titles)
    meant = sorted((str(one.entry.about), one.starts_at, one.ends_at) for one in noas.times(THEN, until))
    assert len([about for about, _, _ in meant if about == str(own.id)]) == 1 + 2 * 130 - 5
    assert sorted(by_icalendar(file, until)) == sorted(by_ical_js(file, until)) == meant
    assert (b"Own time" in file, b"Time for yourself" in file) == (
        titles is Titles.NEUTRAL,
        titles is Titles.FULL,
    )
