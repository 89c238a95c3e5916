"""Everything two people can do with a pause, in whatever order, on a model. What holds: test_pause_rules."""

from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import rule

from mend.errors import DomainError, Gone, Invalid, Refused
from mend.ids import new_id
from mend.signals.delays import put_off_return
from mend.signals.models import (
    Delay,
    Ending,
    Practical,
)
from mend.signals.notes import (
    MOST_IN_AN_HOUR,
    NOTE_IS_NEWS_FOR,
    SAME_NOTE_WITHIN,
    send_note,
    write_for_later,
)
from mend.signals.pauses import (
    RETURN_IS_NEWS_FOR,
    answer_pause,
    call_pause,
    come_back,
)
from mend.web.hours import whole_minute_after
from tests.signals.expected import A_DAY, Expected
from tests.signals.played import TIMES, WHICH, WHO, WORKS, Deed, PlayedCouple, deeds

MINUTES = st.sampled_from([1, 5, 20, 60, 1440])
WAITED = st.sampled_from([0, 0, 0, 1, 59, 60, 1199, 1200, 4000])
JUMPS = st.sampled_from([1, 30, 60, 299, 600, 1201, 7200, 90_000])
WORDS = st.sampled_from(["I was afraid", "Sorry"])
SILENT_MINUTES = 10
AGAIN = {"which": WHICH, "who": WHO}


