"""Whatever two people do in whatever order, the rules of weekly us hold: a machine plays both on a model."""

from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import select

from mend.ids import new_id
from mend.notifications.models import Notification
from mend.notifications.outbox import Outbox
from mend.talks.diary import find_talk
from mend.talks.models import TalkState
from mend.weekly.forgetting import forget_meetings
from mend.weekly.lines import bring_in, let_go, lines_of, want
from mend.weekly.meeting import MeetingState, come_back, find_meeting, leave_meeting, move_on, start_meeting
from mend.weekly.messages import REMINDER
from mend.weekly.models import LineKind, Step, WeeklyLine, WeeklyPreparation
from mend.weekly.preparation import Preparation, preparation_of, save_preparation
from mend.weekly.reminding import plan_meetings
from mend.weekly.ritual import ritual_of
from tests.databases import SqliteTemplate, Template
from tests.weekly.expected import STEPS, Hour, Line
from tests.weekly.ritual_machine import BERLIN, KINDS, TIMES, WHO, RitualMachine


class WeeklyMachine(RitualMachine):
    """Each rule is one deed of one of them."""

    # ── preparing

    @rule(who=WHO, words=st.sampled_from(["", "The soup"]))
    def prepare(self, who: int, words: str) -> None:
        save_preparation(self.session, self.member(who), Preparation(thanks=words), self.now)
        if words:
            self.model.prepared_at[who] = self.now
        else:
            self.model.prepared_at.pop(who, None)

    # ── the meeting

    @rule(who=WHO, times=TIMES)
    def start(self, who: int, times: int) -> None:
        model, running = self.model, self.model.running(self.now)
        if self.do(
            times, running is not None or model.is_on,
            lambda: start_meeting(self.session, self.member(who), outbox=self.outbox, now=self.now),
        ) and running is None:  # fmt: skip
            model.hours.append(Hour(self.now))
            self.remember(start_meeting(self.session, self.member(who), outbox=self.outbox, now=self.now).id)

    @precondition(lambda self: self.meetings)
    @rule(who=WHO, seen=st.sampled_from(STEPS), ahead=st.booleans(), times=TIMES)
    def move_on(self, who: int, seen: Step, ahead: bool, times: int) -> None:
        hour, meeting = self.model.hours[-1], self.meetings[-1]
        seen = STEPS[hour.step] if ahead else seen
        for _ in range(times):  # the second tap comes from a page that shows an earlier step
            move_on(self.session, self.member(who), meeting.id, seen=seen, now=self.now)
        if hour.runs(self.now) and seen is STEPS[hour.step]:
            if seen is STEPS[-1]:
                hour.closed_at = self.now
            else:
                hour.step += 1

    @precondition(lambda self: self.meetings)
    @rule(who=WHO, times=TIMES)
    def go(self, who: int, times: int) -> None:
        for _ in range(times):
            leave_meeting(self.session, self.member(who), self.meetings[-1].id, self.now)
        if self.model.running(self.now):
            self.goes(self.model.hours[-1], who)

    @precondition(lambda self: self.meetings)
    @rule(who=WHO, times=TIMES)
    def come_back(self, who: int, times: int) -> None:
        hour = self.model.hours[-1]
        if self.do(
            times, hour.runs(self.now),
            lambda: come_back(self.session, self.member(who), self.meetings[-1].id, self.now),
        ):  # fmt: skip
            hour.left.discard(who)

    @precondition(lambda self: self.meetings)
    @rule(who=WHO, kind=KINDS, times=TIMES)
    def bring(self, who: int, kind: LineKind, times: int) -> None:
        hour, meeting, line_id = self.model.hours[-1], self.meetings[-1], new_id()
        fits = hour.runs(self.now) and not hour.wanted(kind) and len(hour.lines) < 10
        if self.do(
            times, fits,
            lambda: bring_in(
                self.session, self.member(who), meeting.id, line_id=line_id, kind=kind, words="Words",
                now=self.now,
            ),
        ):  # fmt: skip
            hour.lines.append(Line(kind, who, self.now))
            self.lines.append(line_id)

    @precondition(lambda self: self.meetings and self.model.hours[-1].lines)
    @rule(who=WHO, which=st.integers(0, 9), times=TIMES)
    def want(self, who: int, which: int, times: int) -> None:
        hour, meeting = self.model.hours[-1], self.meetings[-1]
        number = which % len(hour.lines)
        line = hour.lines[number]
        line_id = self.lines[len(self.lines) - len(hour.lines) + number]
        known = line.wanted_at is not None and line.by != who
        fits = known or (
            line.by != who
            and hour.runs(self.now)
            and not hour.wanted(line.kind)
            and (line.kind is LineKind.PLAN or hour.time_for_a_talk(self.now))
        )
        # What was forgotten is there no more.
        if line_id not in set(self.session.exec(select(WeeklyLine.id))):
            fits = known = False
        if self.do(
            times, fits,
            lambda: want(
                self.session, self.member(who), meeting.id, line_id, outbox=self.outbox, now=self.now
            ),
        ) and not known:  # fmt: skip
            line.wanted_at = self.now

    @precondition(lambda self: self.lines)
    @rule(who=WHO, times=TIMES)
    def let_go(self, who: int, times: int) -> None:
        hour = self.model.hours[-1]
        if not hour.lines:
            return
        line, line_id = hour.lines[-1], self.lines[-1]
        fits = line.kind is LineKind.PLAN and line.wanted_at is not None
        if self.do(times, fits, lambda: let_go(self.session, self.member(who), line_id, self.now)):
            line.dropped = True

    # ── time

    @rule(minutes=st.sampled_from([1, 12, 49, 61, 60 * 23]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def the_worker_comes_by(self) -> None:
        plan_meetings(self.session, self.outbox, self.now)
        forget_meetings(self.session, self.now)
        self.session.flush()
        for who in (0, 1):
            if not self.model.prepared(who, self.now):
                self.model.prepared_at.pop(who, None)
        rows = self.session.exec(select(WeeklyPreparation.person_id)).all()
        assert set(rows) == {self.ids[who] for who in self.model.prepared_at}

    # ── what always holds

    @invariant()
    def both_see_the_ritual_as_it_ought_to_be(self) -> None:
        model = self.model
        for who in (0, 1):
            found = ritual_of(self.session, self.member(who), self.now)
            assert found.number == len(model.times)
            if model.times:
                assert found.ritual is not None
                assert (found.ritual.weekday, found.ritual.at.hour) == model.times[-1][1:]
                assert (found.mine, found.theirs) == (model.stances.get(who), model.stances.get(1 - who))
                assert found.is_on == model.is_on
            assert (found.running(self.now) is not None) == (model.running(self.now) is not None)
            ahead = [
                line
                for hour in model.hours
                for line in hour.lines
                if line.kind is LineKind.PLAN
                and line.wanted_at
                and not line.dropped
                and self.now - line.wanted_at < timedelta(days=7)
            ]
            assert len(found.plans) == len(ahead)

    @invariant()
    def both_are_at_the_same_step_of_one_meeting(self) -> None:
        for hour, row in zip(self.model.hours, self.meetings, strict=True):
            for who in (0, 1):
                found = find_meeting(self.session, self.member(who), row.id)
                assert found.meeting.step is STEPS[hour.step]
                assert found.left == {self.ids[one] for one in hour.left}
                assert found.over_at == hour.over_at
                expected = (
                    MeetingState.CLOSED
                    if hour.closed_at
                    else MeetingState.UNDER_WAY
                    if hour.runs(self.now)
                    else MeetingState.HOUR_OVER
                )
                assert found.state(self.now) is expected

    @invariant()
    def one_of_each_kind_is_wanted_and_an_issue_is_a_talk_within_the_hour(self) -> None:
        for hour, row in zip(self.model.hours, self.meetings, strict=True):
            member = self.member(0)
            for kind in LineKind:
                wanted = [line for line in lines_of(self.session, member, row.id, kind) if line.wanted_at]
                assert len(wanted) <= 1
                for line in wanted:
                    assert line.wanted_by != line.brought_by
                    assert (line.talk_id is not None) == (kind is LineKind.ISSUE)
                    if line.talk_id:
                        talk = find_talk(self.session, member, line.talk_id)
                        assert talk.time_is_up_at is not None
                        assert talk.time_is_up_at <= hour.began + timedelta(hours=1)
                        if hour.closed_at:
                            assert talk.talk.state is TalkState.HELD

    @invariant()
    def each_reads_just_their_own_preparation(self) -> None:
        for who in (0, 1):
            prepared = preparation_of(self.session, self.member(who), self.now)
            assert (prepared.thanks == "The soup") == self.model.prepared(who, self.now)

    @invariant()
    def what_waits_to_be_told_is_wanted_and_told_once(self) -> None:
        rows = self.session.exec(select(Notification).where(Notification.kind == REMINDER)).all()
        for row in rows:
            if row.withdrawn_at is not None or row.handed_out_at is not None or row.due_at <= self.now:
                continue
            assert self.model.is_on
            due = row.due_at.astimezone(BERLIN)
            assert (due.weekday(), due.hour) == self.model.times[-1][1:]
            if self.model.hours and self.model.hours[-1].began.astimezone(BERLIN).date() == due.date():
                # Only of an hour that was begun early and still runs, and only who did not begin it.
                assert row.due_at < self.model.hours[-1].over_at
                assert row.recipient_id != self.meetings[-1].started_by
        keys = [row.dedupe_key for row in rows]
        assert len(keys) == len(set(keys))


def test_the_rules_of_weekly_us_hold_whatever_the_two_do(
    template: Template, tmp_path: Path, outbox: Outbox
) -> None:
    class Machine(WeeklyMachine):
        pass

    Machine.template, Machine.folder, Machine.outbox = template, tmp_path, outbox
    budget = 6 if isinstance(template, SqliteTemplate) else 2
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=budget,
            stateful_step_count=40,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
