"""Whatever the two do in a return, and however late, its rules hold: a machine plays both on a model."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import invariant
from sqlmodel import col, select

from mend.errors import DomainError
from mend.notifications.outbox import Outbox
from mend.signals.models import Ending, Pause
from mend.signals.return_models import (
    Return,
    ReturnEnding,
    ReturnReady,
    ReturnWish,
    ReturnWords,
    Step,
    Turn,
)
from mend.signals.returns import unfinished_return
from mend.signals.states import TurnMove
from tests.databases import Template
from tests.signals.expected import ExpectedTurn
from tests.signals.played import WHICH, WHO, play
from tests.signals.return_machine import ReturnMachine

A_TURN = timedelta(minutes=3)
WISHES = st.sampled_from([ReturnEnding.SETTLED, ReturnEnding.TALK, ReturnEnding.LET_GO])
HEARD = st.sampled_from(["You were tired", "You felt alone"])
RARELY = st.sampled_from([False, False, True])
DID = {"which": WHICH, "who": WHO}
MOVE = {"move": st.sampled_from(TurnMove), "heard": HEARD}
ANSWERS = (TurnMove.UNDERSTOOD, TurnMove.NOT_QUITE)
Error = type[DomainError] | None


class HeldReturn(ReturnMachine):
    """The machine, held to what always holds."""

    @invariant()
    def every_return_is_as_it_ought_to_be(self) -> None:
        self.session.expire_all()
        rows = self.session.exec(
            select(Return, Pause).join(
                Pause,
                col(Pause.id) == col(Return.pause_id),
            )
        ).all()
        assert {row.pause_id for row, _ in rows} == self.returns.keys()
        for row, pause in rows:
            found = self.returns[row.pause_id]
            assert (row.began_at, row.opened_at) == (found.began_at, found.opened_at)
            assert (row.ended_at, row.ended_as) == (found.ended_at, found.ended_as)
            assert (pause.ended_as, pause.ended_at) == (Ending.CAME_BACK, row.began_at)

    @invariant()
    def one_return_is_unended_at_most(self) -> None:
        unended = self.session.exec(select(Return.pause_id).where(col(Return.ended_at).is_(None))).all()
        assert len(unended) <= 1
        found = unfinished_return(self.session, self.couple_id, self.now)
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
    play(HeldReturn, template, tmp_path, outbox)
