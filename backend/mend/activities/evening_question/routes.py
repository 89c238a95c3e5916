"""The evening question over HTTP: reading it, doing something with it, and leafing through those before."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.activities.evening_question.days import evening_of
from mend.activities.evening_question.forms import Answer
from mend.activities.evening_question.messages import REPLACES
from mend.activities.evening_question.models import MAX_WORDS
from mend.activities.evening_question.reading import (
    Evening,
    Leaf,
    Stand,
    evening_left_open,
    find_evening,
    kept_answers,
    open_questions,
    tonight,
)
from mend.activities.evening_question.replies import answer, skip, take_back, would_talk
from mend.clock import now
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import DomainError, NotDone, NotFound
from mend.notifications.outbox import OutboxDep, outbox_of
from mend.web.forms import Button, Form, Typed
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)

QUESTIONS = "/us/questions"
QUESTION = "/questions/{question_id}"
ANSWER = f"{QUESTION}/answer"
_ANSWERABLE = {Stand.ASKED, Stand.ANSWERED, Stand.WOULD_TALK, Stand.SKIPPED}


@router.get(QUESTIONS)
def questions_page(
    request: Request, session: SessionDep, member: CurrentMember, before: UUID | None = None
) -> Response:
    """This evening's question, yesterday's, and all that opened, to leaf through."""
    at = now()
    return _leaf_page(
        request,
        open_questions(session, member, at, before),
        QUESTIONS,
        before,
        evenings=None if before else tonight(session, member, at),
    )


@router.get(f"{QUESTIONS}/kept")
def kept_page(
    request: Request, session: SessionDep, member: CurrentMember, before: UUID | None = None
) -> Response:
    """One's own words to questions that stayed closed."""
    return _leaf_page(request, kept_answers(session, member, now(), before), f"{QUESTIONS}/kept", before)


def _leaf_page(
    request: Request, leaf: Leaf, path: str, before: UUID | None, evenings: object = None
) -> Response:
    return page(
        request,
        "activities/questions.html" if path == QUESTIONS else "activities/questions_kept.html",
        tab="us",
        leaf=leaf,
        path=path,
        before=before,
        evenings=evenings,
    )


@router.get(QUESTION)
def question_page(
    request: Request, question_id: UUID, session: SessionDep, member: CurrentMember
) -> Response:
    """How one question stands."""
    return _question_page(request, find_evening(session, member, question_id, now()), member)


def _question_page(
    request: Request, evening: Evening, member: Member, error: DomainError | None = None
) -> Response:
    return page(
        request,
        "activities/question.html",
        error.status if error else 200,
        tab="us",
        one=evening,
        today=evening_of(member, now()),
        tag=outbox_of(request).tag(member.couple_id, REPLACES),
        problem=words_for(request).say(error.sentence, **error.values) if error else "",
    )


@router.get(ANSWER)
def answer_page(request: Request, question_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """The question, and room for an answer."""
    evening = find_evening(session, member, question_id, now())
    if evening.stand not in _ANSWERABLE:
        return RedirectResponse(f"/questions/{question_id}", 303)
    form = Form[Answer].blank(request, words=evening.mine, seen=str(evening.number))
    return _answer_page(request, evening, form)


def _answer_page(request: Request, evening: Evening, form: Form[Answer], status: int = 200) -> Response:
    return page(
        request,
        "activities/question_answer.html",
        status,
        tab="us",
        one=evening,
        form=form,
        longest=MAX_WORDS,
        answerable=evening.stand in _ANSWERABLE,
    )


@router.post(ANSWER)
def give_answer(
    request: Request,
    question_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Answer, or answer in other words."""
    at, form = now(), Form.read(Answer, typed)
    if form.input is not None:
        try:
            answer(
                session,
                member,
                question_id,
                form.input.words,
                seen=form.input.seen,
                outbox=outbox,
                now=at,
            )
            return RedirectResponse(f"/questions/{question_id}", 303)
        except NotDone as error:
            form, status = form.with_error(error), error.status
            evening = _as_it_stands(session, member, question_id, at)
            # Whoever has read what stands there may write over it.
            form.values["seen"] = str(evening.number)
            return _answer_page(request, evening, form, status)
    return _answer_page(request, _as_it_stands(session, member, question_id, at), form, 422)


def _as_it_stands(session: Session, member: Member, question_id: UUID, at: datetime) -> Evening:
    """Also for a page that was left open for days."""
    try:
        return find_evening(session, member, question_id, at)
    except NotFound:
        return evening_left_open(member, question_id, at)


Verb = Callable[..., None]


def _do(
    verb: Verb, to: str, request: Request, question_id: UUID, typed: Typed, session: Session, member: Member
) -> Response:
    Form.read(Button, typed).or_refuse()
    at = now()
    try:
        verb(session, member, question_id, outbox_of(request), at)
    except NotDone as error:
        return _question_page(request, _as_it_stands(session, member, question_id, at), member, error)
    return RedirectResponse(to, 303)


@router.post(f"{QUESTION}/talking")
def talk_instead(
    request: Request, question_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Rather talk about it."""
    return _do(would_talk, f"/questions/{question_id}", request, question_id, typed, session, member)


@router.post(f"{QUESTION}/skipping")
def skip_question(
    request: Request, question_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Let it pass."""
    return _do(skip, "/", request, question_id, typed, session, member)


@router.post(f"{QUESTION}/taking-back")
def take_reply_back(
    request: Request, question_id: UUID, typed: Typed, session: SessionDep, member: CurrentMember
) -> Response:
    """Have said nothing."""
    return _do(take_back, f"/questions/{question_id}", request, question_id, typed, session, member)
