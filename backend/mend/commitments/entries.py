"""Follow-through: what a promise's owner says of one of its days, and nobody else.

    open ──kept, partly──────▶ said, and shared at once
    open ──not this time─────▶ said, the owner's alone ──share──▶ shared
    open ──moved to …────────▶ said, the owner's alone; the day it was moved to asks again
    said ──another tap───────▶ said anew: the tap that was latest counts, whenever it arrives
    said ──withdraw──────────▶ open
    not this time ──make it smaller, let it go──▶ the owner has gone on (see `WayOn`)
    not this time ──own it──▶ shared, and said for good: amends tell of it (see `amends`)

Nothing is overwritten: what a later tap took the place of is kept as superseded. So two phones that were out
of reach end up with the same, in whichever order they are heard. Of two taps in the same moment the one with
the later id counts. Saying the very same again leaves the entry that is there, thanks for it included.

What is not shared leaves no trace for the other: no page, no number and no event of the couple tells of it.
A stitch is sewn for a day that was kept, and for one that was kept in part: an honest *partly* costs
nothing. It is taken out only when the owner says that it was a mistake.
"""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from sqlmodel import Session, col, select

from mend.cloth.models import Kind as Stitched
from mend.cloth.stitches import add_stitch, take_back_stitch
from mend.commitments.days import check_day, check_keeper, check_new_day, counting_entry, today_of
from mend.commitments.entry_models import FollowThrough, Outcome, WayOn
from mend.commitments.lifetime import lifetime_of
from mend.commitments.reminders import withdraw_reminder
from mend.commitments.shelf import find_promise
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, NotFound, Refused
from mend.live.events import announce

SEWN = frozenset({Outcome.KEPT, Outcome.PARTLY})  # shared at once, too
# A tap that waited on a phone may come from farther east, where the day had begun already.
_WAITED = timedelta(minutes=1)


def enter(
    session: Session,
    member: Member,
    *,
    entry_id: UUID,
    commitment_id: UUID,
    occasion_on: date,
    outcome: Outcome,
    moved_to: date | None = None,
    line: str = "",
    tapped_at: datetime,
    now: datetime,
) -> FollowThrough:
    """Say how it went on a day of a promise of one's own; an earlier word on that day makes room.

    The same id again is the same entry, with other content it is `Refused`. `Refused` for the other's
    promise and one that is only offered, `Invalid` (fields "on" and "moved_to") for a day that has no
    place for it. `Refused`, too, for another word on a day that was owned. `tapped_at` is when the thumb was
    on the button; it may be long before `now`.
    """
    hold_open(session, member.couple_id)
    said = (commitment_id, member.person.id, occasion_on, outcome, moved_to, line)
    known = session.get(FollowThrough, (member.couple_id, entry_id), populate_existing=True)
    if known is not None:
        if _said(known) != said:
            raise Refused(N_("This was saved before, with another answer. Please tap once more."))
        return known
    promise = find_promise(session, member, commitment_id)
    check_keeper(promise, member)
    tapped_at = min(tapped_at, now)
    life = lifetime_of(session, member.couple_id, commitment_id, member.person.time_zone)
    counting = counting_entry(session, member, commitment_id, occasion_on)
    check_day(life, occasion_on, counting, today_of(member, now), waited=now - tapped_at >= _WAITED)
    check_new_day(outcome, moved_to, occasion_on, today_of(member, tapped_at))
    wording = life.wording_on(occasion_on)
    if wording is None:
        raise LookupError("a promise that counted without a wording")
    entry = FollowThrough(
        couple_id=member.couple_id,
        id=entry_id,
        commitment_id=commitment_id,
        wording_number=wording[0],
        person_id=member.person.id,
        occasion_on=occasion_on,
        outcome=outcome,
        moved_to=moved_to,
        line=line,
        tapped_at=tapped_at,
        entered_at=now,
        shared_at=now if outcome in SEWN else None,
    )
    if _is_older(session, member, entry, counting):
        entry.superseded_at = now
    elif counting is not None and _said(counting) == said:
        # The same once more, from the lock screen perhaps: what was shared and thanked for stays what it is.
        entry.superseded_at, counting.tapped_at = now, tapped_at
        session.add(counting)
    elif counting is not None:
        _check_not_owned(counting, member)
        counting.superseded_at = now
        session.add(counting)
        session.flush()  # first: one of them counts at any moment
    session.add(entry)
    session.flush()
    if entry.superseded_at is None:
        _sew(session, entry, now)
        withdraw_reminder(session, entry, now)
        _tell_pages(session, member, now, counting, entry)
    return entry


def withdraw_entry(session: Session, member: Member, entry_id: UUID, *, now: datetime) -> FollowThrough:
    """Take one's own word back: the day is open again. Twice is once.

    `Gone` when another tap of one's own took its place meanwhile, `Refused` for a miss that was owned.
    """
    hold_open(session, member.couple_id)
    entry = find_own_entry(session, member, entry_id)
    if entry.withdrawn_at is not None:
        return entry
    if entry.superseded_at is not None:
        raise _replaced()
    _check_not_owned(entry, member)
    entry.withdrawn_at = now
    session.add(entry)
    session.flush()
    take_back_stitch(session, member.couple_id, stitch_of(entry))
    _tell_pages(session, member, now, entry)
    return entry


