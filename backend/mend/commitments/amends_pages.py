"""The pages of amends: the form, what the other will read before it is sent, and the letter for both."""

from datetime import date, datetime, timedelta

from fastapi import Request, Response
from sqlmodel import Session

from mend.commitments.amends import amends_for, find_letter
from mend.commitments.amends_forms import OwnedMiss, Reply
from mend.commitments.amends_messages import about_amends, about_answers, path_of
from mend.commitments.amends_models import MAX_NEED, MAX_PART
from mend.commitments.days import today_of
from mend.commitments.entry_models import FollowThrough
from mend.commitments.models import MAX_WORDS
from mend.commitments.promise_pages import as_read
from mend.commitments.wordings import Terms, terms_of
from mend.couples.membership import Member
from mend.errors import DomainError
from mend.notifications.outbox import outbox_of
from mend.rhythms.rhythm import FARTHEST
from mend.web.forms import Form
from mend.web.templates import page, words_for
from mend.web.words import Words

_FAR = timedelta(days=182)  # from where on a day is said with its year
_LIMITS = {"part": MAX_PART, "words": MAX_WORDS, "need": MAX_NEED}


def form_page(
    request: Request,
    session: Session,
    member: Member,
    entry: FollowThrough,
    promised: str,
    form: Form[OwnedMiss],
    now: datetime,
    *,
    status: int = 200,
) -> Response:
    """The three fields; where it was sent meanwhile, the way to what was sent."""
    today = today_of(member, now)
    return page(
        request,
        "commitments/amends_form.html",
        status,
        tab="promises",
        entry=entry,
        path=path_of(entry),
        promised=promised,
        day_said=_day_said(entry, words_for(request), today),
        form=form,
        limits=_LIMITS,
        today=today.isoformat(),
        farthest=(today + FARTHEST).isoformat(),
        sent=amends_for(session, member, entry.id) is not None,
    )


def preview_page(
    request: Request,
    member: Member,
    entry: FollowThrough,
    promised: str,
    form: Form[OwnedMiss],
    plan: Terms,
    now: datetime,
) -> Response:
    """What the other will read. The form travels along unseen, so that nothing typed is lost."""
    words, today = words_for(request), today_of(member, now)
    return page(
        request,
        "commitments/amends_preview.html",
        tab="promises",
        entry=entry,
        path=path_of(entry),
        promised=promised,
        day_said=_day_said(entry, words, today),
        parts=form.input,
        shown=as_read(plan, words, today),
        before=None,
        carried={name: value for name, value in form.values.items() if name != "step"},
    )


def letter_page(
    request: Request,
    session: Session,
    member: Member,
    entry: FollowThrough,
    now: datetime,
    form: Form[Reply] | None = None,
    error: DomainError | None = None,
) -> Response:
    """What was sent, for both, with what was said to it and what comes next."""
    words, today = words_for(request), today_of(member, now)
    letter = find_letter(session, member, entry.id)
    mine = letter.amends.author_id == member.person.id
    about = (about_answers if mine else about_amends)(letter.amends.id)
    form = form or Form[Reply].blank(request)
    form = form.with_error(error) if error else form
    status = error.status if error else 422 if form.errors else 200
    return page(
        request,
        "commitments/amends.html",
        status,
        tab="promises",
        entry=letter.entry,
        path=path_of(letter.entry),
        promised=letter.promised,
        day_said=_day_said(letter.entry, words, today),
        parts=letter.amends,
        shown=as_read(terms_of(letter.offered), words, today),
        before=None,
        mine=mine,
        state=letter.state.value,
        newest=letter.newest,
        earlier=letter.answers[-2::-1],
        plan=letter.plan,
        plan_state=letter.plan.state(now).value,
        plan_waits=letter.plan.waits_for(member.person.id, now),
        form=form,
        limits=_LIMITS,
        tag=outbox_of(request).tag(member.couple_id, about),
    )


def _day_said(entry: FollowThrough, words: Words, today: date) -> str:
    day = entry.occasion_on
    return words.calendar_day(day, with_year=abs(day - today) > _FAR)