class PauseMachine(PlayedCouple):
    """Calls, answers, notes, delays, and each way a pause ends."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: dict[UUID, Expected] = {}
        self.made: dict[UUID, tuple[int, int, UUID]] = {}  # call → who, minutes, pause

    @property
    def running(self) -> UUID | None:
        return next((id_ for id_, pause in self.pauses.items() if pause.ended_at is None), None)

    def is_open(self, pause: Expected) -> bool:
        """Whether something of it can still be said: it has not ended, and its time is not over for a day."""
        return pause.ended_at is None and self.now < pause.returns_at + A_DAY

    def end(self, pause_id: UUID, ending: Ending) -> None:
        self.pauses[pause_id].ended_at, self.pauses[pause_id].ended_as = self.now, ending
        self.changes += ending is not Ending.LAPSED  # then the new pause is what is announced

    def call(self, which: int) -> UUID | None:
        """A press of the button, counted from the newest or the oldest."""
        return list(self.made)[max(which, -len(self.made))] if self.made else None

    def of(self, which: int) -> UUID | None:
        """The pause such a press led to."""
        call_id = self.call(which)
        return self.made[call_id][2] if call_id else None

    # ── what the two do

    @rule(
        deed=deeds(
            go_on={"minutes": st.sampled_from([SILENT_MINUTES, 5, 0]), "put_off": st.booleans()},
            press={"who": WHO, "minutes": MINUTES, "waited": WAITED, "once_over": st.booleans()},
            press_again={**AGAIN, "minutes": st.one_of(st.none(), MINUTES), "waited": WAITED},
            say_ok={**AGAIN, "times": TIMES},
            say_something_practical={**AGAIN, "practical": st.sampled_from(Practical), "times": TIMES},
            write_for_the_return={**AGAIN, "words": WORDS, "times": TIMES},
            send_a_note_late={**AGAIN, "words": WORDS},
            name_a_later_time={
                **AGAIN,
                "base": st.sampled_from(["what counts", "what counts", "now", "the last"]),
                "seconds": st.sampled_from([-60, 0, 1, 60, 600, 4000]),
                "delay": st.sampled_from(Delay),
                "times": TIMES,
            },
            be_back={**AGAIN, "times": TIMES},
            time_passes={"seconds": JUMPS},
            the_time_of_return_comes={
                "minutes": st.sampled_from([0, 5, SILENT_MINUTES]),
                "seconds": st.sampled_from([-1, 0, 1]),
            },
            the_worker_works=WORKS,
        )
    )
    def something_happens(self, deed: Deed) -> None:
        self.do(deed)

    def go_on(self, minutes: int, *, put_off: bool) -> None:
        """What usually comes next."""
        pause = self.pauses[self.running] if self.running else None
        if pause is None:
            self.press(minutes % 2, 20, 0, once_over=False)
        elif self.now < pause.returns_at:
            self.the_time_of_return_comes(minutes, 0)
        elif put_off:
            self.name_a_later_time(-1, pause.caller, "now", 600, Delay.MORE_TIME, 1)
        else:
            self.be_back(-1, pause.caller, 1)

    def press(self, who: int, minutes: int, waited: int, *, once_over: bool) -> None:
        if once_over and self.running is not None:
            self.now, waited = max(self.now, self.pauses[self.running].returns_at), 0
        call_id = new_id()
        called_at = self.now - timedelta(seconds=waited)
        returns_at = whole_minute_after(called_at + timedelta(minutes=minutes))
        late = returns_at <= self.now
        with self.refusing(Gone if late else None):
            called = call_pause(
                self.session,
                self.member(who),
                call_id=call_id,
                minutes=minutes,
                waited=timedelta(seconds=waited),
                outbox=self.outbox,
                now=self.now,
            )
        if late:
            return
        before = self.running
        if before is not None and self.pauses[before].returns_at > self.now:
            assert (called.joined, called.pause.id) == (True, before)
        else:
            if before is not None:
                self.end(before, Ending.LAPSED)
            assert (called.joined, called.pause.id) == (False, call_id)
            self.pauses[call_id] = Expected(who, called_at, returns_at)
            self.tell(f"pause:{call_id}", 1 - who, returns_at)
            self.ask_caller(call_id, who, returns_at)
        self.made[call_id] = (who, minutes, called.pause.id)
        self.changes += 1

    def press_again(self, which: int, who: int, minutes: int | None, waited: int) -> None:
        call_id = self.call(which)
        if call_id is None:
            return
        caller, first, pause_id = self.made[call_id]
        same = who == caller and minutes in (None, first)
        with self.refusing(None if same else Refused):
            again = call_pause(
                self.session,
                self.member(who),
                call_id=call_id,
                minutes=minutes,
                waited=timedelta(seconds=waited),
                outbox=self.outbox,
                now=self.now,
            )
            assert (again.pause.id, again.joined) == (pause_id, pause_id != call_id)

    def say_ok(self, which: int, who: int, times: int) -> None:
        pause_id = self.of(which)
        if pause_id is None:
            return
        pause = self.pauses[pause_id]
        refused: type[DomainError] | None = None
        if who == pause.caller:
            refused = Refused
        elif not self.is_open(pause) and pause.answered_at is None:
            refused = Gone
        for _ in range(times):
            with self.refusing(refused):
                answer_pause(
                    self.session,
                    self.member(who),
                    pause_id,
                    from_device=None,
                    outbox=self.outbox,
                    now=self.now,
                )
        if refused is None and pause.answered_at is None:
            pause.answered_at = self.now
            self.changes += 1
            if pause.returns_at > self.now:
                self.tell(f"answered:{pause_id}:{int(pause.returns_at.timestamp())}", who, pause.returns_at)

    def say_something_practical(self, which: int, who: int, practical: Practical, times: int) -> None:
        pause_id = self.of(which)
        if pause_id is None:
            return
        pause = self.pauses[pause_id]
        lately = [at for author, _, at in pause.notes if author == who and at > self.now - timedelta(hours=1)]
        same = [at for author, what, at in pause.notes if (author, what) == (who, practical)]
        said = bool(same) and same[-1] > self.now - SAME_NOTE_WITHIN
        refused: type[DomainError] | None = None
        if not said:
            refused = Refused if len(lately) >= MOST_IN_AN_HOUR else None
            refused = refused if self.is_open(pause) else Gone
        for _ in range(times):
            with self.refusing(refused):
                send_note(
                    self.session, self.member(who), pause_id, practical, outbox=self.outbox, now=self.now
                )
        if refused is None and not said:
            pause.notes.append((who, practical, self.now))
            self.changes += 1
            key = f"note:{pause_id}:{self.ids[who].hex}:{practical}:{int(self.now.timestamp())}"
            self.tell(key, 1 - who, max(pause.returns_at, self.now + NOTE_IS_NEWS_FOR))

    def write_for_the_return(self, which: int, who: int, words: str, times: int) -> None:
        pause_id, note_id = self.of(which), new_id()
        if pause_id is None:
            return
        pause = self.pauses[pause_id]
        mine = sum(author == who for author, _ in pause.for_later.values())
        refused = Gone if not self.is_open(pause) else Refused if mine >= 10 else None
        for _ in range(times):
            with self.refusing(refused):
                self._write(who, pause_id, note_id, words)
        if refused is None:
            pause.for_later[note_id] = (who, words)

    def send_a_note_late(self, which: int, who: int, words: str) -> None:
        pause_id = self.of(which)
        if pause_id is None:
            return
        for note_id, kept in self.pauses[pause_id].for_later.items():
            with self.refusing(None if kept == (who, words) else Refused):
                self._write(who, pause_id, note_id, words)

    def _write(self, who: int, pause_id: UUID, note_id: UUID, words: str) -> None:
        write_for_later(self.session, self.member(who), pause_id, note_id=note_id, words=words, now=self.now)

    def name_a_later_time(
        self, which: int, who: int, base: str, seconds: int, delay: Delay, times: int
    ) -> None:
        pause_id = self.of(which)
        if pause_id is None:
            return
        pause = self.pauses[pause_id]
        latest = whole_minute_after(pause.called_at + A_DAY)
        of = {"what counts": pause.returns_at, "now": self.now, "the last": latest}[base]
        until = whole_minute_after(of + timedelta(seconds=seconds))
        said = bool(pause.delays) and pause.delays[-1][1] == until
        refused: type[DomainError] | None = None
        if who != pause.caller:
            refused = Refused
        elif not self.is_open(pause) and not said:
            refused = Gone
        elif not said and not max(self.now, pause.returns_at) < until <= latest:
            refused = Invalid
        for _ in range(times):
            with self.refusing(refused):
                put_off_return(
                    self.session,
                    self.member(who),
                    pause_id,
                    until=of + timedelta(seconds=seconds),
                    delay=delay,
                    outbox=self.outbox,
                    now=self.now,
                )
        if refused is None and not said:
            pause.delays.append((pause.returns_at, until, self.now))
            pause.returns_at, pause.answered_at = until, None
            self.changes += 1
            self.tell(f"delay:{pause_id}:{int(until.timestamp())}", 1 - who, until)
            self.ask_caller(pause_id, who, until)

    def be_back(self, which: int, who: int, times: int) -> None:
        pause_id = self.of(which)
        if pause_id is None:
            return
        pause = self.pauses[pause_id]
        otherwise = pause.ended_as not in (None, Ending.CAME_BACK)
        for _ in range(times):
            with self.refusing(Refused if who != pause.caller else Gone if otherwise else None):
                come_back(self.session, self.member(who), pause_id, outbox=self.outbox, now=self.now)
        if who == pause.caller and pause.ended_at is None:
            self.end(pause_id, Ending.CAME_BACK)
            self.tell(f"return:{pause_id}", 1 - who, self.now + RETURN_IS_NEWS_FOR)

    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    def the_time_of_return_comes(self, minutes: int, seconds: int) -> None:
        if self.running is None:
            return
        returns_at = self.pauses[self.running].returns_at
        self.now = max(self.now, returns_at + timedelta(minutes=minutes, seconds=seconds))
