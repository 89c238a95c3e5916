"""How one pause goes: the tap, the return, the card, the end."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from mend.demo.diary import Diary
from mend.demo.partners import MINUTE, Two, Who
from mend.ids import new_id
from mend.signals.delays import put_off_return
from mend.signals.history import keep
from mend.signals.models import Delay, Practical
from mend.signals.notes import send_note, write_for_later
from mend.signals.pauses import answer_pause, call_pause, come_back
from mend.signals.return_card import (
    begin_turn,
    confirm_heard,
    end_turn,
    say_heard,
    write_words,
)
from mend.signals.return_models import ReturnEnding, Step
from mend.signals.returns import say_ready, wish_ending


@dataclass(frozen=True)
class Card:
    """What one of the two writes after a pause: a kindness, my part, and "I feel … when … I need …"."""

    kindness: str = ""
    my_part: str = ""
    feeling: str = ""
    occasion: str = ""
    need: str = ""


@dataclass(frozen=True)
class Argument:
    """One pause. It was called so many days `ago`, and both wish it to end as `ended`.

    `later` is how many minutes more the caller asked for.
    """

    ago: int
    hour: int
    minute: int
    by: Who
    callers: Card
    others: Card
    ended: ReturnEnding = ReturnEnding.SETTLED
    later: int = 0
    practical: Practical | None = None
    for_later: str = ""
    is_kept: bool = False  # by both, for longer than the thirty days a pause stays


class Scene:
    """One pause, from the tap to how both leave it."""

    def __init__(self, two: Two, diary: Diary, argument: Argument) -> None:
        self._two, self._diary, self._argument = two, diary, argument
        self._caller = two.of(argument.by)
        self._other = two.other(self._caller)
        self._pause_id: UUID = new_id()

    def begin(self, moment: datetime) -> None:
        """What is known beforehand: the tap. Everything else follows from when it says the return is."""
        self._diary.note(moment, self._call)

    def _call(self, now: datetime) -> None:
        two, argument = self._two, self._argument
        called = call_pause(
            two.session,
            self._caller,
            call_id=self._pause_id,
            minutes=None,
            waited=timedelta(0),
            outbox=two.outbox,
            now=now,
        )
        answer_pause(
            two.session, self._other, self._pause_id, from_device=None, outbox=two.outbox, now=now + MINUTE
        )
        if argument.practical:
            send_note(
                two.session,
                self._other,
                self._pause_id,
                argument.practical,
                outbox=two.outbox,
                now=now + 2 * MINUTE,
            )
        if argument.for_later:
            write_for_later(
                two.session,
                self._caller,
                self._pause_id,
                note_id=new_id(),
                words=argument.for_later,
                now=now + 5 * MINUTE,
            )
        if argument.later:
            self._diary.note(called.pause.returns_at - MINUTE, self._put_off)
        else:
            self._diary.note(called.pause.returns_at, self._return)

    def _put_off(self, now: datetime) -> None:
        two = self._two
        pause = put_off_return(
            two.session,
            self._caller,
            self._pause_id,
            until=now + (self._argument.later + 1) * MINUTE,
            delay=Delay.MORE_TIME,
            outbox=two.outbox,
            now=now,
        )
        self._diary.note(pause.returns_at, self._return)

    def _return(self, now: datetime) -> None:
        two, pause_id = self._two, self._pause_id
        come_back(two.session, self._caller, pause_id, outbox=two.outbox, now=now)
        say_ready(two.session, self._other, pause_id, outbox=two.outbox, now=now + MINUTE)
        self._diary.note(now + 2 * MINUTE, self._write)
        self._diary.note(now + 4 * MINUTE, self._speak)
        self._diary.note(now + 14 * MINUTE, self._end)

    def _write(self, now: datetime) -> None:
        for member, card in ((self._caller, self._argument.callers), (self._other, self._argument.others)):
            for step, words in ((Step.KINDNESS, card.kindness), (Step.MY_PART, card.my_part)):
                if words:
                    write_words(self._two.session, member, self._pause_id, step, words=words, now=now)
            if card.feeling:
                write_words(
                    self._two.session,
                    member,
                    self._pause_id,
                    Step.FEELING,
                    words=card.feeling,
                    occasion=card.occasion,
                    need=card.need,
                    now=now,
                )

    def _speak(self, now: datetime) -> None:
        session, pause_id = self._two.session, self._pause_id
        if not self._argument.callers.feeling:
            return  # this time a kindness was enough
        for speaker, listener, begins in (
            (self._caller, self._other, now),
            (self._other, self._caller, now + 4 * MINUTE),
        ):
            who = speaker.person.id
            begin_turn(session, speaker, pause_id, who, begins)
            end_turn(session, speaker, pause_id, who, begins + 2 * MINUTE)
            say_heard(session, listener, pause_id, who, "That it was too much at once.", begins + 3 * MINUTE)
            confirm_heard(session, speaker, pause_id, who, begins + 4 * MINUTE)

    def _end(self, now: datetime) -> None:
        for member in (self._caller, self._other):
            wish_ending(self._two.session, member, self._pause_id, self._argument.ended, now=now)
        if self._argument.is_kept:
            for member in self._two.both:
                keep(self._two.session, member, self._pause_id, now + 3 * MINUTE)
