"""Photographs over HTTP: adding one, looking at it, taking it away."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, BinaryIO
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session
from starlette.datastructures import UploadFile

from mend.activities.photos import add_photo, find_photo, has_photo, take_away
from mend.activities.plan_pages import PLANS, plan_page
from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.errors import N_, DomainError, Invalid, NotDone, NotFound
from mend.pictures.anew import MAX_BYTES, made_anew
from mend.pictures.storage import Storage, names_of
from mend.web.forms import Button, Form, Typed
from mend.web.uploads import was_too_large

router = APIRouter(include_in_schema=False)

PHOTOS = f"{PLANS}/{{plan_id}}/photos"
ONE = "/together/photos/{photo_id}"
# Where a post may hold more than a form does: see `web.guards`.
TAKES_FILES = rf"{PLANS}/[^/]+/photos"
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Sent:
    """What was sent to be added: an id born with the form, and the file."""

    id: UUID
    file: BinaryIO


async def _sent(request: Request, session: SessionDep) -> AsyncIterator[Sent | DomainError]:
    """The photograph of the form, or what is wrong with it: which is said on the page of the plan."""
    session.commit()  # nobody waits for the write lock while a large form is taken apart
    if was_too_large(request):
        yield NotDone(
            N_("This photograph is too large. At most %(number)d MB fit. Nothing was lost."),
            status=413,
            number=MAX_BYTES // _MEGABYTE,
        )
        return
    async with request.form(max_files=1, max_fields=2) as form:
        file, photo_id = form.get("photo"), form.get("id")
        if not isinstance(file, UploadFile) or not file.size:
            yield Invalid(N_("Please choose a photograph first."))
        else:
            try:
                yield Sent(UUID(photo_id if isinstance(photo_id, str) else ""), file.file)
            except ValueError:
                yield Invalid(N_("The form holds a field that does not belong here. Please reload the page."))


SentPhoto = Annotated[Sent | DomainError, Depends(_sent, scope="function")]


@router.post(PHOTOS)
def add(
    request: Request, plan_id: UUID, member: CurrentMember, sent: SentPhoto, session: SessionDep
) -> Response:
    """Add a photograph to what they did. The member stands first: of a stranger's form nothing is parsed."""
    try:
        if isinstance(sent, DomainError):
            raise sent
        if not has_photo(session, member, plan_id, sent.id, now()):
            session.commit()  # a second of work must not hold the write lock: a pause would wait for it
            picture = made_anew(sent.file)
            add_photo(
                session,
                member,
                plan_id,
                photo_id=sent.id,
                picture=picture,
                storage=_storage(request),
                now=now(),
            )
    except NotDone as error:
        return plan_page(request, session, member, plan_id, now(), photo_error=error)
    return RedirectResponse(f"{PLANS}/{plan_id}#photos", 303)


@router.post(f"{PHOTOS}/{{photo_id}}/removal")
def remove(
    request: Request,
    plan_id: UUID,
    photo_id: UUID,
    typed: Typed,
    session: SessionDep,
    member: CurrentMember,
) -> Response:
    """Take one's own photograph away."""
    Form.read(Button, typed).or_refuse()
    try:
        take_away(session, member, plan_id, photo_id, storage=_storage(request), now=now())
    except NotDone as error:
        return plan_page(request, session, member, plan_id, now(), error=error)
    return RedirectResponse(f"{PLANS}/{plan_id}", 303)


@router.get(ONE)
def large(request: Request, photo_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """A photograph."""
    find_photo(session, member, photo_id)
    return _picture(request, session, names_of(member.couple_id, photo_id)[0])


@router.get(f"{ONE}/small")
def small(request: Request, photo_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """The same for a list."""
    find_photo(session, member, photo_id)
    return _picture(request, session, names_of(member.couple_id, photo_id)[1])


def _picture(request: Request, session: Session, name: str) -> Response:
    session.commit()  # nor a connection to the database while a storage far away is asked
    content = _storage(request).get(name)
    if content is None:
        raise NotFound(N_("There is nothing here."))
    # Kept by no cache, as no page is: whoever signs out of a shared phone leaves nothing behind.
    return Response(content, media_type="image/jpeg", headers={"Cache-Control": "no-store"})


def _storage(request: Request) -> Storage:
    storage: Storage = request.app.state.pictures
    return storage
