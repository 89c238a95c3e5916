"""Memories over HTTP."""

from itertools import groupby
from uuid import UUID

from fastapi import APIRouter, Request, Response

from mend.activities.memories import memories
from mend.activities.plan_rows import memory_rows
from mend.clock import now
from mend.couples.membership import CurrentMember
from mend.database import SessionDep
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)

MEMORIES = "/together/memories"


@router.get(MEMORIES)
def leaf_through(
    request: Request, session: SessionDep, member: CurrentMember, before: UUID | None = None
) -> Response:
    """What they did, month by month, with photographs and the lines of both."""
    words, leaf = words_for(request), memories(session, member, before)
    rows = memory_rows(request, session, member, leaf.plans, now())
    months = groupby(rows, lambda row: words.month(row.plan.starts_at, member.person.time_zone))
    return page(
        request,
        "activities/memories.html",
        tab="together",
        months=[(month, list(of_it)) for month, of_it in months],
        before=before,
        older=leaf.older,
    )
