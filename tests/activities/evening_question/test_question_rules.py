"""Whatever two do in whatever order: a question opens when both answered or both would rather talk."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import select

from mend.activities.evening_question.days import evening_of, id_of
from mend.activities.evening_question.models import Opening, Reply
from mend.activities.evening_question.reading import (
    Evening,
    Stand,
    find_evening,
    kept_answers,
    open_questions,
    tonight,
)
from mend.activities.evening_question.replies import answer, skip, take_back, would_talk
from mend.couples.membership import Member, member_of
from mend.database import open_session
from mend.errors import DomainError, Gone, NotFound, Refused
from mend.live.models import CoupleEvent
from mend.notifications.models import Notification
from mend.notifications.outbox import Outbox
from tests.databases import SqliteTemplate, Template
from tests.signals.partners import THEN

DAY = timedelta(days=1)
OPENS = {Reply.ANSWER: Opening.ANSWERS, Reply.TALK: Opening.TALK}
STANDS = {
    Reply.ANSWER: Stand.ANSWERED,
    Reply.TALK: Stand.WOULD_TALK,
    Reply.SKIP: Stand.SKIPPED,
    Reply.NOTHING: Stand.ASKED,
}
who = st.sampled_from([0, 1])
back = st.sampled_from([0, 0, 0, 1, 1, 2])


@dataclass
class Said:
    """What one of the two did with a question, as the model has it."""

    reply: Reply = Reply.NOTHING
    words: str = ""
    number: int = 0


@dataclass
class Asked:
    """A question, as the model has it."""

    said: list[Said] = field(default_factory=lambda: [Said(), Said()])
    opening: Opening | None = None
    opener: int | None = None


class QuestionMachine(RuleBasedStateMachine):
    """Two are asked; each rule is one deed."""

    template: Template
    folder: Path
    outbox: Outbox

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session = open_session(self._copy.__enter__(), writes=True)
        self.now = THEN
        self.asked: dict[date, Asked] = {}
        self.ids = (self.template.people.noa, self.template.people.ilan)

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    def member(self, one: int) -> Member:
        self.session.expire_all()
        found = member_of(self.session, self.ids[one])
        assert found is not None
        return found

    @property
    def today(self) -> date:
        return evening_of(self.member(0), self.now)

    def do(self, one: int, ago: int, reply: Reply, words: str, deed: Callable[[Member, UUID], None]) -> None:
        """Try a deed, and hold the outcome to the model."""
        member, day = self.member(one), self.today - ago * DAY
        asked = self.asked.setdefault(day, Asked())
        mine = asked.said[one]
        expected: type[DomainError] | None = None
        if mine.reply is reply and (reply is not Reply.ANSWER or mine.words == words):
            pass
        elif asked.opening:
            expected = Refused
        elif ago > 1 and reply is not Reply.NOTHING:
            expected = Gone
        elif reply is Reply.SKIP and mine.reply is not Reply.NOTHING:
            expected = Refused
        else:
            mine.reply, mine.words, mine.number = reply, words, mine.number + 1
            if reply in OPENS and asked.said[1 - one].reply is reply:
                asked.opening, asked.opener = OPENS[reply], one
        refused = None
        try:
            deed(member, id_of(member.couple_id, day))
        except DomainError as error:
            refused = error
        assert type(refused) is (expected or type(None))

    def own(self, one: int, ago: int) -> Said:
        return self.asked.setdefault(self.today - ago * DAY, Asked()).said[one]

    @rule(one=who, ago=back, words=st.sampled_from(["bread", "walk"]))
    def answers(self, one: int, ago: int, words: str) -> None:
        seen = self.own(one, ago).number

        def deed(member: Member, id_: UUID) -> None:
            answer(self.session, member, id_, words, seen=seen, outbox=self.outbox, now=self.now)

        self.do(one, ago, Reply.ANSWER, words, deed)

    @rule(one=who, ago=back)
    def would_rather_talk(self, one: int, ago: int) -> None:
        self.do(
            one,
            ago,
            Reply.TALK,
            self.own(one, ago).words,
            lambda member, id_: would_talk(self.session, member, id_, self.outbox, self.now),
        )

    @rule(one=who, ago=back)
    def skips(self, one: int, ago: int) -> None:
        self.do(
            one,
            ago,
            Reply.SKIP,
            "",
            lambda member, id_: skip(self.session, member, id_, self.outbox, self.now),
        )

    @rule(one=who, ago=back)
    def takes_back(self, one: int, ago: int) -> None:
        self.do(
            one,
            ago,
            Reply.NOTHING,
            "",
            lambda member, id_: take_back(self.session, member, id_, self.outbox, self.now),
        )

    @rule(hours=st.sampled_from([1, 9, 24]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def expected(self, one: int, day: date) -> tuple[Stand, str, str]:
        asked = self.asked.get(day, Asked())
        mine, theirs = asked.said[one], asked.said[1 - one]
        if asked.opening is Opening.ANSWERS:
            return Stand.BOTH_ANSWERED, mine.words, theirs.words
        if asked.opening is Opening.TALK:
            return Stand.BOTH_TALK, mine.words, ""
        return STANDS[mine.reply] if day >= self.today - DAY else Stand.OVER, mine.words, ""

    @invariant()
    def each_sees_what_is_theirs_to_see(self) -> None:
        today = self.today
        for one in (0, 1):
            member = self.member(one)
            evenings = tonight(self.session, member, self.now)
            for found, day in ((evenings.today, today), (evenings.yesterday, today - DAY)):
                assert self.seen(found) == self.expected(one, day)
            for day, asked in self.asked.items():
                id_ = id_of(member.couple_id, day)
                if day < today - DAY and not asked.opening and not asked.said[one].number:
                    try:
                        find_evening(self.session, member, id_, self.now)
                    except NotFound:
                        continue
                    raise AssertionError("an evening that is over and holds nothing of one's own")
                assert self.seen(find_evening(self.session, member, id_, self.now)) == self.expected(one, day)

    @staticmethod
    def seen(evening: Evening) -> tuple[Stand, str, str]:
        return evening.stand, evening.mine, evening.theirs

    @invariant()
    def both_leaf_through_the_same(self) -> None:
        opened = sorted((day for day, asked in self.asked.items() if asked.opening), reverse=True)
        for one in (0, 1):
            member, kept = self.member(one), []
            leaf = open_questions(self.session, member, self.now)
            assert [evening.day for evening in leaf.evenings] == opened[: len(leaf.evenings)]
            for day, asked in self.asked.items():
                if not asked.opening and asked.said[one].words and day < self.today - DAY:
                    kept.append(day)
            found = kept_answers(self.session, member, self.now)
            assert [evening.day for evening in found.evenings] == sorted(kept, reverse=True)

    @invariant()
    def only_what_opened_was_told_and_to_who_did_not_open_it(self) -> None:
        opened = [asked for asked in self.asked.values() if asked.opener is not None]
        rows = self.session.exec(select(Notification)).all()
        assert sorted(str(row.recipient_id) for row in rows) == sorted(
            str(self.ids[1 - asked.opener]) for asked in opened if asked.opener is not None
        )
        assert len(self.session.exec(select(CoupleEvent)).all()) == len(opened)


def test_the_rules_of_the_question_hold_whatever_happens(
    template: Template, tmp_path: Path, outbox: Outbox
) -> None:
    class Machine(QuestionMachine):
        pass

    Machine.template, Machine.folder, Machine.outbox = template, tmp_path, outbox
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Machine,
        settings=settings(
            max_examples=6 if isinstance(template, SqliteTemplate) else 2,
            stateful_step_count=25,
            deadline=None,
            database=None,
            phases=(Phase.generate,),  # what fails is short enough to read, and shrinking it takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
