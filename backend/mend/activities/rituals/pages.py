"""The pages of rituals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from sqlmodel import Session

from mend.activities.clashes import clashes
from mend.activities.plan_diary import PlanNow, occasions_ahead
from mend.activities.plans_models import (
    LONGEST_MINUTES,
    MAX_NOTE,
    MAX_PLACE,
    MAX_WHAT,
    SHORTEST_MINUTES,
    PlanState,
)
from mend.activities.rituals.days import days_after, days_until, moment_on, occasion_id
from mend.activities.rituals.forms import KINDS, MINUTES, SUGGESTIONS, NewRitual
from mend.activities.rituals.models import RitualOffer, RitualState
from mend.activities.rituals.reading import RitualNow, find_ritual, rituals_of, rituals_to_answer
from mend.activities.rituals.saying import Rhythmical, place_of, said_of
from mend.activities.rituals.terms import Terms
from mend.couples.membership import Member
from mend.couples.saying import Said, said_to
from mend.errors import N_, DomainError
from mend.rhythms.rhythm import FARTHEST
from mend.web.forms import Form
from mend.web.templates import page, words_for
from mend.web.words import Words

RITUALS = "/together/rituals"
SHOWN = 5  # occasions on the page of a ritual
LIMITS = {"what": MAX_WHAT, "place": MAX_PLACE, "note": MAX_NOTE}
_LONGEST_TYPED = 4
_ONE_DAY = timedelta(days=1)
# What became of a day: a word for those that are not as the ritual says.
_BECAME = {
    PlanState.OFFERED: N_("Finds another time"),
    PlanState.FADED: N_("Has no time yet"),
    PlanState.CANCELLED: N_("Not this time"),
    PlanState.RESTING: N_("Not this time"),
    PlanState.FELL_THROUGH: N_("It didn’t work out"),
    PlanState.HAPPENED: N_("You did it"),
}


@dataclass(frozen=True)
class RitualRow:
    """A ritual in a list, and on home."""

    id: UUID
    offer: Rhythmical
    state: str
    is_change: bool

    @property
    def said(self) -> Said:
        """Its next time."""
        return self.offer.next


@dataclass(frozen=True)
class Occasion:
    """A day of a ritual: a plan already, or to be made one."""

    said: Said
    plan_id: UUID | None
    day: date
    became: str


def list_page(request: Request, session: Session, member: Member, now: datetime) -> Response:
    """Every ritual of the two."""
    shelf, words = rituals_of(session, member, now), words_for(request)
    return page(
        request,
        "activities/rituals.html",
        tab="together",
        is_empty=shelf.is_empty,
        waiting=[_row(one, member, words, now) for one in shelf.waiting],
        on=[_row(one, member, words, now) for one in shelf.on],
        offered=[_row(one, member, words, now) for one in shelf.offered],
        others=[_row(one, member, words, now) for one in shelf.others],
        suggestions=_suggestions(words),
    )


def pressing_for(request: Request, session: Session, member: Member, now: datetime) -> list[RitualRow]:
    """The rituals home shows: those that wait for the member's answer."""
    words = words_for(request)
    return [_row(one, member, words, now) for one in rituals_to_answer(session, member, now)]


def ritual_page(
    request: Request,
    session: Session,
    member: Member,
    ritual_id: UUID,
    now: datetime,
    *,
    error: DomainError | None = None,
) -> Response:
    """One ritual as it stands; with what was wrong, when something was."""
    found, words = find_ritual(session, member, ritual_id), words_for(request)
    state, waiting = found.state(now), found.waiting
    return page(
        request,
        "activities/ritual.html",
        error.status if error else 200,
        tab="together",
        ritual_id=ritual_id,
        state=state.value,
        problem=words.say(error.sentence, **error.values) if error else "",
        offer=said_of(found.counts, member, words, now),
        change=said_of(waiting, member, words, now) if waiting and found.agreed else None,
        waits=found.waits_for(member.person.id, now),
        is_first_offer=found.newest.number == 1,
        in_the_way=_in_the_way(request, session, member, found, waiting, now) if waiting else (),
        ended_by_reader=found.ritual.ended_by == member.person.id,
        occasions=_occasions(session, member, found, words, now),
    )


def form_page(
    request: Request,
    member: Member,
    form: Form[Any],
    now: datetime,
    *,
    found: RitualNow | None = None,
    status: int = 200,
) -> Response:
    """The form: for a new ritual, or for other terms of the one that was `found`."""
    words = words_for(request)
    zones = _zones(member, found, words)
    form.values["zone"] = form.values.get("zone") or member.person.time_zone
    if form.values["zone"] not in [zone for zone, _ in zones]:
        form.values["zone"] = member.person.time_zone
    today = now.astimezone(ZoneInfo(form.values["zone"])).date()
    return page(
        request,
        "activities/ritual_form.html",
        status,
        tab="together",
        form=form,
        ritual_id=found.id if found else None,
        state=found.state(now).value if found else "",
        so_far=said_of(found.waiting or found.counts, member, words, now) if found else None,
        suggestions=_suggestions(words),
        kinds=[str(kind) for kind in KINDS],
        zones=zones,
        minutes=_lengths(form, words),
        limits=LIMITS,
        today=today.isoformat(),
        farthest=(today + FARTHEST).isoformat(),
    )


