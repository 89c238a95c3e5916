"""The stream of changes (Server-Sent Events, HTML Living Standard, section 9.2)."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from mend.accounts.browsers import who_is
from mend.clock import now
from mend.couples.membership import member_of
from mend.database import unit_of_work
from mend.errors import N_, NotFound, NotSignedIn
from mend.live.events import events_since, topic
from mend.wakeups import WAKEUPS
from mend.web.cookies import read_token

router = APIRouter(include_in_schema=False)

POLL_SECONDS = 4.0  # the truth between processes; wake-ups are faster
LONGEST_STREAM = timedelta(
    minutes=10
)  # proxies and phones drop quiet connections anyway: better on our terms
RECONNECT_MS = 2_000
MOST = 2**31 - 1  # what the column holds


@dataclass(frozen=True)
class Listening:
    """Which couple's changes an open stream may hear, and as whom."""

    couple_id: UUID
    token: str


def listening(request: Request) -> Listening:
    """Who opens the stream.

    A session of its own, closed at once: one from SessionDep would stay open as long as the stream.
    """
    token = read_token(request)
    with unit_of_work(request.app.state.engine, writes=False) as session:
        found = who_is(session, token, now()) if token else None
        if found is None or token is None:
            raise NotSignedIn(N_("Please sign in first."))
        member = member_of(session, found[0].id)
    if member is None:
        raise NotFound(N_("There is nothing here."))
    return Listening(member.couple_id, token)


@router.get("/live", response_class=EventSourceResponse)
async def live(
    request: Request,
    listener: Annotated[Listening, Depends(listening)],
    since: Annotated[int, Query(ge=0, le=MOST)] = 0,
    last_event_id: Annotated[int | None, Header(ge=0, le=MOST)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """What changed since the page was made, or since what this browser heard of last, and from now on."""
    number = since if last_event_id is None else last_event_id
    ends = now() + LONGEST_STREAM
    engine = request.app.state.engine

    def read() -> list[tuple[int, str]] | None:
        with unit_of_work(engine, writes=False) as session:
            found = who_is(session, listener.token, now())
            member = member_of(session, found[0].id) if found else None
            if member is None or member.couple_id != listener.couple_id:
                return None  # signed out or unlinked meanwhile: nothing more to hear
            # Ahead of us: a database from a backup counts anew, and what is said twice does no harm.
            heard = number if number <= member.last_event else 0
            events = events_since(session, listener.couple_id, heard)
            # Each question sees what is committed by then: whoever was signed out before these hears none.
            return None if events and who_is(session, listener.token, now()) is None else events

    with WAKEUPS.waiting_for(topic(listener.couple_id)) as waiting:
        yield ServerSentEvent(comment="listening", retry=RECONNECT_MS)
        while now() < ends and not request.app.state.stopping.is_set():
            events = await run_sync(read)
            if events is None:
                # One last word, so that the open page looks and sees that the space is closed.
                yield ServerSentEvent(
                    raw_data=json.dumps({"what": "couple", "number": number}), event="change"
                )
                return
            for number, what in events:
                yield ServerSentEvent(
                    raw_data=json.dumps({"what": what, "number": number}), event="change", id=str(number)
                )
            await waiting.wait(POLL_SECONDS)
