"""The return card: words for each step, and two turns with a clock. See `states` for the turns."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, NotFound, Refused
from mend.live.events import announce
from mend.signals.return_models import ReturnWords, Step, Turn
from mend.signals.returns import find_return
from mend.signals.states import (
    ReturnMove,
    TurnMove,
    TurnState,
    check_return,
    check_turn,
    turn_state,
)

TURN_LASTS = timedelta(minutes=3)  # long enough to say one thing, short enough to listen to all of it
CLOSED = frozenset({TurnState.UNDERSTOOD, TurnState.SKIPPED})


def write_words(
    session: Session,
    member: Member,
    pause_id: UUID,
    step: Step,
    *,
    words: str,
    occasion: str = "",
    need: str = "",
    now: datetime,
) -> ReturnWords:
    """Write one step of one's own; the other sees it at once. Written again, it replaces the first."""
    _open(session, member, pause_id, ReturnMove.WRITE, now)
    written = session.get(ReturnWords, (member.couple_id, pause_id, member.person.id, step))
    if written is None:
        written = ReturnWords(
            couple_id=member.couple_id,
            pause_id=pause_id,
            author_id=member.person.id,
            step=step,
            words=words,
            written_at=now,
        )
    written.words, written.occasion, written.need, written.written_at = words, occasion, need, now
    session.add(written)
    session.flush()
    announce(session, member.couple_id, "return", now)
    return written


def words_of(session: Session, couple_id: UUID, pause_id: UUID) -> Mapping[tuple[UUID, Step], ReturnWords]:
    """What both wrote, by author and step, in the order it was written."""
    rows = session.exec(
        select(ReturnWords)
        .where(ReturnWords.couple_id == couple_id, ReturnWords.pause_id == pause_id)
        .order_by(col(ReturnWords.written_at))
    )
    return {(row.author_id, row.step): row for row in rows}


def begin_turn(session: Session, member: Member, pause_id: UUID, speaker_id: UUID, now: datetime) -> Turn:
    """`speaker_id` speaks, from now on. Either may begin it, for either of the two; each speaks once.

    `Refused` while the other's turn is not over: of two who begin at once, one listens first.
    """
    _open(session, member, pause_id, ReturnMove.TURN, now)
    if speaker_id not in (member.person.id, member.partner.id):
        raise NotFound(N_("There is nothing here."))
    turns = turns_of(session, member.couple_id, pause_id)
    for turn in turns:
        if turn.speaker_id == speaker_id:
            return turn
        if turn_state(turn, now) not in CLOSED:
            raise Refused(
                N_("%(name)s has the first turn. Yours comes after it.")
                if turn.speaker_id == member.partner.id
                else N_("You have the first turn. %(name)s’s comes after it."),
                name=member.partner.name,
            )
    begun = Turn(
        couple_id=member.couple_id,
        pause_id=pause_id,
        number=len(turns) + 1,
        speaker_id=speaker_id,
        began_at=now,
        ends_at=now + TURN_LASTS,
    )
    session.add(begun)
    session.flush()
    announce(session, member.couple_id, "return", now)
    return begun


def end_turn(session: Session, member: Member, pause_id: UUID, speaker_id: UUID, now: datetime) -> Turn:
    """Done before the clock, from the speaker alone. Twice is once."""
    turn = _turn(session, member, pause_id, speaker_id, now)
    _only(member, turn, speaks=True)
    if turn_state(turn, now) is TurnState.LISTENING:
        return turn
    check_turn(turn, TurnMove.DONE, now)
    turn.ends_at = now
    return _changed(session, turn, now)


def say_heard(
    session: Session, member: Member, pause_id: UUID, speaker_id: UUID, words: str, now: datetime
) -> Turn:
    """What I heard was…, from the listener alone. The same words again are once."""
    turn = _turn(session, member, pause_id, speaker_id, now)
    _only(member, turn, speaks=False)
    if turn.heard_at is not None and turn.heard == words:
        return turn
    check_turn(turn, TurnMove.HEARD, now)
    turn.heard, turn.heard_at = words, now
    return _changed(session, turn, now)


def confirm_heard(session: Session, member: Member, pause_id: UUID, speaker_id: UUID, now: datetime) -> Turn:
    """Yes, that was it: from the speaker alone. Twice is once."""
    turn = _turn(session, member, pause_id, speaker_id, now)
    _only(member, turn, speaks=True)
    if turn_state(turn, now) is TurnState.UNDERSTOOD:
        return turn
    check_turn(turn, TurnMove.UNDERSTOOD, now)
    turn.understood_at = now
    return _changed(session, turn, now)


def ask_again(session: Session, member: Member, pause_id: UUID, speaker_id: UUID, now: datetime) -> Turn:
    """Not quite: the listener tries once more, with the words at hand. From the speaker alone."""
    turn = _turn(session, member, pause_id, speaker_id, now)
    _only(member, turn, speaks=True)
    if turn_state(turn, now) is TurnState.LISTENING and turn.not_quite_at is not None:
        return turn
    check_turn(turn, TurnMove.NOT_QUITE, now)
    turn.not_quite_at, turn.heard_at = now, None
    return _changed(session, turn, now)


def skip_turn(session: Session, member: Member, pause_id: UUID, speaker_id: UUID, now: datetime) -> Turn:
    """Leave the rest of a turn out: while it runs its speaker may, afterwards either. Twice is once."""
    turn = _turn(session, member, pause_id, speaker_id, now)
    state = turn_state(turn, now)
    if state in CLOSED:
        return turn
    if state is TurnState.SPEAKING:
        _only(member, turn, speaks=True)
    check_turn(turn, TurnMove.SKIP, now)
    turn.skipped_at = now
    return _changed(session, turn, now)


def turns_of(session: Session, couple_id: UUID, pause_id: UUID) -> list[Turn]:
    """The turns there were, the first one first."""
    return list(
        session.exec(
            select(Turn)
            .where(Turn.couple_id == couple_id, Turn.pause_id == pause_id)
            .order_by(col(Turn.number))
            .execution_options(populate_existing=True)
        )
    )


def _open(session: Session, member: Member, pause_id: UUID, move: ReturnMove, now: datetime) -> None:
    hold_open(session, member.couple_id)
    check_return(find_return(session, member, pause_id), move, now)


def _turn(session: Session, member: Member, pause_id: UUID, speaker_id: UUID, now: datetime) -> Turn:
    _open(session, member, pause_id, ReturnMove.TURN, now)
    for turn in turns_of(session, member.couple_id, pause_id):
        if turn.speaker_id == speaker_id:
            return turn
    raise NotFound(N_("There is nothing here."))


def _only(member: Member, turn: Turn, *, speaks: bool) -> None:
    if (turn.speaker_id == member.person.id) is not speaks:
        raise Refused(
            N_("This is for %(name)s to say: it is their turn.")
            if speaks
            else N_("You spoke. %(name)s says what they heard."),
            name=member.partner.name,
        )


def _changed(session: Session, turn: Turn, now: datetime) -> Turn:
    session.add(turn)
    session.flush()
    announce(session, turn.couple_id, "return", now)
    return turn
