"""Every state, every move: what the tables allow happens; what they do not leaves everything as it was."""

from datetime import datetime, timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from mend.database import unit_of_work
from mend.errors import Gone, Refused
from mend.signals.models import Ending, Pause
from mend.signals.return_card import turns_of
from mend.signals.return_models import Return, ReturnEnding, Step
from mend.signals.returns import return_after
from mend.signals.states import (
    FADES_AFTER,
    PAUSE_MOVES,
    RETURN_LASTS,
    RETURN_MOVES,
    SILENT_AFTER,
    TURN_MOVES,
    UNFINISHED,
    PauseMove,
    PauseState,
    ReturnMove,
    ReturnState,
    TurnMove,
    TurnState,
    pause_state,
    return_state,
    turn_state,
)
from tests.signals.partners import BACK, MINUTE, THEN, Partner, everything, pauses

SECOND = timedelta(seconds=1)
WISHES = (ReturnEnding.SETTLED, ReturnEnding.TALK, ReturnEnding.LET_GO)
OPEN = {PauseState.RUNNING, PauseState.DUE, PauseState.SILENT}

# Saying once more what was said already: no error, and nothing changes.
PAUSE_ONCE = {(PauseState.CAME_BACK, PauseMove.COME_BACK)}
TURN_ONCE = {
    (TurnState.LISTENING, TurnMove.DONE),
    (TurnState.UNDERSTOOD, TurnMove.UNDERSTOOD),
    (TurnState.UNDERSTOOD, TurnMove.SKIP),
    (TurnState.SKIPPED, TurnMove.SKIP),
}


def bring_pause(state: PauseState, noas: Partner, ilans: Partner) -> tuple[Pause, datetime]:
    """A pause of Noa's in this state, and the moment it is in it."""
    pause = noas.call(THEN).pause
    at = {
        PauseState.RUNNING: BACK - SECOND,
        PauseState.DUE: BACK,
        PauseState.SILENT: BACK + SILENT_AFTER,
        PauseState.CAME_BACK: BACK,
        PauseState.LAPSED: BACK,
        PauseState.FADED: BACK + FADES_AFTER,
    }[state]
    if state is PauseState.CAME_BACK:
        noas.come_back(pause, at)
    elif state is PauseState.LAPSED:
        ilans.call(at)
    return pause, at


def move_pause(move: PauseMove, pause: Pause, noas: Partner, ilans: Partner, at: datetime) -> None:
    if move is PauseMove.ANSWER:
        ilans.answer(pause, at)
    elif move is PauseMove.NOTE:
        ilans.write_for_later(pause, "Later", at)
    elif move is PauseMove.DELAY:
        noas.delay(pause, BACK + 60 * MINUTE, at)
    elif move is PauseMove.COME_BACK:
        noas.come_back(pause, at)


@pytest.mark.parametrize(
    ("state", "move"), list(product(PauseState, [move for move in PauseMove if move is not PauseMove.LAPSE]))
)
def test_what_can_be_done_with_a_pause_is_what_the_table_says(
    noas: Partner, ilans: Partner, engine: sa.Engine, state: PauseState, move: PauseMove
) -> None:
    pause, at = bring_pause(state, noas, ilans)
    assert pause_state(next(one for one in pauses(engine) if one.id == pause.id), at) is state
    before = everything(engine)
    if state in PAUSE_MOVES[move]:
        move_pause(move, pause, noas, ilans, at)
        assert everything(engine) != before
        return
    if (state, move) in PAUSE_ONCE:
        move_pause(move, pause, noas, ilans, at)
    else:
        with pytest.raises(Refused if state in OPEN else Gone):
            move_pause(move, pause, noas, ilans, at)
    assert everything(engine) == before


@pytest.mark.parametrize("state", list(PauseState))
def test_a_new_call_lets_a_pause_lapse_where_the_table_says_so(
    noas: Partner, ilans: Partner, engine: sa.Engine, state: PauseState
) -> None:
    pause, at = bring_pause(state, noas, ilans)
    as_it_was = next(one for one in pauses(engine) if one.id == pause.id)
    ilans.call(at)
    after = next(one for one in pauses(engine) if one.id == pause.id)
    if state in PAUSE_MOVES[PauseMove.LAPSE]:
        assert (after.ended_as, after.ended_at) == (Ending.LAPSED, at)
    else:
        assert (after.ended_as, after.ended_at) == (as_it_was.ended_as, as_it_was.ended_at)


def bring_return(state: ReturnState, noas: Partner, ilans: Partner) -> tuple[Pause, datetime]:
    """A return in this state after Noa's pause, and the moment it is in it. Only an open one was opened."""
    pause, at = noas.call(THEN).pause, BACK + MINUTE
    noas.come_back(pause, BACK)
    if state is ReturnState.OPEN:
        ilans.be_ready(pause, at)
    elif state in {ReturnState.SETTLED, ReturnState.TALK, ReturnState.LET_GO}:
        for partner in (noas, ilans):
            partner.wish(pause, ReturnEnding(state.value), at)
    elif state is ReturnState.LAPSED:
        ilans.call(at)
    elif state is ReturnState.FADED:
        at = BACK + RETURN_LASTS
    return pause, at


