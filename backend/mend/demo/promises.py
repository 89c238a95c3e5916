"""What the two promise each other over the year: offered, changed, agreed on, rested, let go."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from mend.commitments.models import Turn
from mend.commitments.offers import accept_wording, decline_wording, offer_promise, suggest_wording
from mend.commitments.reminders import set_reminder
from mend.commitments.reviews import look_again
from mend.commitments.shelf import Promise, find_promise
from mend.commitments.turns import take_turn_with
from mend.commitments.wordings import Terms
from mend.couples.membership import Member
from mend.demo.diary import Calendar, Diary
from mend.demo.partners import Two
from mend.ids import new_id
from mend.rhythms.rhythm import (
    Nth,
    Rhythm,
    Weekday,
    daily,
    monthly_on_weekday,
    once,
    weekly,
    whenever,
)

Starting = Callable[[date], Rhythm]

WORKDAYS = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
_LOOK_AFTER = timedelta(weeks=8)


def promise(two: Two, diary: Diary, calendar: Calendar) -> None:
    """The promises of the year, each with its story."""
    tell = _Teller(two, diary, calendar)
    noa, ilan = two.both

    tell.offer(
        350,
        noa,
        "time",
        "When I leave work, I’ll text an honest time.",
        _on_workdays,
        why="So that nobody waits with the soup",
    )
    tell.agree(350, "time")
    tell.change(
        170, ilan, "time", "When I leave the office, I’ll text when I’ll really be home.", _on_workdays
    )
    tell.agree(170, "time")
    tell.remind(168, noa, "time", time(18, 15))

    tell.offer(
        340,
        ilan,
        "phone",
        "When we eat, my phone stays in the hallway.",
        daily,
        why="You said you miss my eyes",
    )
    tell.agree(339, "phone")
    tell.remind(120, ilan, "phone", time(21, 0))

    tell.offer(
        322,
        noa,
        "sunday",
        "On Sundays we look at the week, with coffee.",
        lambda day: weekly(day, [Weekday.SUNDAY]),
        ours=True,
    )
    tell.agree(321, "sunday")

    tell.offer(300, noa, "dentist", "I’ll call the dentist.", lambda day: once(day + timedelta(days=6)))
    tell.agree(300, "dentist")
    tell.turn(293, noa, "dentist", Turn.FINISHED)

    tell.offer(280, ilan, "say it", "When something bothers me, I’ll say it the same day.", whenever)
    tell.agree(278, "say it")

    tell.offer(
        262,
        noa,
        "seven",
        "Four evenings a week I stop working at seven.",
        lambda day: weekly(day, WORKDAYS[:4]),
    )
    tell.agree(261, "seven")
    tell.change(
        204,
        noa,
        "seven",
        "Tuesday and Thursday I stop working at seven.",
        lambda day: weekly(day, [Weekday.TUESDAY, Weekday.THURSDAY]),
    )
    tell.agree(203, "seven")
    tell.turn(96, noa, "seven", Turn.RESTED)

    tell.offer(231, ilan, "run", "We go running before breakfast.", daily, ours=True)
    tell.decline(230, "run")

    tell.offer(
        190,
        ilan,
        "friday",
        "On the last Friday I cook something new.",
        lambda day: monthly_on_weekday(day, Nth.LAST, Weekday.FRIDAY),
    )
    tell.agree(189, "friday")

    tell.offer(
        150, ilan, "mother", "I’ll call your mother every week.", lambda day: weekly(day, [Weekday.WEDNESDAY])
    )
    tell.agree(149, "mother")
    tell.turn(101, ilan, "mother", Turn.LET_GO)

    tell.offer(
        1,
        ilan,
        "sofa",
        "When one of us comes home, ten minutes on the sofa first.",
        _on_workdays,
        ours=True,
        why="Before the day takes over",
    )


def _on_workdays(day: date) -> Rhythm:
    return weekly(day, WORKDAYS)


class _Teller:
    """Writes into the diary what happens to a promise, days before the end of the year."""

    def __init__(self, two: Two, diary: Diary, calendar: Calendar) -> None:
        self._two, self._diary, self._calendar = two, diary, calendar
        self._author: dict[str, Member] = {}  # whose wording waits for the other's word

    def offer(
        self,
        ago: int,
        member: Member,
        name: str,
        words: str,
        rhythm: Starting,
        *,
        ours: bool = False,
        why: str = "",
    ) -> None:
        """`member` offers a promise of theirs, or one of both; its first day is the next."""
        two, promise_id = self._two, new_id()
        two.promises[name] = promise_id

        def deed(now: datetime) -> None:
            offer_promise(
                two.session,
                member,
                commitment_id=promise_id,
                owner_id=None if ours else member.person.id,
                terms=self._terms(ago, words, why, rhythm),
                outbox=two.outbox,
                now=now,
            )

        self._author[name] = member
        self._diary.note(self._calendar.ago(ago, 20, 5), deed)

    def change(self, ago: int, member: Member, name: str, words: str, rhythm: Starting) -> None:
        """`member` suggests other words for what both agreed on."""
        two = self._two

        def deed(now: datetime) -> None:
            promise = self._find(name)
            suggest_wording(
                two.session,
                member,
                promise.id,
                seen=promise.wording.number,
                terms=self._terms(ago, words, promise.wording.why, rhythm),
                outbox=two.outbox,
                now=now,
            )

        self._author[name] = member
        self._diary.note(self._calendar.ago(ago, 19, 20), deed)

    def agree(self, ago: int, name: str) -> None:
        """The other says yes that evening to the words that wait; later, both say that they still fit."""
        two, answerer = self._two, self._two.other(self._author[name])

        def deed(now: datetime) -> None:
            promise = self._find(name)
            accept_wording(
                two.session, answerer, promise.id, seen=_waiting(promise), outbox=two.outbox, now=now
            )

        self._diary.note(self._calendar.ago(ago, 21, 15), deed)
        for look in range(ago - _LOOK_AFTER.days, 0, -28):
            self._diary.note(self._calendar.ago(look, 20, 30), lambda now: self._look(name, now))

    def decline(self, ago: int, name: str) -> None:
        """No, thanks."""
        two, answerer = self._two, self._two.other(self._author[name])

        def deed(now: datetime) -> None:
            promise = self._find(name)
            decline_wording(two.session, answerer, promise.id, seen=_waiting(promise), now=now)

        self._diary.note(self._calendar.ago(ago, 12, 40), deed)

    def turn(self, ago: int, member: Member, name: str, turn: Turn) -> None:
        """Rested, finished, let go."""
        two = self._two
        self._diary.note(
            self._calendar.ago(ago, 19, 50),
            lambda now: take_turn_with(two.session, member, two.promises[name], turn, now=now),
        )

    def remind(self, ago: int, member: Member, name: str, clock: time) -> None:
        """The owner chooses an hour."""
        two = self._two
        self._diary.note(
            self._calendar.ago(ago, 20, 55),
            lambda now: set_reminder(
                two.session, member, two.promises[name], clock, outbox=two.outbox, now=now
            ),
        )

    def _look(self, name: str, now: datetime) -> None:
        """Both find that it still fits, if this is the day to look."""
        two = self._two
        today = now.date()
        for member in two.both:
            promise = self._find(name)
            if promise.agreed is not None and promise.may_be_reviewed(today):
                look_again(
                    two.session,
                    member,
                    promise.id,
                    seen=promise.agreed.number,
                    today=today,
                    outbox=two.outbox,
                    now=now,
                )

    def _find(self, name: str) -> Promise:
        return find_promise(self._two.session, self._two.noa, self._two.promises[name])

    def _terms(self, ago: int, words: str, why: str, rhythm: Starting) -> Terms:
        day = self._calendar.today - timedelta(days=ago)
        return Terms(words, why, rhythm(day + timedelta(days=1)), review_on=day + _LOOK_AFTER)


def _waiting(promise: Promise) -> int:
    if promise.waiting is None:
        raise LookupError("an answer to words that do not wait")
    return promise.waiting.number
