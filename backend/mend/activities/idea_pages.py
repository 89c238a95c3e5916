"""The pages of ideas, as one of the two sees them: nothing here reads what the other said in secret."""

from datetime import datetime, timedelta
from uuid import UUID

from fastapi import Request, Response
from sqlmodel import Session

from mend.activities import idea_words
from mend.activities.filters import Filter
from mend.activities.hand import deal
from mend.activities.ideas import every_idea
from mend.activities.leanings import leanings_of
from mend.activities.matches import find_wanted, wanted_by_both
from mend.activities.models import MAX_KEY, Leaning
from mend.activities.plan_pages import LATEST
from mend.activities.plan_rows import rows_of
from mend.activities.rituals.pages import pressing_for as rituals_to_answer
from mend.couples.membership import Member
from mend.errors import N_, DomainError
from mend.web.forms import Form, FormModel
from mend.web.templates import page, words_for

TOGETHER = "/together"
IDEAS = f"{TOGETHER}/ideas"
SAID = f"{TOGETHER}/said"
NEWS_FOR = timedelta(days=1)  # so long the page of ideas says what both want since

# What people look for most: one tap.
PRESETS = (
    (N_("Tonight, tired, free"), Filter.read({"time": "evening", "energy": "tired", "cost": "free"})),
    (N_("Half an hour"), Filter.read({"time": "half-hour"})),
    (N_("A rainy day"), Filter.read({"rain": "yes"})),
    (N_("Far apart"), Filter.read({"apart": "yes"})),
)


def together_page(request: Request, session: Session, member: Member, now: datetime) -> Response:
    """What is planned, what both want with the newest first, and what they did last."""
    return page(
        request,
        "activities/together.html",
        tab="together",
        both=wanted_by_both(session, member),
        plans=rows_of(request, session, member, now),
        rituals=rituals_to_answer(request, session, member, now),
        latest=LATEST,
        say=idea_words,
    )


def ideas_page(
    request: Request, session: Session, member: Member, now: datetime, error: DomainError | None = None
) -> Response:
    """Three ideas, as the address asks for them; with what went wrong after a tap."""
    query, words = request.query_params, words_for(request)
    wanted = Filter.read(query)
    after = query.get("after", "")[:MAX_KEY]
    hand = deal(session, member, wanted, now, after)
    since = wanted_by_both(session, member).now[:1]
    ideas = every_idea(session, member.couple_id)
    last = query.get("said", "")[:MAX_KEY]
    undo = next(
        (one for one in leanings_of(session, member.couple_id, member.person.id) if one.idea == last), None
    )
    return page(
        request,
        "activities/ideas.html",
        error.status if error else 200,
        tab="together",
        hand=hand,
        wanted=wanted,
        wanted_words=idea_words.filter_words(wanted, words),
        presets=[(words.say(sentence), filter_.query()) for sentence, filter_ in PRESETS],
        filters=idea_words.filter_choices(words),
        fits=idea_words.options(idea_words.WITH, words),
        here=wanted.query(after=after),
        query_at=lambda place: wanted.query(after=after, place=str(place)),
        news=[one for one in since if now - one.match.matched_at < NEWS_FOR],
        undo=undo if undo and undo.idea in ideas else None,
        undo_likes=undo is not None and undo.leaning is Leaning.LIKE,
        form=Form[FormModel](words, values=wanted.fields()),
        say=idea_words,
        problem=words.say(error.sentence, **error.values) if error else "",
    )


def said_page(request: Request, session: Session, member: Member) -> Response:
    """What the reader said so far: for their eyes alone."""
    ideas = every_idea(session, member.couple_id)
    said = [
        (ideas[one.idea], one.leaning)
        for one in leanings_of(session, member.couple_id, member.person.id)
        if one.idea in ideas
    ]
    return page(
        request,
        "activities/said.html",
        tab="together",
        likes=[idea for idea, leaning in said if leaning is Leaning.LIKE],
        declines=[idea for idea, leaning in said if leaning is Leaning.DECLINE],
        say=idea_words,
    )


def match_page(
    request: Request,
    session: Session,
    member: Member,
    match_id: UUID,
    now: datetime,
    error: DomainError | None = None,
) -> Response:
    """One thing both want, or wanted once."""
    found = find_wanted(session, member, match_id)
    return page(
        request,
        "activities/match.html",
        error.status if error else 200,
        tab="together",
        wanted=found,
        may_undo=found.may_undo(member.person.id, now),
        say=idea_words,
        problem=words_for(request).say(error.sentence, **error.values) if error else "",
    )
