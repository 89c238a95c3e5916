"""The address a calendar asks, without signing in: whoever has the key is its reader.

A good key works whatever others on its network try. What is nobody's key is counted by network, as wrong
tokens are: with 256 random bits there is nothing to guess, but much to look up. No log ever holds a key: Mend
and its proxy keep none of addresses, and what goes wrong is noted by its route (see `web.problems`).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from mend.accounts.throttle import network_of, note_try
from mend.calendar.addresses import Reader, whose_feed
from mend.calendar.writing import MEDIA_TYPE, write
from mend.clock import now
from mend.couples.calendar import Entry, entries_of
from mend.database import unit_of_work
from mend.errors import NotFound
from mend.web.openapi import VERSION
from mend.web.templates import words_for
from mend.web.words import Words

router = APIRouter(include_in_schema=False)

FEED = "/calendar/{key}.ics"
FREE_FROM_ONE_NETWORK = 30  # a calendar that was forgotten after its address was erased, asking now and then
_FORMAT = 2  # of the file: with another one every calendar fetches it anew
_HEADERS = {"Cache-Control": "private, no-cache"}


@dataclass(frozen=True)
class _Found:
    """What a calendar gets; no `entries` where it has them already, or asked for the headers alone."""

    reader: Reader
    tag: str
    is_known: bool
    entries: list[Entry]


@router.get(FEED)
def feed(request: Request, key: str) -> Response:
    """The calendar of whoever has this key; 304 for what the asking calendar knows."""
    found = _look_up(request, key, with_entries=True)
    if found.is_known:
        return Response(status_code=304, headers=_HEADERS | {"ETag": found.tag})
    zone, origin = found.reader.member.person.time_zone, request.app.state.settings.origin
    pieces = write(found.entries, zone, origin, found.reader.feed.titles)
    return StreamingResponse(pieces, headers=_headers(found.tag), media_type=MEDIA_TYPE)


@router.head(FEED)
def feed_headers(request: Request, key: str) -> Response:
    """The same without the file."""
    found = _look_up(request, key, with_entries=False)
    if found.is_known:
        return Response(status_code=304, headers=_HEADERS | {"ETag": found.tag})
    answer = Response(headers=_headers(found.tag), media_type=MEDIA_TYPE)
    del answer.headers["Content-Length"]  # it would be that of the file, which nobody wrote
    return answer


def _look_up(request: Request, key: str, *, with_entries: bool) -> _Found:
    """Its short transactions are its own: what a refusal notes must outlive the refusal."""
    engine, at = request.app.state.engine, now()
    try:
        with unit_of_work(engine, writes=False) as session:
            reader = whose_feed(session, key)
            request.state.person = reader.member.person  # from here on in their language
            words, since = words_for(request), _called_off_since(at)
            tag = _tag(reader, words, since)
            is_known = _names(request.headers.get("if-none-match", ""), tag)
            entries: list[Entry] = []
            if with_entries and not is_known:
                entries = entries_of(session, reader.member, words, request.app.state.calendar, since)
    except NotFound:
        with unit_of_work(engine) as session:
            network = network_of(request.client.host) if request.client else ""
            note_try(session, "calendar from", network, at, free=FREE_FROM_ONE_NETWORK)
        raise
    return _Found(reader, tag, is_known, entries)


def _called_off_since(at: datetime) -> datetime:
    """The first of last month: so long, and by whole months, calendars are told what was called off.

    By the month, for with it the file changes, and every calendar fetches it anew.
    """
    first = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first - timedelta(days=1)).replace(day=1)


def _tag(reader: Reader, words: Words, since: datetime) -> str:
    """A strong validator of everything the file is made from, read without making it.

    Whatever changes for a couple is announced, and gets their next number. So the file may be fetched anew
    for something it does not show, but is never said to be known when it is not.
    """
    person, partner = reader.member.person, reader.member.partner
    made_from = (
        VERSION,
        _FORMAT,
        reader.feed.id,
        reader.feed.titles.value,
        reader.member.last_event,
        partner.name,
        person.time_zone,
        words.lang,
        since.isoformat(),
    )
    return f'"{hashlib.sha256(repr(made_from).encode()).hexdigest()[:32]}"'


def _names(if_none_match: str, tag: str) -> bool:
    """Whether the asking calendar has what `tag` stands for (weak comparison: RFC 9110, section 13.1.2)."""
    known = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return tag in known or "*" in known


def _headers(tag: str) -> dict[str, str]:
    return _HEADERS | {"ETag": tag, "Content-Disposition": 'inline; filename="mend.ics"'}
