"""The return card as each of the two sees it: what its page shows at each step, gathered in one place."""

from typing import Literal
from uuid import UUID

from fastapi import Request, Response
from sqlmodel import Session

from mend.clock import now
from mend.couples.membership import Member
from mend.errors import N_, DomainError, Refused
from mend.notifications.outbox import outbox_of
from mend.signals.bloom import bloom
from mend.signals.forms import Heard, StepWords
from mend.signals.names import REPLACES
from mend.signals.notes import notes_for_later
from mend.signals.pause_pages import pause_page, problem_sentence
from mend.signals.pauses import find_pause
from mend.signals.return_card import CLOSED, turns_of, words_of
from mend.signals.return_models import MAX_WORDS, ReturnWords, Step, Turn
from mend.signals.returns import return_after, standing
from mend.signals.states import UNFINISHED, ReturnState, return_state, turn_state
from mend.web.forms import Form
from mend.web.problems import headers_of, wants_json
from mend.web.templates import page

JUST_OPENED_SECONDS = 30  # so long the picture still blooms; afterwards it stands there
Page = Literal["start", "kindness", "my_part", "feeling", "turns", "end"]
STEPS: tuple[Page, ...] = ("kindness", "my_part", "feeling", "turns", "end")
PAGE_OF: dict[Step, Page] = {
    Step.KINDNESS: "kindness",
    Step.MY_PART: "my_part",
    Step.FEELING: "feeling",
}
_STEP_OF = {at: step for step, at in PAGE_OF.items()}


def return_page(
    request: Request,
    session: Session,
    member: Member,
    pause_id: UUID,
    at_page: Page,
    *,
    form: Form[StepWords] | Form[Heard] | None = None,
    error: DomainError | None = None,
    status: int = 200,
) -> Response:
    """The card at one of its pages; once the return is over, what was said on it.

    While there is no card yet, the page of the pause says so. A script is only told why: `error` is raised.
    """
    if error is not None and wants_json(request):
        raise error
    at, outbox = now(), outbox_of(request)
    pause, found = find_pause(session, member, pause_id), return_after(session, member.couple_id, pause_id)
    if found is None or (return_state(found, at) is ReturnState.WAITING and at_page != "end"):
        why = error or Refused(N_("This opens once both of you are ready."))
        return pause_page(request, session, member, pause_id, outbox=outbox, now=at, error=why)
    state, written = return_state(found, at), words_of(session, member.couple_id, pause_id)
    turns = turns_of(session, member.couple_id, pause_id)
    current = next((turn for turn in turns if turn_state(turn, at) not in CLOSED), None)
    spoken = {turn.speaker_id for turn in turns}
    mine = written.get((member.person.id, _STEP_OF[at_page])) if at_page in _STEP_OF else None
    return page(
        request,
        "signals/return_card.html" if state in UNFINISHED else "signals/return_over.html",
        error.status if error else status,
        headers_of(error),
        pause=pause,
        state=state.value,
        opened=found.opened_at is not None,
        step=at_page,
        number=STEPS.index(at_page) + 1 if at_page in STEPS else 0,
        steps=STEPS,
        problem=problem_sentence(request, error),
        form=form or Form[StepWords].blank(request, **_as_sent(mine, current.heard if current else None)),
        limit=MAX_WORDS,
        written=written,
        turns=turns,
        current=current,
        current_state=turn_state(current, at).value if current else "",
        still_to_speak=[one.id for one in (member.person, member.partner) if one.id not in spoken],
        wishes=standing(session, found).wishes,
        waited=notes_for_later(session, pause) if found.opened_at else [],
        for_later=[] if found.opened_at else notes_for_later(session, pause, member.person.id),
        lost=_lost(form, state, current),
        rings=bloom(pause.id),
        blooms=found.opened_at is not None and (at - found.opened_at).total_seconds() < JUST_OPENED_SECONDS,
        tag=outbox.tag(member.couple_id, REPLACES),
    )


def _lost(form: Form[StepWords] | Form[Heard] | None, state: ReturnState, current: Turn | None) -> list[str]:
    """What was typed into a form that the page no longer has: it is shown, so that nothing typed is lost."""
    if form is None:
        return []
    still_there = state in UNFINISHED and ("step" in form.values or current is not None)
    typed = [form.values.get(name, "") for name in ("words", "occasion", "need")]
    return [] if still_there else [words for words in typed if words]


def _as_sent(mine: ReturnWords | None, heard: str | None) -> dict[str, str]:
    """The fields of a step as they were last sent; of a turn, what the listener had heard."""
    if mine is not None:
        return {"words": mine.words, "occasion": mine.occasion, "need": mine.need}
    return {"words": heard} if heard else {}
