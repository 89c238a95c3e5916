"""From the first offer of a ritual to the day one of the two ends it.

                       ──offer──▶ offered
    offered            ──offer it otherwise──▶ offered      (either; the newer offer counts, its author waits)
    offered            ──join──────────────▶ on           (the one asked)
    offered            ──let it rest───────▶ resting      (the one asked; no reason is needed)
    offered            ──take back─────────▶ taken back   (the one whose offer it is)
    offered            ──its last day──────▶ faded        (the clock; nobody is told so)
    on                 ──suggest a change──▶ on, asking   (either; what was agreed goes on)
    on, asking         ──suggest another───▶ on, asking   (either; the newer one counts)
    on, asking         ──say yes───────────▶ on           (the one asked; from here on it is the new one)
    on, asking         ──leave it──────────▶ on           (by the one asked, or taken back; as it was)
    on (asking or not) ──end───────────────▶ ended        (either; the other is told at once)
    on                 ──its last day──────▶ over         (the clock)
    faded, over, resting, ended ──offer it again──▶ offered      (either)

Whoever acts says which offer they saw: on a newer one nothing is done, they are shown it instead. What
becomes of its days: `occasions`.
"""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from mend.activities.plan_reminding import settle_all
from mend.activities.rituals.days import first_day_after
from mend.activities.rituals.endings import CHANGED, over
from mend.activities.rituals.models import Ritual, RitualOffer, RitualState
from mend.activities.rituals.occasions import let_go_with, make_near
from mend.activities.rituals.reading import RitualNow, find_ritual
from mend.activities.rituals.telling import hush, tell_of_ending, tell_of_offer, tell_of_yes
from mend.activities.rituals.terms import Terms
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Refused
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.rhythms.rhythm import NoRhythm

_ONE_DAY = timedelta(days=1)


def offer_ritual(
    session: Session, member: Member, *, ritual_id: UUID, terms: Terms, outbox: Outbox, now: datetime
) -> RitualNow:
    """Offer to do something again and again. The same id again is the same ritual.

    `Refused` for an id that was offered with other terms, `NoRhythm` for what would never come up.
    """
    hold_open(session, member.couple_id)
    known = session.get(Ritual, (member.couple_id, ritual_id))
    if known is not None:
        first = session.get_one(RitualOffer, (member.couple_id, ritual_id, 1))
        if first.offered_by != member.person.id or Terms.of(first) != terms:
            raise Refused(N_("This was offered before, with other details. Please begin a new one."))
        return find_ritual(session, member, ritual_id)
    _check_comes(terms, now)
    ritual = Ritual(
        couple_id=member.couple_id,
        id=ritual_id,
        state=RitualState.OFFERED,
        offer_number=0,
        opened_by=member.person.id,
        opened_at=now,
    )
    session.add(ritual)
    session.flush()
    return _offer(session, member, ritual, terms, outbox, now)


def suggest_change(
    session: Session,
    member: Member,
    ritual_id: UUID,
    *,
    instead_of: int,
    terms: Terms,
    outbox: Outbox,
    now: datetime,
) -> RitualNow:
    """Other terms, in place of the offer with the number `instead_of`; what both agreed on goes on meanwhile.

    One that rests, ended or is over is offered again by it. Sending the same twice is one offer. `Refused`
    when there is a newer offer and when it is like this already, `Gone` once it was taken back.
    """
    hold_open(session, member.couple_id)
    found = find_ritual(session, member, ritual_id)
    if _is_the_same(found, member, instead_of, terms):
        return found
    state = found.state(now)
    if state is RitualState.TAKEN_BACK:
        raise over(state)
    _check_seen(found.newest.number, instead_of)
    if state is RitualState.ON and found.terms == terms:
        raise Refused(N_("It is like this already. There is nothing to change."))
    _check_comes(terms, now)
    ritual = found.ritual
    if state is not RitualState.ON:
        ritual.state, ritual.agreed_number, ritual.made_until = RitualState.OFFERED, None, None
        ritual.ended_by, ritual.ended_at = None, None
    return _offer(session, member, ritual, terms, outbox, now)


def join(
    session: Session, member: Member, ritual_id: UUID, *, seen: int, outbox: Outbox, now: datetime
) -> RitualNow:
    """Yes, to the ritual or to a change of it, from now on. Twice is once.

    `Refused` for one's own offer and for one that was replaced meanwhile, `Gone` for one that does not come
    up any more and for a ritual that came to its end.
    """
    hold_open(session, member.couple_id)
    found = find_ritual(session, member, ritual_id)
    ritual, offer = found.ritual, found.newest
    if (offer.number, offer.joined_by, ritual.state) == (seen, member.person.id, RitualState.ON):
        return found
    if found.waiting is None:
        raise over(found.state(now))
    _check_seen(offer.number, seen)
    if offer.offered_by == member.person.id:
        raise Refused(N_("This is your own offer. %(name)s answers it."), name=member.partner.name)
    terms = Terms.of(offer)
    if first_day_after(terms, now) is None:
        raise over(RitualState.FADED)
    let_go_with(session, ritual, now)
    offer.joined_by, offer.joined_at = member.person.id, now
    ritual.state, ritual.agreed_number = RitualState.ON, offer.number
    ritual.made_until = now.astimezone(ZoneInfo(terms.zone)).date() - _ONE_DAY
    session.add_all((offer, ritual))
    session.flush()
    make_near(session, ritual, offer, now)
    settle_all(session, member.couple_id, outbox, now)  # one may be due before the worker looks
    hush(session, ritual, now)
    tell_of_yes(session, member, offer, outbox, now)
    announce(session, member.couple_id, "ritual", now)
    return find_ritual(session, member, ritual_id)


