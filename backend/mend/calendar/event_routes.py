"""One plan, talk or ritual to put into a calendar; the file says what its reader's page says."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from mend.activities.plan_calendar import plan_entry, ritual_entries
from mend.activities.plan_diary import find_plan
from mend.calendar.models import Titles
from mend.calendar.writing import MEDIA_TYPE, write
from mend.couples.calendar import Entry
from mend.couples.membership import CurrentMember, Member
from mend.database import SessionDep
from mend.talks.diary import find_talk
from mend.talks.talk_calendar import talk_entry
from mend.web.templates import words_for

router = APIRouter(include_in_schema=False)


@router.get("/together/plans/{plan_id}/event.ics")
def plan_event(request: Request, plan_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """A plan both said yes to; of a surprise no more than its page shows to the reader."""
    plan = find_plan(session, member, plan_id)
    return _file(request, member, plan_entry(plan, member, words_for(request)))


@router.get("/together/rituals/{ritual_id}/event.ics")
def ritual_event(request: Request, ritual_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """A ritual both joined, with its exceptions so far."""
    return _file(request, member, *ritual_entries(session, member, ritual_id, words_for(request)))


@router.get("/talks/{talk_id}/event.ics")
def talk_event(request: Request, talk_id: UUID, session: SessionDep, member: CurrentMember) -> Response:
    """A talk both said yes to."""
    talk = find_talk(session, member, talk_id)
    return _file(request, member, talk_entry(talk, words_for(request)))


def _file(request: Request, member: Member, *entries: Entry) -> Response:
    origin = request.app.state.settings.origin
    written = b"".join(write(entries, member.person.time_zone, origin, Titles.FULL))
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'inline; filename="mend.ics"'}
    return Response(written, headers=headers, media_type=MEDIA_TYPE)
