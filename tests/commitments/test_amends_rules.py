"""Whatever two do with what was missed: a miss is owned once at most, and answered until it is thanked for.

A machine plays both: Noa says how days went, owns them and says it again; Ilan answers to that, and to plans.
"""

from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import select

from mend.commitments.amends import amends_for, answer_amends, find_letter, own_miss
from mend.commitments.amends_home import waiting_amends
from mend.commitments.amends_models import Amends, AmendsReply
from mend.commitments.entries import enter, withdraw_entry
from mend.commitments.entry_models import FollowThrough, Outcome, WayOn
from mend.commitments.followed import followed
from mend.commitments.models import Commitment, CommitmentState
from mend.commitments.offers import accept_wording, decline_wording, offer_promise
from mend.commitments.shelf import find_promise
from mend.commitments.wordings import Terms
from mend.couples.membership import Member, member_of
from mend.database import open_session
from mend.errors import Gone, NotFound, Refused
from mend.ids import new_id
from mend.live.events import events_since
from mend.notifications.models import Notification
from mend.notifications.outbox import Outbox
from mend.rhythms.rhythm import daily
from mend.web.words import Languages
from tests.commitments.fixtures import SECRET
from tests.commitments.keepers import AGREED, DAY, EVENING, MINUTE, TODAY
from tests.databases import SqliteTemplate, Template
from tests.signals.conftest import LOCALE

DAYS = st.integers(0, 2)
WHICH = st.integers(0, 5)
OUTCOMES = st.sampled_from([Outcome.KEPT, Outcome.MISSED, Outcome.MISSED])
REPLIES = st.sampled_from(AmendsReply)


