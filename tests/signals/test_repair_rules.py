"""Whatever two people do in whatever order, the rules of the repair hold: a machine plays both on a model.

Nothing one of them says may get lost, arrive twice, or leave a state that the diagram does not name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, select

from mend.couples.membership import Member, member_of
from mend.database import open_session
from mend.errors import DomainError, Gone, Refused, TooMany
from mend.ids import new_id
from mend.live.models import CoupleEvent
from mend.notifications.handing_out import hand_out_due
from mend.notifications.models import Delivery, DeliveryState, Notification
from mend.notifications.outbox import Outbox
from mend.signals.attempts import HELD_BACK_AFTER, WITHIN, accepted_repairs, held_until, unanswered
from mend.signals.reaching_out import reaching_out
from mend.signals.repair_models import Answer, Repair
from mend.signals.repairs import answer_repair, send_repair
from mend.signals.states import REPAIR_WAITS, RepairState, repair_state
from tests.databases import SqliteTemplate, Template
from tests.people import People
from tests.signals.partners import THEN, add_device

WHO = st.sampled_from([0, 1])
KEYS = st.sampled_from(["start-over", "hug"])
TIMES = st.sampled_from([1, 1, 2])  # a second tap by a shaking hand
ANSWERS = st.sampled_from(Answer)
AHEAD = st.sampled_from([None, None, 60, 1800, 86_400])  # seconds until it may be asked again
JUMPS = st.sampled_from([1, 60, 1200, 3599, 3600, 40_000, 86_400, 100_000])


@dataclass
class Expected:
    """A repair as it ought to be. `chain`: which attempts stand for each other, the newest last."""

    sender: int
    key: str
    sent_at: datetime
    chain: list[UUID]
    answer: Answer | None = None
    answered_at: datetime | None = None
    ask_at: datetime | None = None

    def moment(self) -> datetime:
        """The last thing that keeps it from fading."""
        return self.ask_at or self.answered_at or self.sent_at


class RepairMachine(RuleBasedStateMachine):
    """Both partners of one couple; each rule is one deed of one of them."""

    # Set by the test: the database and who is in it.
    template: Template
    folder: Path
    outbox: Outbox

    taps = Bundle("taps")

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session: Session = open_session(self._copy.__enter__(), writes=True)
        people: People = self.template.people
        self.ids = (people.noa, people.ilan)
        self.now = THEN
        self.repairs: dict[UUID, Expected] = {}
        self.answers = 0  # told to a sender: one for each answer that changed something
        self.changes = 0
        for person_id in self.ids:
            add_device(self.session, person_id, "phone")

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    # ── what the model knows

    def member(self, who: int) -> Member:
        self.session.expire_all()
        member = member_of(self.session, self.ids[who])
        assert member is not None
        return member

    @contextmanager
    def refusing(self, kind: type[DomainError] | None) -> Iterator[None]:
        """The deed must be refused like this, or not at all."""
        if kind is None:
            yield
        else:
            with pytest.raises(kind):
                yield

    def state(self, id_: UUID) -> RepairState:
        one = self.repairs[id_]
        if one.chain[-1] != id_:
            return RepairState.FOLLOWED
        if one.answer is Answer.YES:
            return RepairState.ACCEPTED
        if one.moment() + REPAIR_WAITS <= self.now:
            return RepairState.FADED
        return RepairState.PUT_OFF if one.answer else RepairState.WAITING

    def newest(self, who: int) -> UUID | None:
        """The newest attempt of one of the two that was not accepted."""
        mine = [id_ for id_, one in self.repairs.items() if one.sender == who]
        return next(
            (id_ for id_ in mine if self.state(id_) not in (RepairState.FOLLOWED, RepairState.ACCEPTED)), None
        )

    def held(self, who: int) -> datetime | None:
        times = sorted(
            one.sent_at
            for one in self.repairs.values()
            if one.sender == who and one.answer is None and one.sent_at > self.now - WITHIN
        )
        return times[-HELD_BACK_AFTER] + WITHIN if len(times) >= HELD_BACK_AFTER else None

    # ── what the two do

    @initialize(target=taps)
    def nothing_yet(self) -> object:
        return multiple()

    @rule(target=taps, who=WHO, key=KEYS)
    def reach_out(self, who: int, key: str) -> object:
        self.now += timedelta(seconds=1)
        tap, held = new_id(), self.held(who)
        with self.refusing(TooMany if held else None):
            self._send(who, tap, key)
        if held:
            return multiple()
        earlier = self.newest(who)
        chain = self.repairs[earlier].chain if earlier else []
        chain.append(tap)
        self.repairs[tap] = Expected(who, key, self.now, chain)
        self.changes += 1
        return tap

    @rule(tap=taps, who=WHO, key=KEYS)
    def tap_again(self, tap: UUID, who: int, key: str) -> None:
        one = self.repairs[tap]
        with self.refusing(None if (one.sender, one.key) == (who, key) else Refused):
            assert self._send(who, tap, key).id == tap

    def _send(self, who: int, tap: UUID, key: str) -> Repair:
        return send_repair(
            self.session,
            self.member(who),
            repair_id=tap,
            key=key,
            pause_id=None,
            outbox=self.outbox,
            now=self.now,
        ).repair

    @rule(tap=taps, who=WHO, answer=ANSWERS, ahead=AHEAD, named=st.booleans(), times=TIMES)
    def say(self, tap: UUID, who: int, answer: Answer, ahead: int | None, named: bool, times: int) -> None:
        self.now += timedelta(seconds=1)
        ask_at = None if ahead is None or answer is Answer.YES else self.now + timedelta(seconds=ahead)
        for _ in range(times):
            self._say(tap, who, answer, ask_at, names_time=named or ask_at is not None)

    def _say(self, tap: UUID, who: int, answer: Answer, ask_at: datetime | None, *, names_time: bool) -> None:
        target = self.repairs[tap].chain[-1]
        asked, newest = self.repairs[tap], self.repairs[target]
        had = any(
            one.answer is answer and (one.ask_at == ask_at or not names_time) for one in (asked, newest)
        )
        refused: type[DomainError] | None = None
        if who == asked.sender or (newest.answer is Answer.YES and not had):
            refused = Refused
        elif not had and self.state(target) is RepairState.FADED:
            refused = Gone
        with self.refusing(refused):
            found = answer_repair(
                self.session,
                self.member(who),
                tap,
                answer,
                ask_at=ask_at,
                names_time=names_time,
                from_device=None,
                outbox=self.outbox,
                now=self.now,
            )
            assert found.id == target
        if refused or had:
            return
        mine = self.newest(who)
        settled = [target]
        if answer is Answer.YES and mine and self.state(mine) is not RepairState.FADED:
            settled.append(mine)
        for id_ in settled:
            head = self.repairs[id_]
            for before in head.chain[:-1]:
                one = self.repairs[before]
                if one.answer is None:
                    one.answer, one.answered_at, one.ask_at = answer, self.now, ask_at
            head.answer, head.answered_at, head.ask_at = answer, self.now, ask_at
        self.answers += 1
        self.changes += 1

    @rule(seconds=JUMPS)
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def the_worker_delivers(self) -> None:
        hand_out_due(self.session, self.now)
        for delivery in self.session.exec(select(Delivery).where(Delivery.state == DeliveryState.QUEUED)):
            delivery.state = DeliveryState.ACCEPTED
        self.session.flush()

    # ── what always holds

    @invariant()
    def every_repair_is_as_it_ought_to_be(self) -> None:
        self.session.expire_all()
        rows = self.session.exec(select(Repair)).all()
        assert {row.id for row in rows} == self.repairs.keys()
        for row in rows:
            one = self.repairs[row.id]
            assert (row.sender_id, row.key, row.sent_at) == (self.ids[one.sender], one.key, one.sent_at)
            assert (row.answer, row.answered_at, row.ask_at) == (one.answer, one.answered_at, one.ask_at)
            assert repair_state(row, self.now) is self.state(row.id)
            assert row.followed_by == (one.chain[-1] if one.chain[-1] != row.id else None)

    @invariant()
    def what_pages_show_and_what_is_remembered_agree_with_it(self) -> None:
        for who in (0, 1):
            member = self.member(who)
            assert held_until(unanswered(self.session, member, self.now)) == self.held(who)
            shown = reaching_out(self.session, member, self.now)
            assert shown.held_until == self.held(who)
            newest = self.newest(who)
            if newest is not None and self.state(newest) is not RepairState.FADED:
                assert shown.mine is not None
                assert (shown.mine.repair.id, shown.mine.state) == (newest, self.state(newest))
        kept = {id_ for id_ in self.repairs if self.state(id_) is RepairState.ACCEPTED}
        assert {one.id for one in accepted_repairs(self.session, self.member(0).couple_id, THEN)} == kept

    @invariant()
    def every_question_and_every_answer_is_told_once_and_to_the_right_one(self) -> None:
        rows = self.session.exec(select(Notification)).all()
        asked = {UUID(row.about.removeprefix("repair:")): row for row in rows if row.kind == "repair"}
        assert asked.keys() == self.repairs.keys()
        for id_, row in asked.items():
            assert row.recipient_id == self.ids[1 - self.repairs[id_].sender]
        answers = [row for row in rows if row.kind == "answer"]
        assert len(answers) == self.answers
        for row in answers:
            assert row.recipient_id == self.ids[self.repairs[UUID(row.about.removeprefix("repair:"))].sender]

    @invariant()
    def nobody_is_prompted_for_what_is_settled(self) -> None:
        for row in self.session.exec(select(Notification).where(Notification.kind == "ask")):
            one = UUID(row.about.removeprefix("repair:"))
            named = (
                self.state(one) in (RepairState.PUT_OFF, RepairState.FADED)
                and self.repairs[one].ask_at == row.due_at
            )
            if row.handed_out_at is None and row.withdrawn_at is None:
                assert named

    @invariant()
    def every_change_is_announced_once(self) -> None:
        assert self.member(0).last_event == self.changes
        assert len(self.session.exec(select(CoupleEvent.number)).all()) == min(self.changes, 50)


def test_the_rules_of_the_repair_hold_whatever_the_two_do(
    template: Template, tmp_path: Path, outbox: Outbox
) -> None:
    class Machine(RepairMachine):
        pass

    Machine.template, Machine.folder, Machine.outbox = template, tmp_path, outbox
    budget = 6 if isinstance(template, SqliteTemplate) else 2
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=budget,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
