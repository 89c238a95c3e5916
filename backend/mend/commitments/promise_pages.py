"""The pages of promises: all of them, one of them, and the forms for words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from fastapi import Request, Response
from sqlmodel import Session

from mend.commitments.amends import amends_with_plan
from mend.commitments.amends_messages import path_of
from mend.commitments.days import today_of
from mend.commitments.followed import followed
from mend.commitments.models import MAX_WHY, MAX_WORDS, CommitmentState, CommitmentWording
from mend.commitments.offer_forms import SUREST, NewPromise, OtherWords
from mend.commitments.offer_messages import about_words
from mend.commitments.reviews import LOOK_AGAIN_AFTER, only_looks_again
from mend.commitments.shelf import Promise, find_promise, held_promises, promises_in
from mend.commitments.states import ENDED, HELD, OFFER_LASTS
from mend.commitments.story import story_of
from mend.commitments.turns import turns_of
from mend.commitments.wordings import Terms, terms_of, wordings_of
from mend.couples.membership import Member
from mend.errors import N_, DomainError
from mend.notifications.outbox import outbox_of
from mend.rhythms.occasions import has_passed
from mend.rhythms.rhythm import FARTHEST, read_rule
from mend.rhythms.words import said
from mend.web.forms import Form
from mend.web.templates import page, words_for
from mend.web.words import Words

EASY = 3  # active promises a person; more are possible, and only harder
LIMITS = {"words": MAX_WORDS, "why": MAX_WHY}
_PAST = {
    CommitmentState.FINISHED: N_("Finished"),
    CommitmentState.LET_GO: N_("Let go"),
    CommitmentState.DECLINED: N_("Answered with “No, thanks”"),
    CommitmentState.TAKEN_BACK: N_("Taken back"),
    CommitmentState.EXPIRED: N_("It waited for two weeks"),
}


@dataclass(frozen=True)
class Row:
    """A promise in a list: whose it is, when it comes up, and what else there is to know."""

    promise: Promise
    whose: str
    when: str
    note: str = ""


def list_page(request: Request, session: Session, member: Member, now: datetime) -> Response:
    """Every promise of the two: what waits for the reader first, what has ended folded away."""
    words, today = words_for(request), today_of(member, now)
    promises = promises_in(session, member.couple_id, sa.true())

    waiting = [one for one in promises if one.waits_for(member.person.id, now)]
    answered = [one for one in promises if not one.waits_for(member.person.id, now)]

    def rows(chosen: Iterable[Promise]) -> list[Row]:
        return [_row(one, member, words, today, now) for one in chosen]

    def others(*states: CommitmentState) -> list[Row]:
        return rows(one for one in answered if one.state(now) in states)

    return page(
        request,
        "commitments/promises.html",
        tab="promises",
        nothing=not promises,
        waiting=rows(waiting),
        active=others(CommitmentState.ACTIVE),
        offered=others(CommitmentState.OFFERED),
        resting=others(CommitmentState.RESTING),
        past=sorted(others(*ENDED), key=lambda row: row.promise.commitment.state_since, reverse=True),
    )


def promise_page(
    request: Request,
    session: Session,
    member: Member,
    promise_id: UUID,
    now: datetime,
    error: DomainError | None = None,
    *,
    earlier_than: date | None = None,
) -> Response:
    """One promise as it stands, with its story; with what was wrong, when something was.

    Of its days it shows the latest, or those `earlier_than` a day.
    """
    words, today = words_for(request), today_of(member, now)
    promise = find_promise(session, member, promise_id)
    wordings = list(wordings_of(session, member, promise_id))
    waiting = promise.open_wording(now)
    before = promise.agreed
    if waiting and promise.agreed is None and waiting.number > 1:
        before = wordings[waiting.number - 2]
    shown = waiting or promise.wording
    state = promise.state(now)
    return page(
        request,
        "commitments/promise.html",
        error.status if error else 200,
        tab="promises",
        promise=promise,
        tag=outbox_of(request).tag(member.couple_id, about_words(promise_id)),
        state=state.value,
        whose=whose_is(promise, member, words),
        shown=_read(shown, words, today),
        before=_read(before, words, today) if waiting and before else None,
        waiting=waiting,
        waits_for_me=promise.waits_for(person_id := member.person.id, now),
        waits_until=waiting.proposed_at + OFFER_LASTS if waiting else None,
        passed=waiting is not None and has_passed(read_rule(waiting.rule, waiting.starts), today),
        looks_again=waiting is not None
        and promise.agreed is not None
        and only_looks_again(waiting, promise.agreed),
        still_fits=promise.may_be_reviewed(today) and waiting is None,
        look_again_on=words.calendar_day(today + LOOK_AGAIN_AFTER),
        held=state in HELD,
        ended=state in ENDED,
        ended_by=_who_ended(promise),
        keeper=promise.is_kept_by(person_id),
        full=state is CommitmentState.OFFERED
        and promise.is_kept_by(person_id)
        and _keeps_enough(session, member, person_id),
        story=story_of(
            wordings, list(turns_of(session, member, promise_id)), member, words, today, now
        ),
        today=today,
        came_with=path_of(miss) if (miss := amends_with_plan(session, member, promise_id)) else "",
        followed=followed(session, member, promise, now, earlier_than) if promise.agreed else None,
        problem=words.say(error.sentence, **error.values) if error else "",
    )  # fmt: skip


def new_page(
    request: Request, session: Session, member: Member, form: Form[NewPromise], now: datetime, **shown: Any
) -> Response:
    """The form to offer a promise."""
    return page(
        request,
        "commitments/new.html",
        form=form,
        full=_full(session, member),
        sureness=[(number, number) for number in range(SUREST + 1)],
        **_of_form(member, now),
        **{"status_code": 200, "too_large": False, "smaller": False, **shown},
    )


def change_page(
    request: Request,
    member: Member,
    promise: Promise,
    form: Form[OtherWords],
    now: datetime,
    *,
    smaller: bool = False,
    status: int = 200,
) -> Response:
    """The form for other words; what stands now is shown beside it."""
    words = words_for(request)
    return page(
        request,
        "commitments/change.html",
        status,
        form=form,
        promise=promise,
        smaller=smaller,
        waiting=promise.open_wording(now),
        shown=_read(promise.open_wording(now) or promise.wording, words, today_of(member, now)),
        before=None,
        **_of_form(member, now),
    )


def whose_is(promise: Promise, member: Member, words: Words) -> str:
    """Whose promise it is, for the reader."""
    if promise.is_ours:
        return words.say("Ours")
    if promise.is_kept_by(member.person.id):
        return words.say("Mine")
    return words.say("%(name)s’s", name=member.partner.name)


def as_read(terms: Terms, words: Words, today: date) -> dict[str, str]:
    """What is promised, each part as it is read (templates/commitments/_wording.html)."""
    return {
        "words": terms.words,
        "when": said(terms.rhythm, words, today),
        "why": terms.why,
        "review": _said_day(terms.review_on, words, today),
    }


def _read(wording: CommitmentWording, words: Words, today: date) -> dict[str, str]:
    return as_read(terms_of(wording), words, today)


def _said_day(day: date | None, words: Words, today: date) -> str:
    if day is None:
        return ""
    return words.calendar_day(day, with_year=day.year != today.year)


def _row(promise: Promise, member: Member, words: Words, today: date, now: datetime) -> Row:
    return Row(
        promise,
        whose_is(promise, member, words),
        said(promise.rhythm, words, today),
        _note(promise, member, words, today, now),
    )


def _note(promise: Promise, member: Member, words: Words, today: date, now: datetime) -> str:
    state, waiting, name = promise.state(now), promise.open_wording(now), member.partner.name
    if state in _PAST:
        return words.say(_PAST[state])
    if waiting and waiting.proposed_by != member.person.id:
        if promise.agreed and only_looks_again(waiting, promise.agreed):
            return words.say("%(name)s says it still fits", name=name)
        if waiting.number > 1:
            return words.say("%(name)s suggests other words", name=name)
        return words.say("From %(name)s", name=name)
    if waiting and state in HELD:
        return words.say("You suggested a change")
    if state is CommitmentState.OFFERED:
        return words.say("%(name)s looks at it", name=name)
    return words.say("Does this still fit?") if promise.may_be_reviewed(today) else ""


def _who_ended(promise: Promise) -> UUID | None:
    """Who answered an offer that ended; for one both agreed on, its story tells."""
    return promise.waiting.answered_by if promise.waiting and promise.agreed is None else None


def _keeps_enough(session: Session, member: Member, person_id: UUID) -> bool:
    return _count(held_promises(session, member.couple_id), person_id) >= EASY


def _full(session: Session, member: Member) -> set[str]:
    """For whom another promise would be one more than is easy: "mine", "theirs", "ours"."""
    held = held_promises(session, member.couple_id)
    full = {
        whose
        for whose, person in (("mine", member.person), ("theirs", member.partner))
        if _count(held, person.id) >= EASY
    }
    return full | {"ours"} if full else full


def _count(held: Iterable[Promise], person_id: UUID) -> int:
    active = (one for one in held if one.commitment.state is CommitmentState.ACTIVE)
    return sum(one.is_kept_by(person_id) for one in active)


def _of_form(member: Member, now: datetime) -> dict[str, Any]:
    today = today_of(member, now)
    return {
        "tab": "promises",
        "limits": LIMITS,
        "today": today.isoformat(),
        "farthest": (today + FARTHEST).isoformat(),
    }