def move_return(move: ReturnMove, pause: Pause, noas: Partner, ilans: Partner, at: datetime) -> None:
    if move is ReturnMove.READY:
        ilans.be_ready(pause, at)
    elif move is ReturnMove.WRITE:
        noas.write(pause, Step.KINDNESS, "Thank you", at)
    elif move is ReturnMove.TURN:
        noas.begin_turn(pause, ilans, at)


def found_return(engine: sa.Engine, pause: Pause) -> Return:
    with unit_of_work(engine, writes=False) as session:
        found = return_after(session, pause.couple_id, pause.id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("state", "move"), list(product(ReturnState, [ReturnMove.READY, ReturnMove.WRITE, ReturnMove.TURN]))
)
def test_what_can_be_done_in_a_return_is_what_the_table_says(
    noas: Partner, ilans: Partner, engine: sa.Engine, state: ReturnState, move: ReturnMove
) -> None:
    pause, at = bring_return(state, noas, ilans)
    assert return_state(found_return(engine, pause), at) is state
    before = everything(engine)
    if state in RETURN_MOVES[move]:
        move_return(move, pause, noas, ilans, at)
        assert everything(engine) != before
        return
    if (state, move) == (ReturnState.OPEN, ReturnMove.READY):  # both have said it
        move_return(move, pause, noas, ilans, at)
    else:
        with pytest.raises(Refused if state in UNFINISHED else Gone):
            move_return(move, pause, noas, ilans, at)
    assert everything(engine) == before


@pytest.mark.parametrize(("state", "wish"), list(product(ReturnState, WISHES)))
def test_a_wish_counts_where_the_table_says_so(
    noas: Partner, ilans: Partner, engine: sa.Engine, state: ReturnState, wish: ReturnEnding
) -> None:
    pause, at = bring_return(state, noas, ilans)
    before = everything(engine)
    if state in RETURN_MOVES[ReturnMove.WISH]:
        noas.wish(pause, wish, at)
        assert everything(engine) != before
        return
    if state.value == wish.value:  # once more what they wished
        noas.wish(pause, wish, at)
    else:
        with pytest.raises(Gone, match="This return is over"):
            noas.wish(pause, wish, at)
    assert everything(engine) == before


@pytest.mark.parametrize("state", list(ReturnState))
def test_a_new_call_ends_a_return_where_the_table_says_so(
    noas: Partner, ilans: Partner, engine: sa.Engine, state: ReturnState
) -> None:
    pause, at = bring_return(state, noas, ilans)
    as_it_was = found_return(engine, pause)
    ilans.call(at + 60 * MINUTE)
    after = found_return(engine, pause)
    if state in RETURN_MOVES[ReturnMove.LAPSE]:
        assert (after.ended_as, after.ended_at) == (ReturnEnding.LAPSED, at + 60 * MINUTE)
    else:
        assert (after.ended_as, after.ended_at) == (as_it_was.ended_as, as_it_was.ended_at)


def bring_turn(state: TurnState, pause: Pause, noas: Partner, ilans: Partner) -> datetime:
    """Noa's turn in this state; the moment it is in it."""
    at = BACK + 2 * MINUTE
    noas.begin_turn(pause, noas, at)
    steps: list[tuple[Partner, TurnMove]] = []
    if state is not TurnState.SPEAKING and state is not TurnState.SKIPPED:
        steps = [(noas, TurnMove.DONE), (ilans, TurnMove.HEARD), (noas, TurnMove.UNDERSTOOD)]
        steps = steps[: [TurnState.LISTENING, TurnState.HEARD, TurnState.UNDERSTOOD].index(state) + 1]
    elif state is TurnState.SKIPPED:
        steps = [(noas, TurnMove.SKIP)]
    for partner, move in steps:
        partner.say(pause, move, noas, at)
    return at + SECOND


@pytest.mark.parametrize(("state", "move"), list(product(TurnState, TurnMove)))
def test_what_can_be_said_in_a_turn_is_what_the_table_says(
    noas: Partner, ilans: Partner, opened: Pause, engine: sa.Engine, state: TurnState, move: TurnMove
) -> None:
    at = bring_turn(state, opened, noas, ilans)
    with unit_of_work(engine, writes=False) as session:
        (turn,) = turns_of(session, opened.couple_id, opened.id)
    assert turn_state(turn, at) is state
    before = everything(engine)
    who = ilans if move is TurnMove.HEARD else noas
    if state in TURN_MOVES[move]:
        who.say(opened, move, noas, at, heard="Something else")
        assert everything(engine) != before
        return
    if (state, move) in TURN_ONCE:
        who.say(opened, move, noas, at)
    else:
        with pytest.raises(Refused) as refused:
            who.say(opened, move, noas, at, heard="Something else")
        assert refused.value.sentence
    assert everything(engine) == before