def let_rest(session: Session, member: Member, ritual_id: UUID, *, seen: int, now: datetime) -> RitualNow:
    """Not now, from the one asked; what was agreed before goes on. Nobody's phone rings. Twice is once."""
    return _close(session, member, ritual_id, seen=seen, mine=False, now=now)


def take_back(session: Session, member: Member, ritual_id: UUID, *, seen: int, now: datetime) -> RitualNow:
    """The offer is withdrawn by the one whose it is; what was agreed before goes on. Twice is once."""
    return _close(session, member, ritual_id, seen=seen, mine=True, now=now)


def end_ritual(
    session: Session, member: Member, ritual_id: UUID, *, seen: int, outbox: Outbox, now: datetime
) -> RitualNow:
    """It does not go on, says either; the other is told at once. Twice is once.

    `seen` is the number of what both agreed on. `Refused` when that changed meanwhile.
    """
    hold_open(session, member.couple_id)
    found = find_ritual(session, member, ritual_id)
    ritual, state = found.ritual, found.state(now)
    if state is RitualState.ENDED:
        return found
    if found.agreed is None or state is not RitualState.ON:
        raise over(state)
    _check_seen(found.agreed.number, seen)
    if found.waiting is not None:
        found.waiting.closed_by, found.waiting.closed_at = member.person.id, now
    ritual.state, ritual.ended_by, ritual.ended_at = RitualState.ENDED, member.person.id, now
    ritual.made_until = None
    session.add_all((found.newest, ritual))
    session.flush()
    let_go_with(session, ritual, now)
    hush(session, ritual, now)
    tell_of_ending(session, member, found.agreed, outbox, now)
    announce(session, member.couple_id, "ritual", now)
    return find_ritual(session, member, ritual_id)


def _offer(
    session: Session, member: Member, ritual: Ritual, terms: Terms, outbox: Outbox, now: datetime
) -> RitualNow:
    ritual.offer_number += 1
    offer = RitualOffer(
        couple_id=member.couple_id,
        ritual_id=ritual.id,
        number=ritual.offer_number,
        offered_by=member.person.id,
        offered_at=now,
        what=terms.what,
        place=terms.place,
        note=terms.note,
        minutes=terms.minutes,
        rule=terms.rhythm.rule,
        starts=terms.rhythm.starts,
        at=terms.at,
        zone=terms.zone,
    )
    session.add_all((ritual, offer))
    session.flush()
    hush(session, ritual, now)
    tell_of_offer(session, member, offer, outbox, now, is_change=ritual.agreed_number is not None)
    announce(session, member.couple_id, "ritual", now)
    return find_ritual(session, member, ritual.id)


def _close(
    session: Session, member: Member, ritual_id: UUID, *, seen: int, mine: bool, now: datetime
) -> RitualNow:
    hold_open(session, member.couple_id)
    found = find_ritual(session, member, ritual_id)
    ritual, offer = found.ritual, found.newest
    is_own = offer.offered_by == member.person.id
    if (offer.number, offer.closed_by, is_own) == (seen, member.person.id, mine):
        return found
    if found.waiting is None:
        raise over(found.state(now))
    _check_seen(offer.number, seen)
    if mine and not is_own:
        raise Refused(N_("This is %(name)s’s offer. You can let it rest."), name=member.partner.name)
    if is_own and not mine:
        raise Refused(N_("This offer is your own. You can take it back."))
    offer.closed_by, offer.closed_at = member.person.id, now
    if ritual.state is RitualState.OFFERED:
        ritual.state = RitualState.TAKEN_BACK if mine else RitualState.RESTING
        ritual.ended_by, ritual.ended_at = member.person.id, now
    session.add_all((offer, ritual))
    session.flush()
    hush(session, ritual, now)
    announce(session, member.couple_id, "ritual", now)
    return find_ritual(session, member, ritual_id)


def _is_the_same(found: RitualNow, member: Member, instead_of: int, terms: Terms) -> bool:
    """Whether the offer that waits is the member's answer to `instead_of`, and says this."""
    waiting = found.waiting
    return (
        waiting is not None
        and waiting.number == instead_of + 1
        and waiting.offered_by == member.person.id
        and Terms.of(waiting) == terms
    )


def _check_seen(number: int, seen: int) -> None:
    if number != seen:
        raise Refused(CHANGED)


def _check_comes(terms: Terms, now: datetime) -> None:
    if first_day_after(terms, now) is None:
        raise NoRhythm(
            N_("Until then it never comes up. Please choose a later last day, or none."), field="until"
        )
