"""From the first offer of a talk to a time both said yes to.

            ──offer──▶ offered
    offered ──answer with other times────▶ offered       (either; the newer offer counts, its author waits)
    offered ──accept a time──────────────▶ booked        (the one asked)
    offered ──set aside──────────────────▶ set aside     (the one asked; no reason is needed)
    offered ──take back──────────────────▶ taken back    (the one whose offer it is)
    offered, moved from a time ahead ──take back──▶ called off    (likewise; the other is told at once)
    booked ───suggest another time───────▶ offered       (either: it moves)
    booked ───call off───────────────────▶ called off    (either)
    booked ───an hour after its start────▶ passed by     (the clock)
    passed by ──suggest another time─────▶ offered       (either)

What follows once the time has come: `conversation`. Whoever acts says which offer they saw: on a newer one
nothing is done, they are shown it instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, Refused
from mend.ids import new_id
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.talks.diary import TalkNow, booked_before, find_talk
from mend.talks.endings import CHANGED, over
from mend.talks.models import Talk, TalkOffer, TalkSlot, TalkState, TalkTopic
from mend.talks.telling import quiet, tell_of_booking, tell_of_calling_off, tell_of_offer
from mend.talks.topics import fold, name_topic

# How an offer ends that its author takes back.
_WITHDRAWN = frozenset({TalkState.TAKEN_BACK, TalkState.CALLED_OFF})


@dataclass(frozen=True)
class Terms:
    """When, where and how long, as somebody offers it: up to three moments, a place, a limit in minutes."""

    starts_at: Sequence[datetime]
    place: str
    minutes: int


def offer_talk(
    session: Session,
    member: Member,
    *,
    talk_id: UUID,
    topic: str,
    terms: Terms,
    outbox: Outbox,
    now: datetime,
) -> TalkNow:
    """Offer to talk about `topic`. The same id again is the same talk; with other content it is `Refused`."""
    hold_open(session, member.couple_id)
    if session.get(Talk, (member.couple_id, talk_id)) is not None:
        if not _is_the_first_offer(session, member, talk_id, topic, terms):
            raise Refused(N_("This talk was offered before, with other details. Please begin a new one."))
        return find_talk(session, member, talk_id)
    talk = Talk(
        couple_id=member.couple_id,
        id=talk_id,
        topic_id=name_topic(session, member, topic, now).id,
        state=TalkState.OFFERED,
        offer_number=0,
        opened_by=member.person.id,
        opened_at=now,
    )
    session.add(talk)
    session.flush()
    return _offer(session, member, talk, terms, kind="talk", outbox=outbox, now=now)


def suggest_times(
    session: Session,
    member: Member,
    talk_id: UUID,
    *,
    instead_of: int,
    terms: Terms,
    outbox: Outbox,
    now: datetime,
) -> TalkNow:
    """Other times, another place or limit, in place of the offer with the number `instead_of`.

    An offer is answered with it, a booked talk moved, one that passed by offered again. Sending the same
    twice is one offer. `Refused` when there is a newer offer, `Gone` once the talk began or came to its end.
    """
    hold_open(session, member.couple_id)
    talk = find_talk(session, member, talk_id)
    state = talk.state(now)
    if _is_the_same(talk, member, instead_of, terms):
        return talk
    if state not in (TalkState.OFFERED, TalkState.BOOKED, TalkState.PASSED_BY):
        raise over(state)
    _check_seen(talk, instead_of)
    kind = "talk" if state is TalkState.OFFERED else "moved"
    return _offer(session, member, talk.talk, terms, kind=kind, outbox=outbox, now=now)


def accept_time(
    session: Session, member: Member, talk_id: UUID, slot_id: UUID, *, outbox: Outbox, now: datetime
) -> TalkNow:
    """Yes to one of the times the other offered: it is booked. Twice is once.

    `Refused` for one's own offer, for a time of an offer that was replaced meanwhile and when another time is
    booked; `Gone` for a time that has passed and for a talk that came to its end.
    """
    hold_open(session, member.couple_id)
    talk = find_talk(session, member, talk_id)
    slot = next((slot for slot in talk.slots if slot.id == slot_id), None)
    state = talk.state(now)
    if slot is not None and slot.chosen_by == member.person.id and state is TalkState.BOOKED:
        return talk
    if state is not TalkState.OFFERED and state is not TalkState.BOOKED:
        raise over(state)
    if slot is None or state is TalkState.BOOKED:
        raise Refused(CHANGED)
    if talk.offer.offered_by == member.person.id:
        raise Refused(N_("These times are your own. %(name)s chooses one."), name=member.partner.name)
    if slot.starts_at <= now:
        raise Gone(N_("That time has passed. You can suggest another."))
    slot.chosen_by, slot.chosen_at = member.person.id, now
    talk.talk.state = TalkState.BOOKED
    session.flush()
    quiet(session, talk, now)
    tell_of_booking(session, member, talk, outbox, now)
    announce(session, member.couple_id, "talk", now)
    return talk


def set_aside(session: Session, member: Member, talk_id: UUID, *, seen: int, now: datetime) -> TalkNow:
    """Not this talk, from the one asked. No reason is needed, and nobody's phone rings. Twice is once."""
    return _end_offer(session, member, talk_id, TalkState.SET_ASIDE, seen=seen, now=now)


