"""The states of a pause, of the return after it, of a turn in it, and of a repair; every move by its name.

    pause     running ──time──▶ due ──time──▶ silent ──time──▶ faded
              running, due, silent ──delay──▶ running          (names a later time; the caller alone)
              running, due, silent, faded ──come back──▶ came back   (late is better than never)
              due, silent, faded ──a new call──▶ lapsed

    return    waiting ──ready (both)──▶ open
              waiting, open ──wish (both)──▶ settled, talk, let go
              waiting, open ──a new call──▶ lapsed
              waiting, open ──time──▶ faded

    turn      speaking ──time, done──▶ listening ──heard──▶ heard ──understood──▶ understood
              heard ──not quite──▶ listening
              speaking, listening, heard ──skip──▶ skipped

    repair    waiting, put off ──yes──▶ accepted               (kept for good; a change of heart is welcome)
              waiting, put off ──not yet──▶ put off            (perhaps with a time to ask again)
              waiting, put off, faded ──send again──▶ followed (the newer one is waiting)
              waiting, put off ──time──▶ faded

What time alone does is never written down: it is read from the clock that is handed in. So a machine that
slept, or a worker that stood still, cannot leave anything in a state it is not in.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from mend.errors import N_, Gone, Refused
from mend.signals.models import Pause
from mend.signals.repair_models import Answer, Repair
from mend.signals.return_models import Return, Turn

LONGEST = timedelta(hours=24)  # of a pause, all its delays included
REMIND_AFTER = timedelta(minutes=5)  # one reminder, to the caller alone
REMINDER_LASTS = timedelta(minutes=30)  # afterwards a phone out of a drawer asks nothing any more
SILENT_AFTER = timedelta(minutes=10)  # from then on the other need not wait any longer
FADES_AFTER = timedelta(hours=24)  # after the time of return; nobody is asked or told anything by then
RETURN_LASTS = timedelta(hours=24)  # a return nobody finished is over then, without a word
REPAIR_WAITS = timedelta(hours=24)  # from its sending, its answer, or the time the answer named


class PauseState(StrEnum):
    """Where a pause is."""

    RUNNING = "running"
    DUE = "due"  # its time is over; the caller has said nothing yet
    SILENT = "silent"  # nor after the reminder
    FADED = "faded"  # nor for a day
    CAME_BACK = "came_back"
    LAPSED = "lapsed"


class PauseMove(StrEnum):
    """What somebody can do with a pause."""

    ANSWER = "answer"
    NOTE = "note"
    DELAY = "delay"
    COME_BACK = "come back"
    LAPSE = "lapse"


OPEN = frozenset({PauseState.RUNNING, PauseState.DUE, PauseState.SILENT})
PAUSE_MOVES: dict[PauseMove, frozenset[PauseState]] = {
    PauseMove.ANSWER: OPEN,
    PauseMove.NOTE: OPEN,
    PauseMove.DELAY: OPEN,
    PauseMove.COME_BACK: OPEN | {PauseState.FADED},
    PauseMove.LAPSE: (OPEN | {PauseState.FADED}) - {PauseState.RUNNING},
}


def pause_state(pause: Pause, now: datetime) -> PauseState:
    """Where `pause` is at this moment."""
    if pause.ended_as is not None:
        return PauseState(pause.ended_as.value)
    if now < pause.returns_at:
        return PauseState.RUNNING
    if now < pause.returns_at + SILENT_AFTER:
        return PauseState.DUE
    return PauseState.SILENT if now < pause.returns_at + FADES_AFTER else PauseState.FADED


def check_pause(pause: Pause, move: PauseMove, now: datetime) -> PauseState:
    """The state `pause` is in, when `move` is possible in it; else `Gone` or `Refused`, with a sentence."""
    state = pause_state(pause, now)
    if state in PAUSE_MOVES[move]:
        return state
    if state in OPEN:
        raise Refused(N_("There is still time to wait for. Nothing was changed."))
    raise Gone(N_("This pause is over."))


class ReturnState(StrEnum):
    """Where a return is."""

    WAITING = "waiting"  # not both are ready yet
    OPEN = "open"
    SETTLED = "settled"
    TALK = "talk"
    LET_GO = "let_go"
    LAPSED = "lapsed"
    FADED = "faded"


UNFINISHED = frozenset({ReturnState.WAITING, ReturnState.OPEN})


class ReturnMove(StrEnum):
    """What somebody can do in a return."""

    READY = "ready"
    WRITE = "write"
    TURN = "turn"
    WISH = "wish"
    LAPSE = "lapse"


RETURN_MOVES: dict[ReturnMove, frozenset[ReturnState]] = {
    ReturnMove.READY: frozenset({ReturnState.WAITING}),
    ReturnMove.WRITE: frozenset({ReturnState.OPEN}),
    ReturnMove.TURN: frozenset({ReturnState.OPEN}),
    ReturnMove.WISH: UNFINISHED,
    ReturnMove.LAPSE: UNFINISHED | {ReturnState.FADED},
}


def return_state(found: Return, now: datetime) -> ReturnState:
    """Where the return is at this moment."""
    if found.ended_as is not None:
        return ReturnState(found.ended_as.value)
    if now >= found.began_at + RETURN_LASTS:
        return ReturnState.FADED
    return ReturnState.OPEN if found.opened_at is not None else ReturnState.WAITING


def check_return(found: Return, move: ReturnMove, now: datetime) -> ReturnState:
    """The state the return is in, when `move` is possible in it; else `Gone` or `Refused`."""
    state = return_state(found, now)
    if state in RETURN_MOVES[move]:
        return state
    if state in UNFINISHED:
        raise Refused(N_("This opens once both of you are ready."))
    raise Gone(N_("This return is over."))


class TurnState(StrEnum):
    """Where a turn is."""

    SPEAKING = "speaking"
    LISTENING = "listening"  # the listener says what they heard
    HEARD = "heard"  # the speaker says whether that was it
    UNDERSTOOD = "understood"
    SKIPPED = "skipped"


class TurnMove(StrEnum):
    """What somebody can do in a turn."""

    DONE = "done"
    HEARD = "heard"
    NOT_QUITE = "not quite"
    UNDERSTOOD = "understood"
    SKIP = "skip"


TURN_MOVES: dict[TurnMove, frozenset[TurnState]] = {
    TurnMove.DONE: frozenset({TurnState.SPEAKING}),
    TurnMove.HEARD: frozenset({TurnState.LISTENING}),
    TurnMove.NOT_QUITE: frozenset({TurnState.HEARD}),
    TurnMove.UNDERSTOOD: frozenset({TurnState.HEARD}),
    TurnMove.SKIP: frozenset({TurnState.SPEAKING, TurnState.LISTENING, TurnState.HEARD}),
}


def turn_state(turn: Turn, now: datetime) -> TurnState:
    """Where a turn is at this moment."""
    if turn.skipped_at is not None:
        return TurnState.SKIPPED
    if turn.understood_at is not None:
        return TurnState.UNDERSTOOD
    if turn.heard_at is not None:
        return TurnState.HEARD
    return TurnState.SPEAKING if now < turn.ends_at else TurnState.LISTENING


def check_turn(turn: Turn, move: TurnMove, now: datetime) -> TurnState:
    """The state the turn is in, when `move` is possible in it; else `Refused`, with a sentence."""
    state = turn_state(turn, now)
    if state not in TURN_MOVES[move]:
        raise Refused(_SENTENCES.get(state, N_("This turn is over.")))
    return state


_SENTENCES = {
    TurnState.SPEAKING: N_("The turn is still running. First listen to the end."),
    TurnState.LISTENING: N_("The turn is over. Now comes what was heard."),
    TurnState.HEARD: N_("What was heard is written down already."),
}


class RepairState(StrEnum):
    """Where a repair stands."""

    WAITING = "waiting"
    PUT_OFF = "put_off"
    ACCEPTED = "accepted"
    FOLLOWED = "followed"
    FADED = "faded"


UNANSWERED = frozenset({RepairState.WAITING, RepairState.PUT_OFF})  # a yes would still be an answer


def repair_state(repair: Repair, now: datetime) -> RepairState:
    """Where `repair` stands at this moment."""
    if repair.followed_at is not None:
        return RepairState.FOLLOWED
    if repair.answer is Answer.YES:
        return RepairState.ACCEPTED
    if now >= (repair.ask_at or repair.answered_at or repair.sent_at) + REPAIR_WAITS:
        return RepairState.FADED
    return RepairState.WAITING if repair.answer is None else RepairState.PUT_OFF
