"""Whatever two people do in whatever order, the rules of promises hold: a machine plays both on a model."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from mend.accounts.models import Person
from mend.commitments.models import CommitmentTurn, CommitmentWording, Turn, WordingAnswer
from mend.commitments.offers import (
    accept_wording,
    decline_wording,
    offer_promise,
    suggest_wording,
    take_back_wording,
)
from mend.commitments.shelf import promises_in
from mend.commitments.turns import take_turn_with
from mend.couples.membership import Member, member_of
from mend.couples.models import Couple
from mend.database import open_session
from mend.ids import new_id
from mend.notifications.models import Notification
from mend.notifications.outbox import Outbox
from tests.commitments.expected_promise import Model, Outcome, Wording
from tests.commitments.promisers import terms
from tests.databases import SqliteTemplate, Template
from tests.signals.partners import THEN
from tests.signals.played import TIMES, WHO, Deed, deeds

BEHIND = st.sampled_from([0, 0, 0, 1])  # how many wordings behind the page is that somebody looks at
WHICH = st.sampled_from([-1, -1, -1, -2, 0])  # mostly the promise made last
SAYINGS = st.sampled_from(["small", "smaller", "smallest"])
JUMPS = st.sampled_from([timedelta(minutes=1), timedelta(days=3), timedelta(days=14), -timedelta(minutes=2)])
ANSWERS = st.sampled_from(
    [WordingAnswer.ACCEPTED, WordingAnswer.ACCEPTED, WordingAnswer.DECLINED, WordingAnswer.TAKEN_BACK]
)


WHO_MAY = -1
APT = st.sampled_from([WHO_MAY, WHO_MAY, WHO_MAY, 0, 1])  # mostly the one whose deed it is
TURNS = st.sampled_from([Turn.RESTED, Turn.RESTED, Turn.TAKEN_UP, Turn.TAKEN_UP, Turn.FINISHED, Turn.LET_GO])
MOST_PROMISES = 3  # in one game: the long ways of few tell more than the first steps of many


class PromiseMachine(RuleBasedStateMachine):
    """Both partners of one couple; each rule is one deed of one of them, seen from a page maybe old."""

    template: Template
    folder: Path
    outbox: Outbox

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session: Session = open_session(self._copy.__enter__(), writes=True)
        self.ids = (self.template.people.noa, self.template.people.ilan)
        self.now = THEN
        self.models: dict[UUID, Model] = {}
        found = [member_of(self.session, person_id) for person_id in self.ids]
        self._members = [member for member in found if member is not None]
        self.couple_id = self._members[0].couple_id

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    def member(self, who: int) -> Member:
        """One of the two, in a session that remembers nothing else: the next deed is another request."""
        for row in list(self.session):
            if not isinstance(row, Person):
                self.session.expire(row)
        return self._members[who]

    def named(self, which: int) -> tuple[UUID, Model]:
        known = list(self.models.items())
        return known[max(which, -len(known))]

    def do(self, times: int, deed: Callable[[], object], expected: Callable[[], Outcome]) -> None:
        """Do it once or twice, each time as the model says. A refusal changes nothing."""
        for _ in range(times):
            outcome = expected()
            if outcome is None:
                deed()
            else:
                with pytest.raises(outcome) as refused:
                    deed()
                assert type(refused.value) is outcome
                assert refused.value.sentence % refused.value.values

    # ── what the two do, and the clock

    @rule(deed=deeds(
        answer={"which": WHICH, "who": APT, "answer": ANSWERS, "times": TIMES, "behind": BEHIND},
        offer={"who": WHO, "owner": st.sampled_from([None, 0, 1]), "words": SAYINGS, "times": TIMES},
        suggest={"which": WHICH, "who": WHO, "words": SAYINGS, "times": TIMES, "behind": BEHIND},
        turn={"which": WHICH, "who": APT, "turn": TURNS, "times": TIMES},
        time_passes={"by": JUMPS},
    ))  # fmt: skip
    def happens(self, deed: Deed) -> None:
        name, given = deed
        if self.models or name in {"offer", "time_passes"}:
            getattr(self, name)(**given)
        else:
            self.offer(0, None, "small", 1)

    def offer(self, who: int, owner: int | None, words: str, times: int) -> None:
        if len(self.models) == MOST_PROMISES:
            return
        promise_id = new_id()
        for _ in range(times):
            offer_promise(
                self.session,
                self.member(who),
                commitment_id=promise_id,
                owner_id=None if owner is None else self.ids[owner],
                terms=terms(words),
                outbox=self.outbox,
                now=self.now,
            )
        self.models[promise_id] = Model(owner, [Wording(words, who, self.now)])

    def suggest(self, which: int, who: int, words: str, times: int, behind: int) -> None:
        promise_id, model = self.named(which)
        seen = max(1, len(model.wordings) - behind)
        self.do(
            times,
            lambda: suggest_wording(
                self.session,
                self.member(who),
                promise_id,
                seen=seen,
                terms=terms(words),
                outbox=self.outbox,
                now=self.now,
            ),
            lambda: model.suggest(who, words, seen, self.now),
        )

    def answer(self, which: int, who: int, answer: WordingAnswer, times: int, behind: int) -> None:
        promise_id, model = self.named(which)
        seen = max(1, len(model.wordings) - behind)
        if who == WHO_MAY:
            author = model.wordings[-1].by
            who = author if answer is WordingAnswer.TAKEN_BACK else 1 - author

        def deed() -> object:
            member, now = self.member(who), self.now
            if answer is WordingAnswer.ACCEPTED:
                return accept_wording(
                    self.session, member, promise_id, seen=seen, outbox=self.outbox, now=now
                )
            verb = decline_wording if answer is WordingAnswer.DECLINED else take_back_wording
            return verb(self.session, member, promise_id, seen=seen, now=now)

        self.do(times, deed, lambda: model.answer(answer, who, seen, self.now))

    def turn(self, which: int, who: int, turn: Turn, times: int) -> None:
        promise_id, model = self.named(which)
        keeper = (model.owner or 0) if who == WHO_MAY else who
        self.do(
            times,
            lambda: take_turn_with(self.session, self.member(keeper), promise_id, turn, now=self.now),
            lambda: model.turn(turn, keeper, self.now),
        )

    def time_passes(self, by: timedelta) -> None:
        self.now += by

    # ── what always holds

    @invariant()
    def every_promise_is_as_it_ought_to_be(self) -> None:
        found = promises_in(self.session, self.couple_id, sa.true())
        assert {one.id for one in found} == self.models.keys()
        for one in found:
            model = self.models[one.id]
            assert one.commitment.state is model.state
            assert one.state(self.now) is model.at(self.now)
            assert one.commitment.wording_number == model.agreed
            assert (one.agreed.number if one.agreed else None) == model.agreed
            shown = one.open_wording(self.now)
            assert (shown.words if shown else None) == (
                waiting.words if (waiting := model.waits(self.now)) else None
            )
            for who, person_id in enumerate(self.ids):
                assert one.waits_for(person_id, self.now) == bool(waiting and waiting.by != who)
                assert one.is_kept_by(person_id) == (model.owner in (None, who))
            assert one.wording.words == model.wordings[model.agreed - 1 if model.agreed else -1].words

    @invariant()
    def every_wording_and_every_turn_is_kept(self) -> None:
        self.member(0)
        rows = self.session.exec(select(CommitmentWording)).all()
        assert {
            (row.commitment_id, row.number): (
                row.words, row.proposed_by, row.proposed_at, row.answer, row.answered_by, row.answered_at
            )
            for row in rows
        } == {
            (promise_id, number): (
                one.words, self.ids[one.by], one.at, one.answer, self.person(one.answered_by), one.answered_at
            )
            for promise_id, model in self.models.items()
            for number, one in enumerate(model.wordings, 1)
        }  # fmt: skip
        turns = self.session.exec(select(CommitmentTurn)).all()
        assert {(row.commitment_id, row.number): (row.turn, row.taken_by, row.taken_at) for row in turns} == {
            (promise_id, number): (turn, self.ids[who], at)
            for promise_id, model in self.models.items()
            for number, (turn, who, at) in enumerate(model.turns, 1)
        }

    def person(self, who: int | None) -> UUID | None:
        return None if who is None else self.ids[who]

    @invariant()
    def pages_hear_of_each_change_once_and_nothing_waits_to_be_told_of_what_was_answered(self) -> None:
        assert self.session.exec(select(Couple.last_event).where(Couple.id == self.couple_id)).one() == (
            sum(model.changes for model in self.models.values())
        )
        told: dict[str, list[tuple[str, UUID, datetime]]] = {}
        for row in self.session.exec(select(Notification).where(col(Notification.withdrawn_at).is_(None))):
            told.setdefault(row.about, []).append((row.kind, row.recipient_id, row.expires_at))
        for promise_id, model in self.models.items():
            still = told.get(f"promise-words:{promise_id}", [])
            assert len(still) <= 1
            waiting = model.unanswered()
            if waiting is not None:
                ((kind, recipient, _),) = still
                assert kind == ("promise-offered" if len(model.wordings) == 1 else "promise-reworded")
                assert recipient == self.ids[1 - waiting.by]
            else:
                assert [kind for kind, *_ in still] in ([], ["promise-agreed"])


def test_the_rules_of_promises_hold_whatever_the_two_do(
    template: Template, tmp_path: Path, outbox: Outbox
) -> None:
    machine = type("Machine", (PromiseMachine,), {"template": template, "folder": tmp_path, "outbox": outbox})
    for _ in range(2 if isinstance(template, SqliteTemplate) else 1):
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            machine,
            settings=settings(
                max_examples=8,
                stateful_step_count=25,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
