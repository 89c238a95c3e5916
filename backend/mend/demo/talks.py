"""Talks the two booked for a good moment, and the one that is still to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from mend.demo.diary import Calendar, Diary
from mend.demo.partners import MINUTE, Two, Who
from mend.ids import new_id
from mend.talks.booking import Terms, accept_time, offer_talk
from mend.talks.conversation import begin_talk, finish_talk, park, say_how_one_is, tick


@dataclass(frozen=True)
class Booked:
    """A talk: offered so many days ago, for a time some days later. `parked` is what came up besides."""

    ago: int
    by: Who
    topic: str
    place: str
    in_days: int
    hour: int
    minutes: int = 30
    parked: str = ""


TALKS = (
    Booked(336, Who.NOA, "How we do the mornings", "Kitchen table", 3, 20),
    Booked(
        264,
        Who.ILAN,
        "Who drives at Christmas",
        "A walk by the river",
        4,
        11,
        40,
        "Presents for the little ones",
    ),
    Booked(180, Who.NOA, "The summer, and the money for it", "Kitchen table", 2, 19, 45),
    Booked(81, Who.ILAN, "Moving, or not yet", "Café at the corner", 5, 15, 45, "Ask about the lease"),
    Booked(22, Who.NOA, "The letter from the landlord", "Kitchen table", 2, 10, 20),
    Booked(2, Who.ILAN, "Where we spend New Year’s Eve", "On the sofa, with tea", 3, 20),  # tomorrow
)


def talk(two: Two, diary: Diary, calendar: Calendar) -> None:
    """Each from its offer to its end; the last one is booked, and still ahead."""
    for booked in TALKS:
        starts_at = calendar.ago(booked.ago - booked.in_days, booked.hour)
        diary.note(
            calendar.ago(booked.ago, 21, 40),
            partial(_book, two, diary, booked, starts_at),
        )


def _book(two: Two, diary: Diary, booked: Booked, starts_at: datetime, now: datetime) -> None:
    session, talk_id = two.session, new_id()
    asker = two.of(booked.by)
    other = two.other(asker)
    offered = offer_talk(
        session,
        asker,
        talk_id=talk_id,
        topic=booked.topic,
        terms=Terms([starts_at, starts_at + timedelta(days=1)], booked.place, booked.minutes),
        outbox=two.outbox,
        now=now,
    )
    accept_time(session, other, talk_id, offered.slots[0].id, outbox=two.outbox, now=now + 9 * MINUTE)

    def meet(now: datetime) -> None:
        for member in two.both:
            say_how_one_is(session, member, talk_id, frozenset(), now)
        begin_talk(session, asker, talk_id, now + 2 * MINUTE)
        if booked.parked:
            line = park(session, other, talk_id, line_id=new_id(), words=booked.parked, now=now + 9 * MINUTE)
            tick(session, asker, talk_id, line.id, done=True, now=now + 12 * MINUTE)
        finish_talk(session, asker, talk_id, now + (booked.minutes - 2) * MINUTE)

    diary.note(starts_at, meet)