def blank(request: Request, like: str, **fields: str) -> Form[NewRitual]:
    """The form for a new ritual, with a suggestion by its name."""
    words = words_for(request)
    if like in SUGGESTIONS:
        title, typed = SUGGESTIONS[like]
        fields = fields | {"what": words.say(title), **typed}
    return Form[NewRitual].blank(request, **fields)


def _row(found: RitualNow, member: Member, words: Words, now: datetime) -> RitualRow:
    is_change = found.agreed is not None and found.waits_for(member.person.id, now)
    offer = found.newest if is_change else found.counts
    return RitualRow(
        found.id,
        said_of(offer, member, words, now),
        "offered" if is_change else found.state(now).value,
        is_change,
    )


def _in_the_way(
    request: Request, session: Session, member: Member, found: RitualNow, waiting: RitualOffer, now: datetime
) -> list[tuple[str, Sequence[str]]]:
    """What is in the way of the first times of an offer; only times that something is in the way of.

    Its days so far are not: of a change, they go with the yes.
    """
    terms, words = Terms.of(waiting), words_for(request)
    moments = [moment_on(terms, day) for day in islice(days_after(terms, now), SHOWN)]
    own: set[UUID] = set()
    if found.agreed and moments:
        last = moments[-1].astimezone(ZoneInfo(found.terms.zone)).date() + _ONE_DAY
        own = {occasion_id(found.id, day) for day in days_until(found.terms, now, last)}
    sentences = clashes(
        session,
        member,
        moments,
        terms.minutes,
        busy=request.app.state.busy,
        besides=own,
        words=words,
    )
    return [
        (said_to(member, moment, now, words).when, sentences[moment])
        for moment in moments
        if sentences.get(moment)
    ]


def _occasions(
    session: Session, member: Member, found: RitualNow, words: Words, now: datetime
) -> Sequence[Occasion]:
    """The next handful: plans already, and days to come."""
    terms = found.terms
    today = now.astimezone(ZoneInfo(terms.zone)).date()
    plans = occasions_ahead(session, member.couple_id, found.id, today, now)
    known = {plan.id for plan in plans}
    listed = [(plan.starts_at, _became(plan, member, words, now)) for plan in plans if plan.ends_at > now]
    if found.state(now) is RitualState.ON:
        days = (day for day in days_after(terms, now) if occasion_id(found.id, day) not in known)
        for day in islice(days, SHOWN):
            moment = moment_on(terms, day)
            listed.append((moment, Occasion(said_to(member, moment, now, words), None, day, "")))
    listed.sort(key=lambda one: one[0])
    return [occasion for _, occasion in listed[:SHOWN]]


def _became(plan: PlanNow, member: Member, words: Words, now: datetime) -> Occasion:
    state, day = plan.state(now), plan.plan.occasion_on
    sentence = _BECAME.get(state, "" if plan.is_untouched else N_("Moved, this once"))
    return Occasion(
        said_to(member, plan.starts_at, now, words),
        plan.id,
        day or plan.starts_at.date(),
        words.say(sentence) if sentence else "",
    )


def _zones(member: Member, found: RitualNow | None, words: Words) -> list[tuple[str, str]]:
    """The clocks to choose from; one alone needs no choice."""
    zones = {member.person.time_zone: words.say("Mine, %(zone)s", zone=place_of(member.person.time_zone))}
    theirs = member.partner.time_zone
    zones.setdefault(
        theirs, words.say("%(name)s’s, %(zone)s", name=member.partner.name, zone=place_of(theirs))
    )
    if found:
        zone = (found.waiting or found.counts).zone
        zones.setdefault(zone, place_of(zone))
    return list(zones.items())


def _lengths(form: Form[Any], words: Words) -> list[tuple[int, str]]:
    typed = form.values.get("minutes", "")
    fits = (
        typed.isdecimal()
        and len(typed) <= _LONGEST_TYPED
        and SHORTEST_MINUTES <= int(typed) <= LONGEST_MINUTES
    )
    return [(count, words.length(count)) for count in sorted({*MINUTES, int(typed)} if fits else MINUTES)]


def _suggestions(words: Words) -> list[tuple[str, str]]:
    return [(name, words.say(title)) for name, (title, _) in SUGGESTIONS.items()]
