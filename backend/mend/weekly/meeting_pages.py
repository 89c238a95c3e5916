"""The pages of the meeting: one step at a time, the same on both screens but for what each has prepared."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from sqlmodel import Session, col, select

from mend.commitments.days import today_of
from mend.couples.membership import Member
from mend.errors import DomainError
from mend.ids import new_id
from mend.notifications.outbox import outbox_of
from mend.rhythms.words import said as said_rhythm
from mend.talks.diary import TalkNow, find_talk
from mend.talks.models import TalkState
from mend.talks.pages import done_of
from mend.thanks.models import Thanks
from mend.web.forms import Form
from mend.web.templates import page, words_for
from mend.weekly.issue import is_time_for_a_talk
from mend.weekly.lines import FARTHEST, lines_of
from mend.weekly.looks import promises_to_look_at
from mend.weekly.meeting import STEPS, MeetingNow, MeetingState, find_meeting
from mend.weekly.models import LineKind, Step, WeeklyLine
from mend.weekly.preparation import Preparation, preparation_of
from mend.weekly.reminding import ABOUT
from mend.weekly.ritual_pages import LIMITS, said_day, verdict_words

EVENING, MORNING = 18, 5  # hours of the reader's clock between which one says goodnight


def meeting_page(
    request: Request,
    session: Session,
    member: Member,
    meeting_id: UUID,
    now: datetime,
    error: DomainError | None = None,
    *,
    unsaid: str = "",
) -> Response:
    """Where the two are. `unsaid` is what the reader wrote and could not say any more."""
    found, words = find_meeting(session, member, meeting_id), words_for(request)
    state, meeting = found.state(now), found.meeting
    hour = now.astimezone(ZoneInfo(member.person.time_zone)).hour
    shown: dict[str, Any] = {
        "meeting": meeting,
        "state": state.value,
        "tag": outbox_of(request).tag(member.couple_id, ABOUT),
        "step": meeting.step.value,
        "step_number": STEPS.index(meeting.step) + 1,
        "steps": len(STEPS),
        "left_me": member.person.id in found.left,
        "left_them": member.partner.id in found.left,
        "minutes_left": words.minutes((meeting.until - now).total_seconds()),
        "is_late": hour >= EVENING or hour < MORNING,
        "unsaid": unsaid,
        "problem": words.say(error.sentence, **error.values) if error else "",
    }
    if state is MeetingState.UNDER_WAY and not shown["left_me"]:
        prepared = preparation_of(session, member, now)
        match meeting.step:
            case Step.THANKS:
                shown |= _thanks(session, member, found, prepared)
            case Step.PLAN:
                shown |= _plan(request, session, member, found, prepared, now)
            case Step.PROMISES:
                shown |= _promises(request, session, member, found, prepared, now)
            case Step.ISSUE:
                shown |= _issue(session, member, found, prepared, now)
    else:
        shown |= _kept(request, session, member, found, now)
    return page(request, "weekly/meeting.html", error.status if error else 200, tab="us", **shown)


def writing_page(
    request: Request,
    session: Session,
    member: Member,
    meeting_id: UUID,
    kind: str,
    form: Form[Any],
    now: datetime,
    status: int = 200,
) -> Response:
    """One field, which nothing takes away while somebody writes; `kind` is thanks, plan or issue."""
    found = find_meeting(session, member, meeting_id)
    today = today_of(member, now)
    return page(
        request,
        "weekly/writing.html",
        status,
        tab="us",
        meeting=found.meeting,
        kind=kind,
        form=form,
        limits=LIMITS,
        today=today.isoformat(),
        farthest=(today + FARTHEST).isoformat(),
    )


def _thanks(session: Session, member: Member, found: MeetingNow, prepared: Preparation) -> dict[str, Any]:
    given = session.exec(
        select(Thanks)
        .where(
            Thanks.couple_id == member.couple_id,
            col(Thanks.given_at) >= found.meeting.started_at,
            col(Thanks.taken_back_at).is_(None),
        )
        .order_by(col(Thanks.given_at), col(Thanks.id))
    ).all()
    mine = {one.words for one in given if one.author_id == member.person.id}
    return {
        "given": given,
        "prepared": "" if prepared.thanks in mine else prepared.thanks,
        "new_id": str(new_id()),
    }


def _plan(
    request: Request,
    session: Session,
    member: Member,
    found: MeetingNow,
    prepared: Preparation,
    now: datetime,
) -> dict[str, Any]:
    words, today = words_for(request), today_of(member, now)
    lines = lines_of(session, member, found.id, LineKind.PLAN)
    return _brought(member, lines, prepared.plan) | {
        "days": {line.id: said_day(line.on_day, today, words) for line in lines},
    }


def _promises(
    request: Request,
    session: Session,
    member: Member,
    found: MeetingNow,
    prepared: Preparation,
    now: datetime,
) -> dict[str, Any]:
    words, today = words_for(request), today_of(member, now)
    looked = promises_to_look_at(session, member, found.id, now)
    first = looked[0] if looked and looked[0].asks else None
    verdicts = verdict_words(words)
    thought = prepared.thoughts.get(first.promise.id) if first else None
    return {
        "first": first,
        "first_when": said_rhythm(first.promise.rhythm, words, today) if first else "",
        "thought": verdicts[thought.value] if thought else "",
        "verdicts": verdicts,
        "others": looked[1:] if first else looked,
        "they_speak": any(one.waits_for_them for one in looked),
    }


def _issue(
    session: Session, member: Member, found: MeetingNow, prepared: Preparation, now: datetime
) -> dict[str, Any]:
    lines = lines_of(session, member, found.id, LineKind.ISSUE)
    talk = _talk(session, member, lines)
    return _brought(member, lines, prepared.issue) | {
        "new_id": str(new_id()),
        "time_for_a_talk": is_time_for_a_talk(found.meeting.until, now),
        "talk": talk,
        "talking": talk is not None and talk.state(now) is TalkState.UNDER_WAY,
        "talk_done": done_of(talk, now) if talk else 0.0,
    }


def _kept(
    request: Request, session: Session, member: Member, found: MeetingNow, now: datetime
) -> dict[str, Any]:
    """What stays of a meeting: the good thing, and a talk that goes on for a moment."""
    words, today = words_for(request), today_of(member, now)
    plan = next((line for line in lines_of(session, member, found.id, LineKind.PLAN) if line.wanted_at), None)
    talk = _talk(session, member, lines_of(session, member, found.id, LineKind.ISSUE))
    return {
        "plan": plan if plan and plan.dropped_at is None else None,
        "plan_day": said_day(plan.on_day, today, words) if plan else "",
        "talk": talk if talk and talk.state(now) is TalkState.UNDER_WAY else None,
    }


def _brought(member: Member, lines: Sequence[WeeklyLine], prepared: str) -> dict[str, Any]:
    """Lines of one kind: the one both want, the other's, one's own, and what is prepared for it still."""
    mine = [line for line in lines if line.brought_by == member.person.id]
    return {
        "wanted": next((line for line in lines if line.wanted_at), None),
        "theirs": [line for line in lines if line.brought_by != member.person.id],
        "mine": mine,
        "prepared": "" if prepared in {line.words for line in mine} else prepared,
    }


def _talk(session: Session, member: Member, lines: Sequence[WeeklyLine]) -> TalkNow | None:
    talk_id = next((line.talk_id for line in lines if line.talk_id), None)
    return find_talk(session, member, talk_id) if talk_id else None
