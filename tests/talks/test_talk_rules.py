"""Whatever two people do in whatever order, the rules of talks hold: a machine plays both on a model."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
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
from mend.errors import DomainError
from mend.ids import new_id
from mend.notifications.models import Notification
from mend.notifications.outbox import Outbox
from mend.talks.booking import Terms, accept_time, call_off, offer_talk, set_aside, suggest_times, take_back
from mend.talks.conversation import Feeling, begin_talk, finish_talk, say_how_one_is, wish_for
from mend.talks.diary import OPENS_BEFORE, find_talk
from mend.talks.models import TalkOffer, TalkReadiness, TalkSlot, TalkState, Wish
from mend.talks.topics import times_booked
from tests.databases import SqliteTemplate, Template
from tests.signals.partners import THEN
from tests.talks.expected import Model

WHO = st.sampled_from([0, 1])
TIMES = st.sampled_from([1, 1, 2])  # a second tap by a shaking hand
STALE = st.sampled_from([0, 0, 0, 1])  # how many offers behind the page is that somebody looks at
AHEAD = st.lists(st.sampled_from([10, 20, 60, 1440]), min_size=1, max_size=3, unique=True)
JUMPS = st.sampled_from([1, 9, 20, 50, 61, 1380])
MINUTES = st.sampled_from([10, 30, 60])
ENDED = {TalkState.HELD, TalkState.SET_ASIDE, TalkState.TAKEN_BACK, TalkState.CALLED_OFF}


class TalkMachine(RuleBasedStateMachine):
    """Both partners of one couple; each rule is one deed of one of them, seen from a page maybe old."""

    template: Template
    folder: Path
    outbox: Outbox

    talks = Bundle("talks")

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session: Session = open_session(self._copy.__enter__(), writes=True)
        self.ids = (self.template.people.noa, self.template.people.ilan)
        self.now = THEN
        self.models: dict[UUID, Model] = {}

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    def member(self, who: int) -> Member:
        self.session.expire_all()
        member = member_of(self.session, self.ids[who])
        assert member is not None
        return member

    def do(self, times: int, allowed: bool, deed: Callable[[], object]) -> bool:
        """Do it once or twice; it works just when the model allows it. A refusal changes nothing."""
        for _ in range(times):
            if allowed:
                deed()
            else:
                with pytest.raises(DomainError):
                    deed()
        return allowed

    def moments(self, ahead: list[int]) -> list[datetime]:
        return [self.now + timedelta(minutes=minutes) for minutes in ahead]

    # ── what the two do

    @initialize(target=talks)
    def nothing_yet(self) -> object:
        return multiple()

    @rule(target=talks, who=WHO, ahead=AHEAD, minutes=MINUTES, times=TIMES)
    def offer(self, who: int, ahead: list[int], minutes: int, times: int) -> UUID:
        talk_id, moments = new_id(), self.moments(ahead)
        terms = Terms(moments, "home", minutes)
        for _ in range(times):
            offer_talk(
                self.session, self.member(who), talk_id=talk_id, topic="Money", terms=terms,
                outbox=self.outbox, now=self.now,
            )  # fmt: skip
        self.models[talk_id] = Model(TalkState.OFFERED, [(who, sorted(moments), minutes)])
        return talk_id

    @rule(talk_id=talks, who=WHO, ahead=AHEAD, minutes=MINUTES, times=TIMES, behind=STALE)
    def suggest(
        self, talk_id: UUID, who: int, ahead: list[int], minutes: int, times: int, behind: int
    ) -> None:
        model, moments = self.models[talk_id], self.moments(ahead)
        state, seen = model.at(self.now), len(model.offers) - behind
        known = (
            state is TalkState.OFFERED and behind == 1 and model.offers[-1] == (who, sorted(moments), minutes)
        )
        fits = behind == 0 and state in {TalkState.OFFERED, TalkState.BOOKED, TalkState.PASSED_BY}
        terms = Terms(moments, "home", minutes)
        if self.do(
            times,
            known or fits,
            lambda: suggest_times(
                self.session, self.member(who), talk_id, instead_of=seen, terms=terms,
                outbox=self.outbox, now=self.now,
            ),
        ) and not known:  # fmt: skip
            model.offers.append((who, sorted(moments), minutes))
            model.moved_from = model.starts_at or model.moved_from
            model.state, model.starts_at = TalkState.OFFERED, None
            model.wishes.clear()

    @rule(talk_id=talks, who=WHO, which=st.integers(0, 2), times=TIMES, behind=STALE)
    def accept(self, talk_id: UUID, who: int, which: int, times: int, behind: int) -> None:
        model = self.models[talk_id]
        number = max(1, len(model.offers) - behind)
        moments = model.offers[number - 1][1]
        starts_at = moments[which % len(moments)]
        member = self.member(who)
        slot = self.session.exec(
            select(TalkSlot).where(
                TalkSlot.talk_id == talk_id,
                TalkSlot.offer_number == number,
                TalkSlot.starts_at == starts_at,
            )
        ).one()
        slot_id, newest, state = slot.id, number == len(model.offers), model.at(self.now)
        known = newest and state is TalkState.BOOKED and model.starts_at == starts_at and who != model.author
        fits = newest and state is TalkState.OFFERED and who != model.author and starts_at > self.now
        if (
            self.do(
                times,
                known or fits,
                lambda: accept_time(self.session, member, talk_id, slot_id, outbox=self.outbox, now=self.now),
            )
            and not known
        ):
            model.state, model.starts_at, model.was_booked = TalkState.BOOKED, starts_at, True

    @rule(talk_id=talks, who=WHO, times=TIMES, behind=STALE, back=st.booleans())
    def end_an_offer(self, talk_id: UUID, who: int, times: int, behind: int, back: bool) -> None:
        model, state = self.models[talk_id], self.models[talk_id].at(self.now)
        ending = TalkState.TAKEN_BACK if back else TalkState.SET_ASIDE
        if back and model.moved_from and model.moved_from > self.now:
            ending = TalkState.CALLED_OFF
        mine = who == model.author
        ends = {TalkState.TAKEN_BACK, TalkState.CALLED_OFF} if back else {TalkState.SET_ASIDE}
        known = state in ends and mine is back and model.ended_by == who
        fits = state is TalkState.OFFERED and mine is back and behind == 0
        verb = partial(take_back, outbox=self.outbox) if back else set_aside
        seen = len(model.offers) - behind
        if (
            self.do(
                times,
                known or fits,
                lambda: verb(self.session, self.member(who), talk_id, seen=seen, now=self.now),
            )
            and not known
        ):
            model.state, model.ended_by = ending, who

    @rule(talk_id=talks, who=WHO, times=TIMES, behind=STALE)
    def call_off(self, talk_id: UUID, who: int, times: int, behind: int) -> None:
        model, state = self.models[talk_id], self.models[talk_id].at(self.now)
        known = state is TalkState.CALLED_OFF
        seen = len(model.offers) - behind
        if self.do(
            times,
            known or (state is TalkState.BOOKED and behind == 0),
            lambda: call_off(
                self.session, self.member(who), talk_id, seen=seen, outbox=self.outbox, now=self.now
            ),
        ):
            model.ended_by = who if not known else model.ended_by
            model.state = TalkState.CALLED_OFF
            model.wishes.clear()

    @rule(talk_id=talks, who=WHO, times=TIMES, feelings=st.sets(st.sampled_from(Feeling), max_size=2))
    def say_how_one_is(self, talk_id: UUID, who: int, times: int, feelings: set[Feeling]) -> None:
        model = self.models[talk_id]
        before = {
            row.person_id: {one for one in Feeling if getattr(row, one.value)}
            for row in self.session.exec(select(TalkReadiness).where(TalkReadiness.talk_id == talk_id))
        }.get(self.ids[who])
        if self.do(
            times,
            model.is_open(self.now),
            lambda: say_how_one_is(self.session, self.member(who), talk_id, feelings, self.now),
        ) and (not feelings or before != feelings):
            model.wishes[who] = None if feelings else Wish.TALK

    @rule(talk_id=talks, who=WHO, times=TIMES, wish=st.sampled_from(Wish))
    def wish(self, talk_id: UUID, who: int, times: int, wish: Wish) -> None:
        model = self.models[talk_id]
        if self.do(
            times,
            model.is_open(self.now) and who in model.wishes,
            lambda: wish_for(self.session, self.member(who), talk_id, wish, self.now),
        ):
            model.wishes[who] = wish

    @rule(talk_id=talks, who=WHO, times=TIMES)
    def begin(self, talk_id: UUID, who: int, times: int) -> None:
        model = self.models[talk_id]
        known = model.at(self.now) is TalkState.UNDER_WAY
        if (
            self.do(
                times,
                known or model.is_open(self.now),
                lambda: begin_talk(self.session, self.member(who), talk_id, self.now),
            )
            and not known
        ):
            model.state, model.began_at = TalkState.UNDER_WAY, self.now
            model.wishes.clear()

    @rule(talk_id=talks, who=WHO, times=TIMES)
    def finish(self, talk_id: UUID, who: int, times: int) -> None:
        model, state = self.models[talk_id], self.models[talk_id].at(self.now)
        if (
            self.do(
                times,
                state in {TalkState.UNDER_WAY, TalkState.HELD},
                lambda: finish_talk(self.session, self.member(who), talk_id, self.now),
            )
            and state is TalkState.UNDER_WAY
        ):
            model.state = TalkState.HELD

    @rule(minutes=JUMPS)
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(talk_id=talks, minutes=st.sampled_from([-16, -15, -1, 0, 59, 60]))
    def the_time_of_the_talk_comes(self, talk_id: UUID, minutes: int) -> None:
        if starts_at := self.models[talk_id].starts_at:
            self.now = max(self.now, starts_at + timedelta(minutes=minutes))

    # ── what always holds

    @invariant()
    def both_see_every_talk_as_it_ought_to_be(self) -> None:
        for talk_id, model in self.models.items():
            for who in (0, 1):
                talk = find_talk(self.session, self.member(who), talk_id)
                assert talk.state(self.now) is model.at(self.now)
                assert talk.is_open(self.now) == model.is_open(self.now)
                assert (talk.offer.number, talk.offer.offered_by) == (
                    len(model.offers),
                    self.ids[model.author],
                )
                assert [slot.starts_at for slot in talk.slots] == model.offers[-1][1]
                assert (talk.chosen.starts_at if talk.chosen else None) == model.starts_at
                assert talk.talk.began_at == model.began_at

    @invariant()
    def every_offer_is_kept_and_no_own_time_was_chosen(self) -> None:
        offers = self.session.exec(select(TalkOffer)).all()
        assert len(offers) == sum(len(model.offers) for model in self.models.values())
        authors = {(row.talk_id, row.number): row.offered_by for row in offers}
        for slot in self.session.exec(select(TalkSlot)):
            assert slot.chosen_by != authors[slot.talk_id, slot.offer_number]

    @invariant()
    def how_one_is_is_known_only_while_it_matters(self) -> None:
        rows = self.session.exec(select(TalkReadiness)).all()
        assert {(row.talk_id, row.person_id): row.wish for row in rows} == {
            (talk_id, self.ids[who]): wish
            for talk_id, model in self.models.items()
            for who, wish in model.wishes.items()
        }

    @invariant()
    def nothing_is_told_of_what_was_or_is_no_more(self) -> None:
        for row in self.session.exec(select(Notification)):
            model = self.models[UUID(row.about.removeprefix("talk:"))]
            waits = row.handed_out_at is None and row.withdrawn_at is None
            if row.kind == "talk-soon":
                fits = model.state is TalkState.BOOKED and row.expires_at == model.starts_at
                assert not waits or (fits and row.due_at == row.expires_at - OPENS_BEFORE)
            if model.state in ENDED and row.kind != "talk-off":
                assert row.withdrawn_at is not None

    @invariant()
    def a_topic_counts_its_booked_talks(self) -> None:
        member = self.member(0)
        for talk_id in list(self.models)[:1]:
            topic_id = find_talk(self.session, member, talk_id).topic.id
            booked = sum(model.was_booked for model in self.models.values())
            assert times_booked(self.session, member.couple_id, topic_id) == booked


def test_the_rules_of_talks_hold_whatever_the_two_do(
    template: Template, tmp_path: Path, outbox: Outbox
) -> None:
    class Machine(TalkMachine):
        pass

    Machine.template, Machine.folder, Machine.outbox = template, tmp_path, outbox
    budget = 6 if isinstance(template, SqliteTemplate) else 2
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=budget,
            stateful_step_count=30,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
