"""Everything two people can do in a return, in whatever order, on a model. What holds: test_return_rules."""

from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from mend.errors import DomainError, Gone, NotFound, Refused
from mend.ids import new_id
from mend.signals.pauses import RETURN_IS_NEWS_FOR, call_pause, come_back
from mend.signals.return_card import begin_turn, say_heard, write_words
from mend.signals.return_models import (
    ReturnEnding,
    Step,
)
from mend.signals.return_routes import WORDS_ON_A_TURN
from mend.signals.returns import READY_IS_NEWS_FOR, say_ready, wish_ending
from mend.signals.states import TurnMove
from mend.web.hours import whole_minute_after
from tests.signals.expected import A_DAY, ExpectedReturn, ExpectedTurn
from tests.signals.played import TIMES, WHICH, WHO, WORKS, Deed, PlayedCouple, deeds

A_TURN = timedelta(minutes=3)
WISHES = st.sampled_from([ReturnEnding.SETTLED, ReturnEnding.TALK, ReturnEnding.LET_GO])
HEARD = st.sampled_from(["You were tired", "You felt alone"])
RARELY = st.sampled_from([False, False, True])
DID = {"which": WHICH, "who": WHO}
MOVE = {"move": st.sampled_from(TurnMove), "heard": HEARD}
ANSWERS = (TurnMove.UNDERSTOOD, TurnMove.NOT_QUITE)
Error = type[DomainError] | None


class ReturnMachine(PlayedCouple):
    """Both are ready, write, speak, listen, wish; and a new pause may come at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.returns: dict[UUID, ExpectedReturn] = {}
        self.pauses: list[UUID] = []
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

    def of(self, which: int) -> tuple[UUID, ExpectedReturn | None]:
        """A pause, counted from the newest or the oldest, and the return after it."""
        pause_id = self.pauses[max(which, -len(self.pauses))]
        return pause_id, self.returns.get(pause_id)

    # ── what the two do

    @initialize(who=WHO, opened=st.booleans())
    def a_pause_and_back(self, who: int, *, opened: bool) -> None:
        self._call(who)
        self._come_back()
        if opened:
            self.be_ready(-1, 1 - who, 1)

    @rule(
        deed=deeds(
            go_on={"heard": HEARD, "answer": st.sampled_from(ANSWERS), "wish": WISHES},
            be_ready={**DID, "times": TIMES},
            write={**DID, "step": st.sampled_from(Step), "words": st.sampled_from(["Thank you", "Sorry"])},
            begin_to_speak={**DID, "speaker": WHO, "times": TIMES},
            say_in_a_turn={**DID, "speaker": WHO, "times": TIMES, **MOVE},
            say_as_the_right_one=MOVE,
            wish={**DID, "wish": WISHES, "times": TIMES},
            time_passes={"seconds": st.sampled_from([1, 30, 179, 180, 600, 7200])},
            run_out_the_clock={"seconds": st.sampled_from([-1, 0, 1])},
            end_the_day={"seconds": st.sampled_from([-1, 0, 1]), "really": RARELY},
            begin_or_be_back={"who": WHO, "really": RARELY},
            the_worker_works=WORKS,
        )
    )
    def something_happens(self, deed: Deed) -> None:
        self.do(deed)

    def begin_or_be_back(self, who: int, *, really: bool) -> None:
        if self.running is not None:
            self._come_back()
        elif really:
            self._call(who)

    def _call(self, who: int) -> None:
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
        self.pauses.append(pause_id)
        self.running, self.changes = (pause_id, who), self.changes + 1

    def _come_back(self) -> None:
        assert self.running is not None
        pause_id, who = self.running
        come_back(self.session, self.member(who), pause_id, outbox=self.outbox, now=self.now)
        self.tell(f"return:{pause_id}", 1 - who, self.now + RETURN_IS_NEWS_FOR)
        self.returns[pause_id] = ExpectedReturn(who, self.now, ready={who: self.now})
        self.running, self.changes = None, self.changes + 1

    def be_ready(self, which: int, who: int, times: int) -> None:
        pause_id, found = self.of(which)
        once = found is not None and who in found.ready
        refused = None if once else self.refusal(found, needs_open=False)
        for _ in range(times):
            with self.refusing(refused):
                say_ready(self.session, self.member(who), pause_id, outbox=self.outbox, now=self.now)
        if found is not None and not once and refused is None:
            found.ready[who], found.opened_at = self.now, self.now
            self.changes += 1
            self.tell(f"ready:{pause_id}", 1 - who, self.now + READY_IS_NEWS_FOR)

    def write(self, which: int, who: int, step: Step, words: str) -> None:
        pause_id, found = self.of(which)
        refused = self.refusal(found, needs_open=True)
        with self.refusing(refused):
            write_words(self.session, self.member(who), pause_id, step, words=words, now=self.now)
        if found is not None and refused is None:
            found.words[who, step] = words
            self.changes += 1

    def begin_to_speak(self, which: int, who: int, speaker: int, times: int) -> None:
        pause_id, found = self.of(which)
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

    def say_in_a_turn(
        self, which: int, who: int, speaker: int, move: TurnMove, heard: str, times: int
    ) -> None:
        for _ in range(times):
            self._say(self.of(which)[0], who, speaker, move, heard)

    def say_as_the_right_one(self, move: TurnMove, heard: str) -> None:
        pause_id, found = self.of(-1)
        if found is None or not found.turns:
            return
        speaker = found.turns[-1].speaker
        self._say(pause_id, 1 - speaker if move is TurnMove.HEARD else speaker, speaker, move, heard)

    def go_on(self, heard: str, answer: TurnMove, wish: ReturnEnding) -> None:
        """What usually comes next."""
        found = self.of(-1)[1]
        if found is None or found.is_over(self.now):
            self.begin_or_be_back(0, really=True)
        elif found.opened_at is None:
            self.be_ready(-1, 1 - found.caller, 1)
        elif found.turns and not found.turns[-1].is_closed:
            turn = found.turns[-1]
            spoken = TurnMove.HEARD if self.now >= turn.ends_at else TurnMove.DONE
            self.say_as_the_right_one(spoken if turn.heard_at is None else answer, heard)
        elif len(found.turns) < 2:
            self.begin_to_speak(-1, 0, 1 - found.turns[0].speaker if found.turns else found.caller, 1)
        else:
            self.wish(-1, 1 if 0 in found.wishes else 0, wish, 1)

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
            elif move is TurnMove.SKIP and who != speaker and self._is_spoken_in(turn):
                refused = Refused  # while it runs it is its speaker's
            else:
                refused, changed = self._turned(turn, move, heard)
        with self.refusing(refused):
            if move is TurnMove.HEARD:
                say_heard(self.session, self.member(who), pause_id, self.ids[speaker], heard, self.now)
            else:
                WORDS_ON_A_TURN[move](self.session, self.member(who), pause_id, self.ids[speaker], self.now)
        self.changes += changed

    def _is_spoken_in(self, turn: ExpectedTurn) -> bool:
        return turn.heard_at is None and not turn.is_closed and self.now < turn.ends_at

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

    def wish(self, which: int, who: int, wish: ReturnEnding, times: int) -> None:
        pause_id, found = self.of(which)
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

    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def end_the_day(self, seconds: int, *, really: bool) -> None:
        if self.newest is not None and really:
            self.now = max(self.now, self.newest.began_at + A_DAY + timedelta(seconds=seconds))

    def run_out_the_clock(self, seconds: int) -> None:
        if self.newest is not None and self.newest.turns:
            self.now = max(self.now, self.newest.turns[-1].ends_at + timedelta(seconds=seconds))
