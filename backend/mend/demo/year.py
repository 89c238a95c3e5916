"""A year of the sample couple, lived in one go."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from mend.demo import (
    arguments,
    evenings,
    kindness,
    outings,
    owning,
    partners,
    promises,
    sundays,
    talks,
    together,
)
from mend.demo.diary import Calendar, Diary
from mend.demo.partners import Two
from mend.notifications.outbox import Outbox
from mend.notifications.worker import Chore

_A_WEEK = timedelta(weeks=1)


def live_a_year(
    session: Session, outbox: Outbox, secret: bytes, chores: Iterable[Chore], now: datetime
) -> Two:
    """Noa and Ilan, from the day they linked, a year before `now`, to `now`.

    Everything is done by the verbs of the domain at the moment it would have been done, the worker's chores
    once a week between. Nothing is told on a phone: there is none yet when it happens.
    """
    calendar, diary = Calendar(now), Diary()
    two = partners.meet(session, outbox, secret, calendar.ago(364, 18))
    for chapter in (
        partners.agree,
        promises.promise,
        owning.own,  # before the evenings: what is said of a day already is not said again
        evenings.spend_evenings,
        arguments.argue,
        kindness.give,
        talks.talk,
        sundays.meet,
        together.spend_time,
        outings.go_out,
    ):
        chapter(two, diary, calendar)

    def tidy_up(moment: datetime) -> None:
        for chore in chores:
            chore(session, moment)
        diary.note(moment + _A_WEEK, tidy_up)

    diary.note(calendar.ago(363, 4), tidy_up)
    diary.live(until=now)
    return two