class AmendsMachine(RuleBasedStateMachine):
    """`said` is what counts of each day: (id, outcome); `replies` what Ilan said to each miss owned."""

    template: Template
    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self._copy = self.template.copy(self.folder)
        self.session = open_session(self._copy.__enter__(), writes=True)
        self.outbox = Outbox(Languages(LOCALE), SECRET)
        self.now: datetime = EVENING
        self.promise = new_id()
        noa = self.noa
        offer_promise(
            self.session,
            noa,
            commitment_id=self.promise,
            owner_id=noa.person.id,
            terms=Terms("Tea at eight", "", daily(AGREED.date())),
            outbox=self.outbox,
            now=AGREED,
        )
        accept_wording(self.session, self.ilan, self.promise, seen=1, outbox=self.outbox, now=AGREED)
        self.said: dict[date, tuple[UUID, Outcome]] = {}
        self.gone: list[UUID] = []
        self.owned: dict[UUID, tuple[UUID, str]] = {}  # by the miss: id and words of what was sent
        self.replies: dict[UUID, list[tuple[AmendsReply, str]]] = {}
        self.plans: dict[UUID, CommitmentState] = {}

    def teardown(self) -> None:
        self.session.close()
        self._copy.__exit__(None, None, None)

    def member(self, person_id: UUID) -> Member:
        self.session.expire_all()
        found = member_of(self.session, person_id)
        assert found is not None
        return found

    @property
    def noa(self) -> Member:
        return self.member(self.template.people.noa)

    @property
    def ilan(self) -> Member:
        return self.member(self.template.people.ilan)

    def heard(self) -> int:
        return len(events_since(self.session, self.noa.couple_id, 0))

    def is_owned(self, day: date) -> bool:
        return day in self.said and self.said[day][0] in self.owned

    @rule(back=DAYS, outcome=OUTCOMES)
    def say(self, back: int, outcome: Outcome) -> None:
        self.say_that(TODAY - back * DAY, outcome)

    def say_that(self, day: date, outcome: Outcome) -> None:
        id_ = new_id()
        self.now += MINUTE
        before = self.said.get(day)
        try:
            enter(
                self.session,
                self.noa,
                entry_id=id_,
                commitment_id=self.promise,
                occasion_on=day,
                outcome=outcome,
                tapped_at=self.now,
                now=self.now,
            )
        except Refused:
            assert self.is_owned(day)
            assert outcome is not Outcome.MISSED  # the same once more is no other word
            return
        assert not (self.is_owned(day) and outcome is not Outcome.MISSED)
        if before is None or before[1] is not outcome:
            self.said[day] = (id_, outcome)
            if before:
                self.gone.append(before[0])

    @rule(back=DAYS)
    def take_back(self, back: int) -> None:
        day = TODAY - back * DAY
        if day not in self.said:
            return
        self.now += MINUTE
        try:
            withdraw_entry(self.session, self.noa, self.said[day][0], now=self.now)
        except Refused:
            assert self.is_owned(day)
        else:
            assert not self.is_owned(day)
            self.gone.append(self.said.pop(day)[0])

    @rule(back=DAYS, again=st.booleans(), did=st.sampled_from(["I forgot.", "I was late."]))
    def own(self, back: int, did: str, *, again: bool) -> None:
        day = TODAY - back * DAY
        if day not in self.said:
            self.say_that(day, Outcome.MISSED)
        entry, outcome = self.said[day]
        self.now += MINUTE
        sent, before = self.owned.get(entry), self.heard()
        id_ = sent[0] if sent and again else new_id()
        try:
            amends = self.send(entry, id_, did)
        except Refused:
            assert outcome is not Outcome.MISSED or (sent is not None and sent != (id_, did))
            assert self.heard() == before
            return
        assert outcome is Outcome.MISSED
        if sent is None:
            self.owned[entry], self.replies[entry] = (id_, did), []
            self.plans[amends.plan_id] = CommitmentState.OFFERED
            assert self.heard() == before + 1
        else:
            assert sent == (id_, did)
            assert self.heard() == before

    @rule(which=WHICH)
    def own_what_counts_no_more(self, which: int) -> None:
        if not self.gone:
            return
        before = self.heard()
        try:
            self.send(self.gone[which % len(self.gone)], new_id(), "I forgot.")
        except Gone:
            assert self.heard() == before
        else:
            raise AssertionError("owned what counts no more")

    def send(self, entry: UUID, id_: UUID, did: str) -> Amends:
        return own_miss(
            self.session,
            self.noa,
            amends_id=id_,
            entry_id=entry,
            did=did,
            landed="You waited.",
            plan=Terms("I set an alarm", "", daily(TODAY), TODAY + 14 * DAY),
            outbox=self.outbox,
            now=self.now,
        )

    @rule(
        which=WHICH,
        replies=st.lists(REPLIES, min_size=1, max_size=3),
        words=st.sampled_from(["A walk", "A break"]),
    )
    def answer(self, which: int, replies: list[AmendsReply], words: str) -> None:
        known = [*self.owned, *(one[0] for one in self.said.values())]
        for reply in replies if known else ():
            self.answer_one(known[which % len(known)], reply, words)

    def answer_one(self, entry: UUID, reply: AmendsReply, words: str) -> None:
        before = self.heard()
        self.now += MINUTE
        said = self.replies.get(entry, [])
        new = (reply, words if reply is AmendsReply.NEED else "")
        ends = bool(said) and said[-1][0] is AmendsReply.THANKS
        try:
            answer_amends(self.session, self.ilan, entry, reply, words, outbox=self.outbox, now=self.now)
        except NotFound:
            assert entry not in self.owned
        except Refused:
            assert ends
            assert new != said[-1]
        else:
            assert entry in self.owned
            if not said or said[-1] != new:
                assert not ends
                said.append(new)
                assert self.heard() == before + 1
                return
        assert self.heard() == before

    @rule(which=WHICH, yes=st.booleans())
    def answer_a_plan(self, which: int, *, yes: bool) -> None:
        waiting = [plan for plan, state in self.plans.items() if state is CommitmentState.OFFERED]
        if not waiting:
            return
        plan = waiting[which % len(waiting)]
        self.now += MINUTE
        if yes:
            accept_wording(self.session, self.ilan, plan, seen=1, outbox=self.outbox, now=self.now)
        else:
            decline_wording(self.session, self.ilan, plan, seen=1, now=self.now)
        self.plans[plan] = CommitmentState.ACTIVE if yes else CommitmentState.DECLINED

    @invariant()
    def every_miss_is_owned_once_at_most_and_both_read_the_same(self) -> None:
        rows = {row.entry_id: (row.id, row.did) for row in self.session.exec(select(Amends))}
        assert rows == self.owned
        for entry, replies in self.replies.items():
            letters = [find_letter(self.session, who, entry) for who in (self.noa, self.ilan)]
            for letter in letters:
                assert [(one.reply, one.words) for one in letter.answers] == replies
                assert letter.state.value == (replies[-1][0].value if replies else "sent")
                assert letter.plan.state(self.now) is self.plans[letter.plan.id]

    @invariant()
    def what_is_owned_counts_and_is_shared_and_nothing_else_of_a_miss_is(self) -> None:
        for entry in self.session.exec(select(FollowThrough)):
            owned = entry.id in self.owned
            assert (entry.way_on is WayOn.OWNED) == owned
            if owned:
                assert (entry.superseded_at, entry.withdrawn_at) == (None, None)
            if entry.outcome is Outcome.MISSED:
                assert (entry.shared_at is not None) == owned
                assert (amends_for(self.session, self.ilan, entry.id) is not None) == owned
        promise = find_promise(self.session, self.ilan, self.promise)
        seen = {one.id for one in followed(self.session, self.ilan, promise, self.now).entries}
        kept = {id_ for id_, outcome in self.said.values() if outcome is Outcome.KEPT}
        assert seen == kept | set(self.owned)

    @invariant()
    def each_comes_with_one_plan_and_is_told_once(self) -> None:
        promises = set(self.session.exec(select(Commitment.id))) - {self.promise}
        assert promises == set(self.plans)
        kinds = [row.kind for row in self.session.exec(select(Notification))]
        assert kinds.count("amends") == len(self.owned)
        assert kinds.count("amends-answered") == sum(map(len, self.replies.values()))
        assert kinds.count("promise-offered") == 1

    @invariant()
    def home_shows_what_waits(self) -> None:
        waits = {
            entry
            for entry, replies in self.replies.items()
            if not replies or replies[-1][0] is AmendsReply.LATER
        }
        assert {one.entry_id for one in waiting_amends(self.session, self.ilan, self.now)} == waits
        answered = {entry for entry, replies in self.replies.items() if replies}
        assert {one.entry_id for one in waiting_amends(self.session, self.noa, self.now)} == answered


def test_the_rules_of_amends_hold_whatever_two_do(template: Template, tmp_path: Path) -> None:
    class Machine(AmendsMachine):
        pass

    Machine.template, Machine.folder = template, tmp_path
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
