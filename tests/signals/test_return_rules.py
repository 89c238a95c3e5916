"""Whatever the two do in a return, and however late, its rules hold: a machine plays both on a model."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, initialize, invariant, precondition, rule
from sqlmodel import col, select

from mend.errors import DomainError, Gone, NotFound, Refused
from mend.ids import new_id
from mend.notifications.outbox import Outbox
from mend.signals.models import Ending, Pause
from mend.signals.pauses import RETURN_IS_NEWS_FOR, call_pause, come_back
from mend.signals.return_card import begin_turn, say_heard, write_words
from mend.signals.return_models import (
    Return,
    ReturnEnding,
    ReturnReady,
    ReturnWish,
    ReturnWords,
    Step,
    Turn,
)
from mend.signals.return_routes import WORDS_ON_A_TURN
from mend.signals.returns import READY_IS_NEWS_FOR, say_ready, unfinished_return, wish_ending
from mend.signals.states import TurnMove
from mend.web.hours import whole_minute_after
from tests.databases import Template
from tests.signals.expected import A_DAY, ExpectedReturn, ExpectedTurn
from tests.signals.played import PlayedCouple, play

WHO = st.sampled_from([0, 1])
TIMES = st.sampled_from([1, 1, 2])
A_TURN = timedelta(minutes=3)
WISHES = st.sampled_from([ReturnEnding.SETTLED, ReturnEnding.TALK, ReturnEnding.LET_GO])
HEARD = st.sampled_from(["You were tired", "You felt alone"])
Error = type[DomainError] | None


class ReturnMachine(PlayedCouple):
    """Both are ready, write, speak, listen, wish; and a new pause may come at any time."""

    pauses = Bundle("pauses")

    def __init__(self) -> None:
        super().__init__()
        self.returns: dict[UUID, ExpectedReturn] = {}
        self.running: tuple[UUID, int] | None = None  # a pause nobody has come back from, and its caller

    @property
    def newest(self) -> ExpectedReturn | None:
        return next((one for one in self.returns.values() if one.ended_at is None), None)

    def refusal(self, found: ExpectedReturn | None, *, needs_open: bool) -> Error:
        """How a deed in this return is refused, as far as the return itself decides."""
        if found is None:
            return Refused  # its caller has not come back
        if found.is_over(self.now):
            return Gone
        return Refused if needs_open and found.opened_at is None else None

    # ── what the two do

    @initialize(target=pauses, who=WHO)
    def a_pause_and_back(self, who: int) -> UUID:
        pause_id = self._call(who)
        self._come_back()
        return pause_id

    @precondition(lambda self: self.running is None)
    @rule(target=pauses, who=WHO)
    def a_new_pause_begins(self, who: int) -> UUID:
        return self._call(who)

    @precondition(lambda self: self.running is not None)
    @rule()
    def its_caller_is_back(self) -> None:
        self._come_back()

    def _call(self, who: int) -> UUID:
        pause_id = new_id()
        if self.newest is not None:
            self.newest.end(ReturnEnding.LAPSED, self.now)
        called = call_pause(
            self.session,
            self.member(who),
            call_id=pause_id,
            minutes=20,
            waited=timedelta(0),
            outbox=self.outbox,
            now=self.now,
        )
        assert not called.joined
        returns_at = whole_minute_after(self.now + timedelta(minutes=20))
        self.tell(f"pause:{pause_id}", 1 - who, returns_at)
        self.ask_caller(pause_id, who, returns_at)
        self.running, self.changes = (pause_id, who), self.changes + 1
        return pause_id

    def _come_back(self) -> None:
        assert self.running is not None
        pause_id, who = self.running
        come_back(self.session, self.member(who), pause_id, outbox=self.outbox, now=self.now)
        self.tell(f"return:{pause_id}", 1 - who, self.now + RETURN_IS_NEWS_FOR)
        self.returns[pause_id] = ExpectedReturn(who, self.now, ready={who: self.now})
        self.running, self.changes = None, self.changes + 1

    @rule(pause_id=pauses, who=WHO, times=TIMES)
    def say_ready(self, pause_id: UUID, who: int, times: int) -> None:
        found = self.returns.get(pause_id)
        once = found is not None and who in found.ready
        refused = None if once else self.refusal(found, needs_open=False)
        for _ in range(times):
            with self.refusing(refused):
                say_ready(self.session, self.member(who), pause_id, outbox=self.outbox, now=self.now)
        if found is not None and not once and refused is None:
            found.ready[who], found.opened_at = self.now, self.now
            self.changes += 1
            self.tell(f"ready:{pause_id}", 1 - who, self.now + READY_IS_NEWS_FOR)

    @precondition(lambda self: self.newest is not None)
    @rule()
    def the_other_is_ready_too(self) -> None:
        assert self.newest is not None
        pause_id = next(id_ for id_, one in self.returns.items() if one is self.newest)
        self.say_ready(pause_id, 1 - self.newest.caller, 1)

    @rule(pause_id=pauses, who=WHO, step=st.sampled_from(Step), words=st.sampled_from(["Thank you", "Sorry"]))
    def write(self, pause_id: UUID, who: int, step: Step, words: str) -> None:
        found = self.returns.get(pause_id)
        refused = self.refusal(found, needs_open=True)
        with self.refusing(refused):
            write_words(self.session, self.member(who), pause_id, step, words=words, now=self.now)
        if found is not None and refused is None:
            found.words[who, step] = words
            self.changes += 1

    @rule(pause_id=pauses, who=WHO, speaker=WHO, times=TIMES)
    def begin_to_speak(self, pause_id: UUID, who: int, speaker: int, times: int) -> None:
        found = self.returns.get(pause_id)
        refused, once = self.refusal(found, needs_open=True), False
        if found is not None and refused is None:
            once = any(turn.speaker == speaker for turn in found.turns)
            if not once and any(not turn.is_closed for turn in found.turns):
                refused = Refused
        for _ in range(times):
            with self.refusing(refused):
                begin_turn(self.session, self.member(who), pause_id, self.ids[speaker], self.now)
        if found is not None and refused is None and not once:
            found.turns.append(ExpectedTurn(speaker, self.now + A_TURN))
            self.changes += 1

    @rule(pause_id=pauses, who=WHO, speaker=WHO, move=st.sampled_from(TurnMove), heard=HEARD, times=TIMES)
    def say_in_a_turn(
        self, pause_id: UUID, who: int, speaker: int, move: TurnMove, heard: str, times: int
    ) -> None:
        for _ in range(times):
            self._say(pause_id, who, speaker, move, heard)

    @precondition(lambda self: self.newest is not None and self.newest.turns)
    @rule(move=st.sampled_from(TurnMove), heard=HEARD)
    def the_right_one_says_it(self, move: TurnMove, heard: str) -> None:
        assert self.newest is not None
        pause_id = next(id_ for id_, one in self.returns.items() if one is self.newest)
        speaker = self.newest.turns[-1].speaker
        self._say(pause_id, 1 - speaker if move is TurnMove.HEARD else speaker, speaker, move, heard)

    def _say(self, pause_id: UUID, who: int, speaker: int, move: TurnMove, heard: str) -> None:
        found = self.returns.get(pause_id)
        refused = self.refusal(found, needs_open=True)
        turn = next((one for one in found.turns if one.speaker == speaker), None) if found else None
        changed = False
        if refused is None:
            if turn is None:
                refused = NotFound
            elif move is not TurnMove.SKIP and (who == speaker) is (move is TurnMove.HEARD):
                refused = Refused
            else:
                refused, changed = self._turned(turn, move, heard)
        with self.refusing(refused):
            if move is TurnMove.HEARD:
                say_heard(self.session, self.member(who), pause_id, self.ids[speaker], heard, self.now)
            else:
                WORDS_ON_A_TURN[move](self.session, self.member(who), pause_id, self.ids[speaker], self.now)
        self.changes += changed

    def _turned(self, turn: ExpectedTurn, move: TurnMove, heard: str) -> tuple[Error, bool]:
        """Move the model on; how the deed is refused, and whether it changes anything."""
        listens = turn.heard_at is None and not turn.is_closed and self.now >= turn.ends_at
        answered = turn.heard_at is not None and not turn.is_closed
        once, possible = False, False
        if move is TurnMove.DONE:
            once, possible = listens, turn.heard_at is None and not turn.is_closed and not listens
            if possible:
                turn.ends_at = self.now
        elif move is TurnMove.HEARD:
            once = turn.heard_at is not None and turn.heard == heard
            possible = listens
            if possible:
                turn.heard, turn.heard_at = heard, self.now
        elif move is TurnMove.NOT_QUITE:
            once, possible = listens and turn.not_quite_at is not None, answered
            if possible:
                turn.not_quite_at, turn.heard_at = self.now, None
        elif move is TurnMove.UNDERSTOOD:
            once, possible = turn.understood_at is not None and turn.skipped_at is None, answered
            if possible:
                turn.understood_at = self.now
        else:
            once, possible = turn.is_closed, not turn.is_closed
            if possible:
                turn.skipped_at = self.now
        return (None if once or possible else Refused), possible

    @rule(pause_id=pauses, who=WHO, wish=WISHES, times=TIMES)
    def wish(self, pause_id: UUID, who: int, wish: ReturnEnding, times: int) -> None:
        found = self.returns.get(pause_id)
        once = found is not None and found.wishes.get(who) is wish
        refused = None if once else self.refusal(found, needs_open=False)
        for _ in range(times):
            with self.refusing(refused):
                wish_ending(self.session, self.member(who), pause_id, wish, now=self.now)
        if found is not None and not once and refused is None:
            found.wishes[who] = wish
            self.changes += 1
            if len(found.wishes) == 2:
                one, other = found.wishes.values()
                unlike = ReturnEnding.TALK if ReturnEnding.TALK in (one, other) else ReturnEnding.LET_GO
                found.end(one if one is other else unlike, self.now)

    @rule(seconds=st.sampled_from([1, 30, 179, 180, 600, 7200, 86_399, 86_400]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: self.newest is not None)
    @rule(seconds=st.sampled_from([-1, 0, 1]))
    def the_day_is_over(self, seconds: int) -> None:
        assert self.newest is not None
        self.now = max(self.now, self.newest.began_at + A_DAY + timedelta(seconds=seconds))

    @precondition(lambda self: self.newest is not None and self.newest.turns)
    @rule(seconds=st.sampled_from([-1, 0, 1]))
    def the_clock_of_a_turn_runs_out(self, seconds: int) -> None:
        assert self.newest is not None
        self.now = max(self.now, self.newest.turns[-1].ends_at + timedelta(seconds=seconds))

    # ── what always holds

    @invariant()
    def every_return_is_as_it_ought_to_be(self) -> None:
        self.session.expire_all()
        rows = self.session.exec(select(Return)).all()
        assert {row.pause_id for row in rows} == self.returns.keys()
        for row in rows:
            found = self.returns[row.pause_id]
            assert (row.began_at, row.opened_at) == (found.began_at, found.opened_at)
            assert (row.ended_at, row.ended_as) == (found.ended_at, found.ended_as)
            pause = self.session.get_one(Pause, (row.couple_id, row.pause_id))
            assert (pause.ended_as, pause.ended_at) == (Ending.CAME_BACK, row.began_at)

    @invariant()
    def one_return_is_unended_at_most(self) -> None:
        unended = self.session.exec(select(Return.pause_id).where(col(Return.ended_at).is_(None))).all()
        assert len(unended) <= 1
        found = unfinished_return(self.session, self.member(0).couple_id, self.now)
        expected = [id_ for id_, one in self.returns.items() if not one.is_over(self.now)]
        assert ([found.pause_id] if found else []) == expected

    @invariant()
    def everything_said_is_kept_once(self) -> None:
        ready = {
            (row.pause_id, row.person_id): row.ready_at for row in self.session.exec(select(ReturnReady))
        }
        assert ready == {
            (id_, self.ids[who]): at for id_, one in self.returns.items() for who, at in one.ready.items()
        }
        wishes = {
            (row.pause_id, row.person_id): ReturnEnding(row.wish)
            for row in self.session.exec(select(ReturnWish))
        }
        assert wishes == {
            (id_, self.ids[who]): wish
            for id_, one in self.returns.items()
            for who, wish in one.wishes.items()
        }
        words = {
            (row.pause_id, row.author_id, Step(row.step)): row.words
            for row in self.session.exec(select(ReturnWords))
        }
        assert words == {
            (id_, self.ids[who], step): said
            for id_, one in self.returns.items()
            for (who, step), said in one.words.items()
        }

    @invariant()
    def every_turn_is_as_it_ought_to_be_and_one_speaks_at_a_time(self) -> None:
        turns: dict[UUID, list[ExpectedTurn]] = {}
        for row in self.session.exec(select(Turn).order_by(col(Turn.number))):
            turns.setdefault(row.pause_id, []).append(
                ExpectedTurn(
                    self.ids.index(row.speaker_id),
                    row.ends_at,
                    row.heard,
                    row.heard_at,
                    row.not_quite_at,
                    row.understood_at,
                    row.skipped_at,
                )
            )
        assert turns == {id_: one.turns for id_, one in self.returns.items() if one.turns}
        for of_one in turns.values():
            assert sum(not turn.is_closed for turn in of_one) <= 1


def test_the_rules_of_the_return_hold_whatever_the_two_do(
    template: Template, tmp_path: Path, outbox: Outbox
) -> None:
    play(ReturnMachine, template, tmp_path, outbox)