def take_back(
    session: Session, member: Member, talk_id: UUID, *, seen: int, outbox: Outbox, now: datetime
) -> TalkNow:
    """The offer is withdrawn by the one whose it is. Twice is once.

    Where it moved a talk that both still counted on, the talk is called off by it, and the other is told.
    """
    hold_open(session, member.couple_id)
    talk = find_talk(session, member, talk_id)
    if talk.state(now) in _WITHDRAWN and talk.talk.ended_by == talk.offer.offered_by == member.person.id:
        return talk
    booked = booked_before(session, talk, now)
    ended = _end_offer(session, member, talk_id, TalkState.TAKEN_BACK, seen=seen, now=now)
    if booked is not None:
        ended.talk.state = TalkState.CALLED_OFF
        session.flush()
        tell_of_calling_off(session, member, booked, outbox, now, ended=ended.offer.number)
    return ended


def call_off(
    session: Session, member: Member, talk_id: UUID, *, seen: int, outbox: Outbox, now: datetime
) -> TalkNow:
    """A booked talk does not take place, says either; the other is told at once. Twice is once."""
    hold_open(session, member.couple_id)
    talk = find_talk(session, member, talk_id)
    state = talk.state(now)
    if state is TalkState.CALLED_OFF:
        return talk
    if state not in (TalkState.OFFERED, TalkState.BOOKED):
        raise over(state)
    _check_seen(talk, seen)
    if state is TalkState.OFFERED:
        raise Refused(N_("This talk is not booked yet."))
    end_talk(session, member, talk, TalkState.CALLED_OFF, now)
    tell_of_calling_off(session, member, talk, outbox, now)
    announce(session, member.couple_id, "talk", now)
    return talk


def end_talk(session: Session, member: Member, talk: TalkNow, state: TalkState, now: datetime) -> None:
    """Bring `talk` to one of its ends; what was to be told of it and has not left is not sent any more."""
    talk.talk.state, talk.talk.ended_by, talk.talk.ended_at = state, member.person.id, now
    quiet(session, talk, now)


def _offer(
    session: Session, member: Member, talk: Talk, terms: Terms, *, kind: str, outbox: Outbox, now: datetime
) -> TalkNow:
    talk.offer_number += 1
    talk.state = TalkState.OFFERED
    session.add(
        TalkOffer(
            couple_id=member.couple_id,
            talk_id=talk.id,
            number=talk.offer_number,
            offered_by=member.person.id,
            offered_at=now,
            place=terms.place,
            minutes=terms.minutes,
        )
    )
    session.flush()
    session.add_all(
        TalkSlot(
            couple_id=member.couple_id,
            id=new_id(),
            talk_id=talk.id,
            offer_number=talk.offer_number,
            starts_at=starts_at,
        )
        for starts_at in terms.starts_at
    )
    session.flush()
    offered = find_talk(session, member, talk.id)
    quiet(session, offered, now)
    tell_of_offer(session, member, offered, kind, outbox, now)
    announce(session, member.couple_id, "talk", now)
    return offered


def _end_offer(
    session: Session, member: Member, talk_id: UUID, ending: TalkState, *, seen: int, now: datetime
) -> TalkNow:
    hold_open(session, member.couple_id)
    talk = find_talk(session, member, talk_id)
    state = talk.state(now)
    if state is ending and talk.talk.ended_by == member.person.id:
        return talk
    if state is TalkState.BOOKED:
        raise Refused(N_("It was booked in the meantime. You can suggest another time, or call it off."))
    if state is not TalkState.OFFERED:
        raise over(state)
    _check_seen(talk, seen)
    mine = talk.offer.offered_by == member.person.id
    if mine and ending is TalkState.SET_ASIDE:
        raise Refused(N_("This offer is your own. You can take it back."))
    if not mine and ending is TalkState.TAKEN_BACK:
        raise Refused(N_("This offer is %(name)s’s. You can set it aside."), name=member.partner.name)
    end_talk(session, member, talk, ending, now)
    announce(session, member.couple_id, "talk", now)
    return talk


def _is_the_first_offer(session: Session, member: Member, talk_id: UUID, topic: str, terms: Terms) -> bool:
    first = session.get_one(TalkOffer, (member.couple_id, talk_id, 1))
    talk = session.get_one(Talk, (member.couple_id, talk_id))
    folded = session.get_one(TalkTopic, (member.couple_id, talk.topic_id)).folded
    starts = session.exec(
        select(TalkSlot.starts_at).where(
            TalkSlot.couple_id == member.couple_id, TalkSlot.talk_id == talk_id, TalkSlot.offer_number == 1
        )
    )
    return (folded, first.offered_by, first.place, first.minutes, set(starts)) == (
        fold(topic),
        member.person.id,
        terms.place,
        terms.minutes,
        set(terms.starts_at),
    )


def _is_the_same(talk: TalkNow, member: Member, instead_of: int, terms: Terms) -> bool:
    return (
        talk.talk.state is TalkState.OFFERED
        and talk.offer.number == instead_of + 1
        and talk.offer.offered_by == member.person.id
        and (talk.offer.place, talk.offer.minutes) == (terms.place, terms.minutes)
        and [slot.starts_at for slot in talk.slots] == sorted(terms.starts_at)
    )


def _check_seen(talk: TalkNow, seen: int) -> None:
    if talk.offer.number != seen:
        raise Refused(CHANGED)
