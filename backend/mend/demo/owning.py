"""One promise that was missed, owned, thanked for, and the smaller one that came of it."""

from datetime import datetime, timedelta
from uuid import UUID

from mend.commitments.amends import answer_amends, find_letter, own_miss
from mend.commitments.amends_models import AmendsReply
from mend.commitments.entries import enter
from mend.commitments.entry_models import Outcome
from mend.commitments.models import Turn
from mend.commitments.offers import accept_wording, offer_promise
from mend.commitments.turns import take_turn_with
from mend.commitments.wordings import Terms
from mend.demo.diary import Calendar, Diary
from mend.demo.partners import MINUTE, Two
from mend.ids import new_id
from mend.rhythms.rhythm import once
from mend.thanks.jar import give_thanks

_OFFERED, _DUE, _PLANNED = 62, 56, 51  # days ago


def own(two: Two, diary: Diary, calendar: Calendar) -> None:
    """Ilan's shelf."""
    shelf = _Shelf(two, calendar)
    diary.note(calendar.ago(_OFFERED, 19, 45), shelf.promise)
    diary.note(calendar.ago(_DUE, 20, 10), shelf.miss)
    diary.note(calendar.ago(_DUE - 1, 7, 50), shelf.thank)
    diary.note(calendar.ago(_PLANNED, 12, 30), shelf.keep)


class _Shelf:
    """The shelf in the hall, from the promise to the screws."""

    def __init__(self, two: Two, calendar: Calendar) -> None:
        self._two, self._calendar = two, calendar
        self._promise_id, self._entry_id, self._amends_id = new_id(), new_id(), new_id()
        two.promises["shelf"] = self._promise_id

    def promise(self, now: datetime) -> None:
        """Ilan offers it, Noa says yes."""
        two, day = self._two, self._calendar.today - timedelta(days=_DUE)
        offer_promise(
            two.session,
            two.ilan,
            commitment_id=self._promise_id,
            owner_id=two.ilan.person.id,
            terms=Terms("I’ll put up the shelf in the hall.", "You trip over the shoes", once(day)),
            outbox=two.outbox,
            now=now,
        )
        accept_wording(
            two.session, two.noa, self._promise_id, seen=1, outbox=two.outbox, now=now + 20 * MINUTE
        )

    def miss(self, now: datetime) -> None:
        """Not this time; and Ilan owns it, with a plan for another morning."""
        two, day = self._two, self._calendar.today - timedelta(days=_DUE)
        self._enter(self._promise_id, self._entry_id, Outcome.MISSED, _DUE, now)
        planned = day + timedelta(days=_DUE - _PLANNED)
        plan = Terms(
            "Before lunch I put up the shelf, phone off.", "", once(planned), planned + timedelta(days=2)
        )
        own_miss(
            two.session,
            two.ilan,
            amends_id=self._amends_id,
            entry_id=self._entry_id,
            did="I said I would, and then I played all afternoon.",
            landed="You stumbled over the shoes with the bags. You looked tired, and let down.",
            plan=plan,
            outbox=two.outbox,
            now=now + 25 * MINUTE,
        )
        answer_amends(
            two.session, two.noa, self._entry_id, AmendsReply.LATER, outbox=two.outbox, now=now + 70 * MINUTE
        )

    def thank(self, now: datetime) -> None:
        """Noa has slept on it."""
        two = self._two
        answer_amends(two.session, two.noa, self._entry_id, AmendsReply.THANKS, outbox=two.outbox, now=now)
        plan = find_letter(two.session, two.noa, self._entry_id).plan
        accept_wording(two.session, two.noa, plan.id, seen=1, outbox=two.outbox, now=now + 2 * MINUTE)

    def keep(self, now: datetime) -> None:
        """It hangs."""
        two = self._two
        plan = find_letter(two.session, two.ilan, self._entry_id).plan
        entry_id = new_id()
        self._enter(plan.id, entry_id, Outcome.KEPT, _PLANNED, now)
        give_thanks(
            two.session,
            two.noa,
            thanks_id=new_id(),
            words="It hangs! And straight. Thank you.",
            entry_id=entry_id,
            outbox=two.outbox,
            now=now + 9 * MINUTE,
        )
        for promise_id in (plan.id, self._promise_id):
            take_turn_with(two.session, two.ilan, promise_id, Turn.FINISHED, now=now + 12 * MINUTE)

    def _enter(self, promise_id: UUID, entry_id: UUID, outcome: Outcome, ago: int, now: datetime) -> None:
        enter(
            self._two.session,
            self._two.ilan,
            entry_id=entry_id,
            commitment_id=promise_id,
            occasion_on=self._calendar.today - timedelta(days=ago),
            outcome=outcome,
            tapped_at=now,
            now=now,
        )