def share_entry(session: Session, member: Member, entry_id: UUID, *, now: datetime) -> FollowThrough:
    """Let the other see how it went. Twice is once; `Gone` once the entry counts no more."""
    hold_open(session, member.couple_id)
    entry = find_own_entry(session, member, entry_id)
    _check_counts(entry)
    if entry.shared_at is None:
        entry.shared_at = now
        session.add(entry)
        session.flush()
        _tell_pages(session, member, now, entry)
    return entry


def go_on(session: Session, member: Member, entry_id: UUID, way: WayOn, *, now: datetime) -> FollowThrough:
    """Go on from a miss of one's own. The latest way counts, but what was owned stays owned. Twice is once.

    `Refused` when the day was no miss, `Gone` once the entry counts no more.
    """
    hold_open(session, member.couple_id)
    entry = find_miss(session, member, entry_id)
    if entry.way_on not in (way, WayOn.OWNED):
        entry.way_on, entry.went_on_at = way, now
        session.add(entry)
        session.flush()
    return entry


def find_miss(session: Session, member: Member, entry_id: UUID) -> FollowThrough:
    """A miss of the member's; `Refused` when the day was none, `Gone` once the entry counts no more."""
    entry = find_own_entry(session, member, entry_id)
    _check_counts(entry)
    if entry.outcome is not Outcome.MISSED:
        raise Refused(N_("There is nothing here to go on from."))
    return entry


def find_own_entry(session: Session, member: Member, entry_id: UUID) -> FollowThrough:
    """An entry of the member's; `NotFound` for none, `Refused` for the other's which they can see."""
    entry = session.get(FollowThrough, (member.couple_id, entry_id), populate_existing=True)
    if entry is None or (entry.person_id != member.person.id and not is_seen(entry)):
        raise NotFound(N_("There is nothing here."))
    if entry.person_id != member.person.id:
        raise Refused(N_("Only %(name)s can change this."), name=member.partner.name)
    return entry


def find_shared_entry(session: Session, member: Member, entry_id: UUID) -> FollowThrough:
    """What the partner shared; `NotFound` for what counts no more or is not seen, `Refused` for one's own."""
    entry = session.get(FollowThrough, (member.couple_id, entry_id), populate_existing=True)
    if entry is not None and entry.person_id == member.person.id:
        raise Refused(
            N_("This is your own word. Only %(name)s can thank you for it."), name=member.partner.name
        )
    if entry is None or not is_seen(entry):
        raise NotFound(N_("There is nothing here."))
    return entry


def is_seen(entry: FollowThrough) -> bool:
    """Whether the other sees it."""
    return counts(entry) and entry.shared_at is not None


def counts(entry: FollowThrough) -> bool:
    """Whether it is the owner's word on its day, neither replaced nor withdrawn."""
    return entry.superseded_at is None and entry.withdrawn_at is None


def stitch_of(entry: FollowThrough) -> UUID:
    """Under which id the day's stitch is sewn: one a day, however often it is said anew."""
    return uuid5(entry.commitment_id, f"{entry.person_id} {entry.occasion_on}")


def _said(entry: FollowThrough) -> tuple[object, ...]:
    return (
        entry.commitment_id,
        entry.person_id,
        entry.occasion_on,
        entry.outcome,
        entry.moved_to,
        entry.line,
    )


def _is_older(session: Session, member: Member, entry: FollowThrough, counting: FollowThrough | None) -> bool:
    """Whether something was said of its day after its tap, or taken back."""
    if counting is not None:
        return (counting.tapped_at, counting.id) > (entry.tapped_at, entry.id)
    taken_back = session.exec(
        select(FollowThrough.id).where(
            FollowThrough.couple_id == member.couple_id,
            FollowThrough.commitment_id == entry.commitment_id,
            FollowThrough.person_id == member.person.id,
            FollowThrough.occasion_on == entry.occasion_on,
            col(FollowThrough.withdrawn_at) > entry.tapped_at,
        )
    )
    return taken_back.first() is not None


def _sew(session: Session, entry: FollowThrough, now: datetime) -> None:
    if entry.outcome in SEWN:
        add_stitch(session, entry.couple_id, Stitched.PROMISE, stitch_of(entry), now)
    else:
        take_back_stitch(session, entry.couple_id, stitch_of(entry))


def _tell_pages(session: Session, member: Member, now: datetime, *touched: FollowThrough | None) -> None:
    # What the other never saw is announced to nobody: an event without anything new would tell of it.
    if any(entry is not None and entry.shared_at is not None for entry in touched):
        announce(session, member.couple_id, "promise", now)


def _check_counts(entry: FollowThrough) -> None:
    if entry.superseded_at is not None:
        raise _replaced()
    if entry.withdrawn_at is not None:
        raise Gone(N_("You took this back. The day is open again."))


def _check_not_owned(entry: FollowThrough, member: Member) -> None:
    if entry.way_on is WayOn.OWNED:
        raise Refused(
            N_("You owned this, and %(name)s can read it. What you said of this day stays."),
            name=member.partner.name,
        )


def _replaced() -> Gone:
    return Gone(N_("You said something else since. Here is what counts now."))
