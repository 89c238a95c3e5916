"""Half a minute in the evening: what each says of the day, and what the other thanks them for."""

from datetime import date, datetime, timedelta
from functools import partial

from mend.commitments.entries import enter, go_on, share_entry
from mend.commitments.entry_models import Outcome, WayOn
from mend.commitments.today import Due, Shared, promises_for_today
from mend.couples.membership import Member
from mend.demo.diary import Calendar, Diary, at, chance, happens
from mend.demo.partners import Two
from mend.ids import new_id
from mend.thanks.jar import give_thanks, thanked_for

# Two weeks by the sea: nobody wrote anything down, and nothing came of it.
HOLIDAY = range(205, 219)  # days ago
# Of a hundred days that come up. On the rest they are too tired to say; the next evening asks once more.
_OUTCOMES = ((80, Outcome.KEPT), (86, Outcome.PARTLY), (92, Outcome.MISSED))
_LINES = {
    "time": ("Texted from the stairs", "Late, but told", "Half past, as said", "On the tram"),
    "phone": ("It rang. It stayed.", "We talked about Lisbon", "Soup and no screen"),
    "sunday": ("Two calm weeks ahead", "Booked the train", "Mostly coffee"),
    "seven": ("Closed the lid at seven", "Ten past. Still good."),
    "friday": ("Dumplings, crooked ones", "Too much ginger", "The lemon thing"),
    "say it": ("About the keys", "About Sunday’s lunch"),
}


def spend_evenings(two: Two, diary: Diary, calendar: Calendar) -> None:
    """Every evening of the year but the holiday's. Today's is left to whoever looks."""
    for day in calendar.days():
        ago = (calendar.today - day).days
        if ago in HOLIDAY:
            continue
        for member, hour, minute in ((two.noa, 21, 25), (two.ilan, 22, 5)):
            diary.note(at(day, hour, minute), partial(_evening, two, member))


def _evening(two: Two, member: Member, now: datetime) -> None:
    today = promises_for_today(two.session, member, now)
    for due in today.yesterday:
        if happens(due.occasion_on, f"late {due.words}", of_100=70):
            _say(two, member, due, Outcome.KEPT, now)
    for due in today.due:
        outcome = _outcome(due.occasion_on, f"{due.words} {member.person.name}")
        if outcome is not None:
            _say(two, member, due, outcome, now)
    for due in today.whenever:
        if happens(today.on, due.words, of_100=9):
            _say(two, member, due, Outcome.KEPT, now)
    _thank(two, member, today.shared, today.on, now)


def _outcome(day: date, about: str) -> Outcome | None:
    drawn = chance(day, about)
    return next((outcome for below, outcome in _OUTCOMES if drawn < below), None)


def _say(two: Two, member: Member, due: Due, outcome: Outcome, now: datetime) -> None:
    entry = enter(
        two.session,
        member,
        entry_id=new_id(),
        commitment_id=due.commitment_id,
        occasion_on=due.occasion_on,
        outcome=outcome,
        line=_line(two, due) if outcome is Outcome.KEPT else "",
        tapped_at=now,
        now=now,
    )
    if outcome is Outcome.MISSED and happens(due.occasion_on, "share", of_100=40):
        share_entry(two.session, member, entry.id, now=now + timedelta(minutes=3))
    if outcome is Outcome.MISSED and happens(due.occasion_on, "way on", of_100=25):
        go_on(two.session, member, entry.id, WayOn.LET_GO, now=now + timedelta(minutes=4))


def _line(two: Two, due: Due) -> str:
    named = {promise_id: name for name, promise_id in two.promises.items()}
    name = named.get(due.commitment_id, "")
    lines = _LINES.get(name, ())
    if not lines or not happens(due.occasion_on, f"line {name}", of_100=16):
        return ""
    return lines[chance(due.occasion_on, "which") % len(lines)]


def _thank(two: Two, member: Member, shared: list[Shared], day: date, now: datetime) -> None:
    """For one thing the other shared, now and then, with the words one tap says."""
    new = [one for one in shared if one.outcome is Outcome.KEPT and one.shared_on == day]
    if not new or not happens(day, f"thanks {member.person.name}", of_100=14):
        return
    one = new[chance(day, "for which") % len(new)]
    if one.entry_id in thanked_for(two.session, member, [one.entry_id]):
        return
    give_thanks(
        two.session,
        member,
        thanks_id=new_id(),
        words=f"Thank you for: {one.words}",
        entry_id=one.entry_id,
        outbox=two.outbox,
        now=now + timedelta(minutes=5),
    )
