"""Whatever two people do in whatever order, the rules of the pause hold: a machine plays both on a model."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import sqlalchemy as sa
from hypothesis.stateful import invariant
from sqlmodel import col, select

from mend.notifications.models import Delivery, DeliveryState, Notification
from mend.notifications.outbox import Outbox
from mend.signals.models import (
    Ending,
    Pause,
    PauseCall,
    PauseDelay,
    PracticalNote,
    WaitingNote,
)
from mend.signals.pauses import (
    open_pause,
)
from mend.signals.return_models import Return, ReturnEnding
from tests.databases import Template
from tests.signals.expected import A_DAY
from tests.signals.pause_machine import PauseMachine
from tests.signals.played import play


class HeldPause(PauseMachine):
    """The machine, held to what always holds."""

    @invariant()
    def every_pause_is_as_it_ought_to_be(self) -> None:
        self.session.expire_all()
        rows = self.session.exec(select(Pause)).all()
        assert {row.id for row in rows} == self.pauses.keys()
        for row in rows:
            pause = self.pauses[row.id]
            assert row.caller_id == self.ids[pause.caller]
            assert (row.returns_at, row.answered_at) == (pause.returns_at, pause.answered_at)
            assert (row.ended_at, row.ended_as) == (pause.ended_at, pause.ended_as)
            assert row.called_at == pause.called_at < row.returns_at
            assert row.returns_at - row.called_at < A_DAY + timedelta(minutes=1)

    @invariant()
    def one_pause_is_open_at_most(self) -> None:
        opened = self.session.exec(select(Pause.id).where(col(Pause.ended_at).is_(None))).all()
        assert list(opened) == ([self.running] if self.running else [])
        found = open_pause(self.session, self.couple_id, self.now)
        running = self.running if self.running and self.is_open(self.pauses[self.running]) else None
        assert (found.id if found else None) == running

    @invariant()
    def a_return_follows_every_caller_who_came_back_and_nobody_else(self) -> None:
        rows = self.session.exec(select(Return)).all()
        back = {id_: one for id_, one in self.pauses.items() if one.ended_as is Ending.CAME_BACK}
        assert {row.pause_id: row.began_at for row in rows} == {
            id_: one.ended_at for id_, one in back.items()
        }
        for row in rows:
            assert row.ended_as in (None, ReturnEnding.LAPSED)
        # A return that nobody finished is over as soon as another pause begins.
        unended = [row.pause_id for row in rows if row.ended_at is None]
        newest = list(self.pauses)[-1:]
        assert unended == [id_ for id_ in newest if id_ in back]

    @invariant()
    def everything_said_is_kept_once(self) -> None:
        assert set(self.session.exec(select(PauseCall.id, PauseCall.pause_id))) == {
            (call_id, pause_id) for call_id, (_, _, pause_id) in self.made.items()
        }
        noted = select(
            PracticalNote.pause_id, PracticalNote.author_id, PracticalNote.practical, PracticalNote.sent_at
        )
        kept = sorted((id_, who, str(note), at) for id_, who, note, at in self.session.exec(noted))
        assert kept == sorted(
            (id_, self.ids[who], str(practical), at)
            for id_, pause in self.pauses.items()
            for who, practical, at in pause.notes
        )
        written = select(WaitingNote.id, WaitingNote.pause_id, WaitingNote.author_id, WaitingNote.words)
        waiting = sorted(map(tuple, self.session.exec(written)))
        assert waiting == sorted(
            (note_id, id_, self.ids[who], words)
            for id_, pause in self.pauses.items()
            for note_id, (who, words) in pause.for_later.items()
        )
        put_off = select(
            PauseDelay.pause_id, PauseDelay.returned_at, PauseDelay.returns_at, PauseDelay.asked_at
        )
        delays = sorted(map(tuple, self.session.exec(put_off)))
        assert delays == sorted((id_, *one) for id_, pause in self.pauses.items() for one in pause.delays)

    @invariant()
    def the_caller_alone_is_asked_and_never_once_the_pause_has_ended_or_was_put_off(self) -> None:
        asked = sa.select(
            col(Notification.about),
            col(Notification.dedupe_key),
            col(Notification.recipient_id),
            col(Notification.withdrawn_at),
            col(Notification.handed_out_at),
        ).where(col(Notification.about).like("prompt:%"))
        for row in self.session.execute(asked):
            pause_id = UUID(row.about.removeprefix("prompt:"))
            pause = self.pauses[pause_id]
            assert row.recipient_id == self.ids[pause.caller]
            named = datetime.fromtimestamp(int(row.dedupe_key.rpartition(":")[2]), self.now.tzinfo)
            put_off = next((asked for returned, _, asked in pause.delays if returned == named), None)
            over = put_off or pause.ended_at
            if over is None:
                assert named == pause.returns_at
            else:
                assert row.withdrawn_at is not None
                assert row.handed_out_at is None or row.handed_out_at <= over

    @invariant()
    def nothing_of_a_pause_outlives_it(self) -> None:
        found = self.session.exec(
            select(Notification.about, Notification.kind, Delivery.state).join(
                Delivery, col(Delivery.notification_id) == col(Notification.id)
            )
        )
        for about, kind, state in found:
            pause = self.pauses[UUID(about.partition(":")[2])]
            if kind == "return":
                assert pause.ended_as is Ending.CAME_BACK
            elif pause.ended_at is not None:
                assert state is not DeliveryState.QUEUED


def test_the_rules_of_the_pause_hold_whatever_the_two_do(
    template: Template, tmp_path: Path, outbox: Outbox
) -> None:
    play(HeldPause, template, tmp_path, outbox)
