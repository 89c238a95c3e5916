"""The machine that plays both partners: who they are, and what they do with the ritual."""

from collections.abc import Callable
from datetime import time
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    rule,
)
from sqlmodel import Session, col, select

from mend.couples.membership import Member, member_of
from mend.database import open_session
from mend.errors import DomainError
from mend.notifications.outbox import Outbox
from mend.weekly.leaving import leave_ritual
from mend.weekly.models import LineKind, Stance, WeeklyMeeting
from mend.weekly.ritual import join, not_now, suggest_time
from tests.databases import Template
from tests.signals.partners import THEN
from tests.weekly.expected import Hour, Model

WHO = st.sampled_from([0, 1])
TIMES = st.sampled_from([1, 1, 2])  # a second tap by a shaking hand
STALE = st.sampled_from([0, 0, 0, 1])  # how many times behind the page is that somebody looks at
KINDS = st.sampled_from(list(LineKind))
BERLIN = ZoneInfo("Europe/Berlin")


class RitualMachine(RuleBasedStateMachine):
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
        self.model = Model()
        self.meetings: list[WeeklyMeeting] = []
        self.lines: list[UUID] = []

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

    def remember(self, meeting_id: object) -> None:
        self.meetings = list(self.session.exec(select(WeeklyMeeting).order_by(col(WeeklyMeeting.started_at))))
        assert self.meetings[-1].id == meeting_id

    # ── the ritual

    @rule(
        who=WHO, weekday=st.sampled_from([4, 5, 6]), hour=st.sampled_from([19, 21]), times=TIMES, behind=STALE
    )
    def suggest(self, who: int, weekday: int, hour: int, times: int, behind: int) -> None:
        model = self.model
        same = bool(model.times) and model.times[-1][1:] == (weekday, hour)
        seen = max(0, len(model.times) - behind)
        if self.do(
            times,
            same or seen == len(model.times),
            lambda: suggest_time(
                self.session, self.member(who), weekday=weekday, at=time(hour), seen=seen,
                outbox=self.outbox, now=self.now,
            ),
        ):  # fmt: skip
            if not same:
                model.times.append((who, weekday, hour))
            model.stances[who] = Stance.JOINED

    @rule(who=WHO, times=TIMES, behind=STALE)
    def join(self, who: int, times: int, behind: int) -> None:
        model = self.model
        known = model.stances.get(who) is Stance.JOINED
        fits = bool(model.times) and (known or behind == 0)
        seen = len(model.times) - behind
        if self.do(
            times, fits,
            lambda: join(self.session, self.member(who), seen=seen, outbox=self.outbox, now=self.now),
        ):  # fmt: skip
            model.stances[who] = Stance.JOINED

    @rule(who=WHO, times=TIMES)
    def not_now(self, who: int, times: int) -> None:
        model = self.model
        fits = bool(model.times) and model.stances.get(who) is not Stance.JOINED
        if self.do(times, fits, lambda: not_now(self.session, self.member(who), now=self.now)):
            model.stances.setdefault(who, Stance.NOT_NOW)

    @rule(who=WHO, times=TIMES)
    def leave(self, who: int, times: int) -> None:
        model = self.model
        fits = model.stances.get(who) in (Stance.JOINED, Stance.LEFT)
        known = model.stances.get(who) is Stance.LEFT
        if self.do(
            times, fits,
            lambda: leave_ritual(self.session, self.member(who), outbox=self.outbox, now=self.now),
        ) and not known:  # fmt: skip
            model.stances[who] = Stance.LEFT
            if hour := model.running(self.now):
                self.goes(hour, who)

    def goes(self, hour: Hour, who: int) -> None:
        """Somebody leaves the hour; with the second it is over."""
        hour.left.add(who)
        if hour.left == {0, 1}:
            hour.closed_at = self.now
