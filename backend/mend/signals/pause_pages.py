"""A pause as each of the two sees it: what its page shows, gathered in one place."""

from datetime import datetime
from uuid import UUID

from fastapi import Request, Response
from sqlmodel import Session

from mend.agreements.versions import current_agreement
from mend.couples.membership import Member
from mend.errors import DomainError
from mend.notifications.outbox import Outbox
from mend.notifications.reports import Report, reports
from mend.signals.delays import later_times, latest_delay, told_key
from mend.signals.messages import PRACTICAL, delivery_sentence, done, how_long
from mend.signals.models import Pause, PracticalNote
from mend.signals.names import PROMPTS, REPLACES, about_pause, note_key, return_key
from mend.signals.notes import notes_for_later, notes_of
from mend.signals.pauses import find_pause, has_joined
from mend.signals.reaching_out import reaching_out
from mend.signals.returns import NOTHING_SAID, return_after, standing
from mend.signals.soothing import items_of
from mend.signals.states import OPEN, SILENT_AFTER, PauseState, ReturnState, pause_state, return_state
from mend.web.problems import headers_of, wants_json
from mend.web.templates import page, words_for
from mend.web.words import Words


def problem_sentence(request: Request, error: DomainError | None) -> str:
    """What went wrong, in the reader's language; nothing where nothing did."""
    return words_for(request).say(error.sentence, **error.values) if error else ""


def _reached(
    told: dict[str, Report], key: str, member: Member, words: Words, now: datetime
) -> tuple[str, str] | None:
    """How far what I told came, in a state and a sentence; None when no notification was due."""
    if key not in told:
        return None
    sentence = delivery_sentence(told[key], member.partner.name, member.person.time_zone, words, now)
    return told[key].state, sentence


def pause_page(
    request: Request,
    session: Session,
    member: Member,
    pause_id: UUID,
    *,
    outbox: Outbox,
    now: datetime,
    error: DomainError | None = None,
) -> Response:
    """The page of a pause, as it is now; with a sentence on top when something was not possible.

    Somebody was faster then, or the clock was. A script is only told why: `error` is raised.
    """
    if error is not None and wants_json(request):
        raise error
    pause = find_pause(session, member, pause_id)
    state = pause_state(pause, now)
    if state is PauseState.CAME_BACK:
        return _returning_page(request, session, member, pause, outbox=outbox, now=now, error=error)
    words, mine = words_for(request), pause.caller_id == member.person.id
    told = reports(session, member.couple_id, about=about_pause(pause.id), recipient_id=member.partner.id)
    delay = latest_delay(session, pause)
    agreement = current_agreement(session, member.couple_id)
    return page(
        request,
        "signals/pause_called.html" if mine else "signals/pause_told.html",
        error.status if error else 200,
        headers_of(error),
        problem=problem_sentence(request, error),
        pause=pause,
        state=state.value,
        at=now,
        delay=delay,
        silent_at=pause.returns_at + SILENT_AFTER,
        tomorrow=later_times(pause, member.person.time_zone, now).latest_is_tomorrow,
        for_later=notes_for_later(session, pause, member.person.id) if state not in OPEN else [],
        left=how_long(pause.returns_at, now, words),
        done=done(delay.asked_at if delay else pause.called_at, pause.returns_at, now),
        since=delay.asked_at if delay else pause.called_at,
        called=_reached(told, told_key(pause, delay), member, words, now),
        joined=has_joined(session, pause, member.partner.id if mine else member.person.id),
        notes=[
            (note, _reached(told, _key_of(note), member, words, now)) for note in notes_of(session, pause)
        ],
        reach=reaching_out(session, member, now),
        practical=PRACTICAL,
        tag=outbox.tag(member.couple_id, PROMPTS if mine else REPLACES),
        helps_me=_helps(
            agreement.soothing.get(member.person.id, ""),
            [item.words for item in items_of(session, member.couple_id, member.person.id)],
        ),
        helps_partner=_helps(
            agreement.soothing.get(member.partner.id, ""),
            [item.words for item in items_of(session, member.couple_id, member.partner.id, only_shared=True)],
        ),
    )


def _returning_page(
    request: Request,
    session: Session,
    member: Member,
    pause: Pause,
    *,
    outbox: Outbox,
    now: datetime,
    error: DomainError | None,
) -> Response:
    """The caller is back; the two say that they are ready."""
    found = return_after(session, member.couple_id, pause.id)
    state = return_state(found, now) if found else ReturnState.FADED
    said, mine = standing(session, found) if found else NOTHING_SAID, pause.caller_id == member.person.id
    told = reports(session, member.couple_id, about=about_pause(pause.id), recipient_id=member.partner.id)
    return page(
        request,
        "signals/returning.html",
        error.status if error else 200,
        headers_of(error),
        problem=problem_sentence(request, error),
        pause=pause,
        mine=mine,
        state=state.value,
        i_am_ready=member.person.id in said.ready,
        wished=said.wishes.get(member.partner.id),
        for_later=notes_for_later(session, pause, member.person.id),
        returned=_reached(told, return_key(pause.id), member, words_for(request), now),
        tag=outbox.tag(member.couple_id, PROMPTS if mine else REPLACES),
    )


def _key_of(note: PracticalNote) -> str:
    return note_key(note.pause_id, note.author_id, note.practical, note.sent_at)


def _helps(agreed: str, items: list[str]) -> list[str]:
    """A soothing list: what the agreement says, line by line, then what stands on the person's own list."""
    lines = [line.strip() for line in agreed.split("\n") if line.strip()]
    known = {line.casefold() for line in lines}
    return lines + [words for words in items if words.casefold() not in known]
