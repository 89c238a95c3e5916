"""A day of a promise over HTTP: its owner says how it went, takes it back, shares it, goes on."""

from datetime import date, datetime, timedelta
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.clock import now
from mend.commitments.days import AHEAD_DAYS, day_of, today_of
from mend.commitments.entries import enter, find_own_entry, go_on, share_entry, withdraw_entry
from mend.commitments.entry_forms import ChosenWay, SaidEntry
from mend.commitments.entry_models import MAX_LINE, FollowThrough, WayOn
from mend.commitments.reminder_messages import replaces
from mend.commitments.shelf import find_promise
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.errors import N_, DomainError, NotDone, NotFound
from mend.ids import new_id
from mend.notifications.outbox import OutboxDep
from mend.rhythms.rhythm import Kind
from mend.web.forms import Button, Form, Typed
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)

ENTRY = "/promises/{promise_id}/entries/{entry_id}"
# For how long what was tapped waited on the phone, in seconds by the phone's own clock.
WAITED = "mend-waited"
LONGEST_WAIT = timedelta(days=30)
_DIGITS = 8
_FAR = timedelta(days=182)


def tapped_at(request: Request, at: datetime) -> datetime:
    """When the thumb was on the button: a phone's clock may be wrong, how long it waited hardly is."""
    said = request.headers.get(WAITED, "")
    seconds = int(said) if said.isascii() and said.isdigit() and len(said) <= _DIGITS else 0
    return at - min(timedelta(seconds=seconds), LONGEST_WAIT)


@router.post("/promises/{promise_id}/entries")
def say_how_it_went(
    request: Request,
    promise_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Kept, partly, not this time, moved to: from home, from the day's own page, from a reminder's button."""
    form, status, at = Form.read(SaidEntry, typed), 422, now()
    promise = find_promise(session, member, promise_id)
    if form.input is not None:
        said = form.input
        try:
            enter(
                session,
                member,
                entry_id=said.id,
                commitment_id=promise_id,
                occasion_on=said.on,
                outcome=said.outcome,
                moved_to=said.moved_to,
                line=said.line,
                tapped_at=tapped_at(request, at),
                now=at,
            )
            return RedirectResponse("/" if said.back == "home" else _address(promise_id, said.on), 303)
        except NotDone as error:
            if not promise.is_kept_by(member.person.id):
                raise
            form, status = form.with_error(error), error.status
    day = form.input.on if form.input else today_of(member, at)
    return _day_page(request, session, member, promise_id, day, outbox, form, status=status)


@router.get("/promises/{promise_id}/days/{day}")
def day_page(
    request: Request,
    promise_id: UUID,
    day: date,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """One day of a promise of one's own: what was said of it, and what can be."""
    return _day_page(request, session, member, promise_id, day, outbox)


@router.post(f"{ENTRY}/withdrawal")
def take_entry_back(
    request: Request,
    promise_id: UUID,
    entry_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Take one's own word back: the day is open again."""
    Form.read(Button, typed).or_refuse()
    entry = _entry(session, member, promise_id, entry_id)
    try:
        withdraw_entry(session, member, entry_id, now=now())
    except DomainError as error:
        return _refused(request, session, member, entry, outbox, error)
    return RedirectResponse(_address(promise_id, entry.occasion_on), 303)


@router.post(f"{ENTRY}/sharing")
def show_entry(
    request: Request,
    promise_id: UUID,
    entry_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Let the other see it."""
    Form.read(Button, typed).or_refuse()
    entry = _entry(session, member, promise_id, entry_id)
    try:
        share_entry(session, member, entry_id, now=now())
    except DomainError as error:
        return _refused(request, session, member, entry, outbox, error)
    return RedirectResponse(_address(promise_id, entry.occasion_on), 303)


@router.post(f"{ENTRY}/way-on")
def choose_way_on(
    request: Request,
    promise_id: UUID,
    entry_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
    outbox: OutboxDep,
) -> Response:
    """Go on from a miss: a smaller promise leads to other words for it, letting go ends the asking."""
    entry = _entry(session, member, promise_id, entry_id)
    way = Form.read(ChosenWay, typed).or_refuse().way
    try:
        go_on(session, member, entry_id, WayOn(way), now=now())
    except DomainError as error:
        return _refused(request, session, member, entry, outbox, error)
    if way is WayOn.SMALLER:
        return RedirectResponse(f"/promises/new?smaller={promise_id}", 303)
    return RedirectResponse(_address(promise_id, entry.occasion_on), 303)


def _address(promise_id: UUID, day: date) -> str:
    return f"/promises/{promise_id}/days/{day}"


def _entry(session: Session, member: Member, promise_id: UUID, entry_id: UUID) -> FollowThrough:
    entry = find_own_entry(session, member, entry_id)
    if entry.commitment_id != promise_id:
        raise NotFound(N_("There is nothing here."))
    return entry


def _refused(
    request: Request,
    session: Session,
    member: Member,
    entry: FollowThrough,
    outbox: OutboxDep,
    error: DomainError,
) -> Response:
    form = Form[SaidEntry].blank(request).with_error(error)
    promise_id, day = entry.commitment_id, entry.occasion_on
    return _day_page(request, session, member, promise_id, day, outbox, form, status=error.status)


def _day_page(
    request: Request,
    session: Session,
    member: Member,
    promise_id: UUID,
    day: date,
    outbox: OutboxDep,
    form: Form[SaidEntry] | None = None,
    *,
    status: int = 200,
) -> Response:
    promise = find_promise(session, member, promise_id)
    if not promise.is_kept_by(member.person.id) or promise.agreed is None:
        raise NotFound(N_("There is nothing here."))
    at, words = now(), words_for(request)
    today, there = today_of(member, at), day_of(session, member, promise, day, at)
    form = form or Form[SaidEntry].blank(request, line=there.entry.line if there.entry else "")
    form.values["id"] = str(new_id())  # what is tapped now is another tap
    closed = words.say(there.closed.sentence, **there.closed.values) if there.closed else ""
    return page(
        request,
        "commitments/day.html",
        status,
        tab="promises",
        promise=promise,
        there=there,
        may_say=there.closed is None,
        movable=promise.rhythm.kind is not Kind.WHENEVER,
        new_id=new_id,
        entry=there.entry,
        day=day,
        day_said=words.calendar_day(day, with_year=abs(day - today) > _FAR),
        is_today=day == today,
        form=form,
        problem="" if closed in form.errors.values() else closed,
        earliest=max(day, today) + timedelta(days=1),
        latest=today + timedelta(days=AHEAD_DAYS),
        longest=MAX_LINE,
        tag=outbox.tag(member.couple_id, replaces(promise_id)),
    )
