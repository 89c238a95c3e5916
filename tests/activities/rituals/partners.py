"""Two partners with rituals, each deed in a transaction of its own, at a moment the test names."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from mend.activities.plan_diary import PlanNow, find_plan
from mend.activities.rituals.agreeing import (
    end_ritual,
    join,
    let_rest,
    offer_ritual,
    suggest_change,
    take_back,
)
from mend.activities.rituals.occasions import make_occasions, open_occasion
from mend.activities.rituals.reading import RitualNow, RitualShelf, find_ritual, rituals_of
from mend.activities.rituals.taken import ritual_times
from mend.activities.rituals.terms import Terms
from mend.database import unit_of_work
from mend.ids import new_id
from mend.rhythms.rhythm import Rhythm, Weekday, weekly
from tests.activities.planners import Planner
from tests.signals.partners import THEN

BERLIN = "Europe/Berlin"
TODAY = date(2026, 11, 20)  # a Friday; THEN is 20:20 on it, in Berlin
NEXT_FRIDAY = date(2026, 11, 27)
SUNDAY = date(2026, 11, 22)
FRIDAYS = weekly(TODAY, [Weekday.FRIDAY])
SUNDAYS = weekly(SUNDAY, [Weekday.SUNDAY])
WHAT, PLACE, NOTE = "Our evening", "The balcony", "Phones in the drawer"


def terms(rhythm: Rhythm = FRIDAYS, at: time = time(19), **other: object) -> Terms:
    """Each Friday at 19:00 in Berlin for two hours, if nothing else is said."""
    said: dict[str, object] = {
        "what": WHAT, "place": PLACE, "note": NOTE, "minutes": 120, "zone": BERLIN,
    }  # fmt: skip
    return Terms(rhythm=rhythm, at=at, **(said | other))  # type: ignore[arg-type]


def friday(weeks: int, hour: int = 18) -> datetime:
    """A Friday that many weeks after the next one, at 19:00 in Berlin (in winter)."""
    return datetime(2026, 11, 27, hour, tzinfo=UTC) + weeks * (NEXT_FRIDAY - TODAY)


@dataclass(frozen=True)
class Ritualist(Planner):
    """One of the two."""

    def begin(
        self, said: Terms | None = None, *, at: datetime = THEN, ritual_id: UUID | None = None
    ) -> RitualNow:
        """Offer a ritual."""
        with unit_of_work(self.engine) as session:
            return offer_ritual(
                session,
                self.member(session),
                ritual_id=ritual_id or new_id(),
                terms=said or terms(),
                outbox=self.outbox,
                now=at,
            )

    def change(
        self, ritual: RitualNow, said: Terms, *, at: datetime = THEN, instead_of: int | None = None
    ) -> RitualNow:
        """Suggest other terms, in place of the offer `ritual` shows."""
        with unit_of_work(self.engine) as session:
            return suggest_change(
                session,
                self.member(session),
                ritual.id,
                instead_of=ritual.newest.number if instead_of is None else instead_of,
                terms=said,
                outbox=self.outbox,
                now=at,
            )

    def join(self, ritual: RitualNow, at: datetime = THEN) -> RitualNow:
        """Yes."""
        with unit_of_work(self.engine) as session:
            return join(
                session,
                self.member(session),
                ritual.id,
                seen=ritual.newest.number,
                outbox=self.outbox,
                now=at,
            )

    def leave_it(self, ritual: RitualNow, at: datetime = THEN) -> RitualNow:
        """Not now; or, of one's own offer, take it back."""
        with unit_of_work(self.engine) as session:
            verb = take_back if ritual.newest.offered_by == self.id else let_rest
            return verb(session, self.member(session), ritual.id, seen=ritual.newest.number, now=at)

    def end_it(self, ritual: RitualNow, at: datetime = THEN) -> RitualNow:
        """It does not go on."""
        with unit_of_work(self.engine) as session:
            return end_ritual(
                session,
                self.member(session),
                ritual.id,
                seen=ritual.counts.number,
                outbox=self.outbox,
                now=at,
            )

    def open(self, ritual: RitualNow, day: date, at: datetime = THEN) -> PlanNow:
        """Open one day of it."""
        with unit_of_work(self.engine) as session:
            member = self.member(session)
            return find_plan(session, member, open_occasion(session, member, ritual.id, day, now=at))

    def ritual(self, ritual: RitualNow) -> RitualNow:
        """The ritual as the database has it now."""
        with unit_of_work(self.engine, writes=False) as session:
            return find_ritual(session, self.member(session), ritual.id)

    def shelf(self, at: datetime = THEN) -> RitualShelf:
        """Every list of rituals."""
        with unit_of_work(self.engine, writes=False) as session:
            return rituals_of(session, self.member(session), at)

    def takes(self, begins: datetime, ends: datetime) -> list[datetime]:
        """When rituals take time that is no plan yet."""
        with unit_of_work(self.engine, writes=False) as session:
            return [one.starts_at for one in ritual_times(session, self.member(session), begins, ends)]

    def work(self, at: datetime) -> None:
        """The chore of the worker."""
        with unit_of_work(self.engine) as session:
            make_occasions(session, at)
