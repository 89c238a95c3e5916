"""Owning a miss, and answering to it: once, in one transaction, and nothing the other was not told."""

from typing import Any
from uuid import UUID

import pytest

from mend.commitments.amends import AmendsState
from mend.commitments.amends_models import AmendsReply
from mend.commitments.entry_models import Outcome, WayOn
from mend.commitments.models import CommitmentState
from mend.commitments.wordings import Terms
from mend.database import unit_of_work
from mend.errors import DomainError, Gone, Invalid, NotFound, Refused
from mend.ids import new_id
from mend.live.events import events_since
from mend.rhythms.rhythm import once
from tests.commitments import fixtures
from tests.commitments.keepers import DAY, EVENING, MINUTE, TODAY, entries
from tests.commitments.owners import CHECK_IN, DID, LANDED, PLAN, WILL, Owner, all_amends

noa, ilan = fixtures.noa_owns, fixtures.ilan_owns
pytestmark = pytest.mark.any_database

LATER, THANKS, NOT_READY, NEED = AmendsReply
KEPT, PARTLY, MISSED, MOVED = Outcome


def heard(owner: Owner) -> int:
    """How many events open pages heard of."""
    with unit_of_work(owner.engine, writes=False) as session:
        return len(events_since(session, owner.member(session).couple_id, 0))


def test_what_is_owned_is_sent_with_its_plan_and_the_miss_is_shared(noa: Owner, ilan: Owner) -> None:
    entry = noa.miss(line="The meeting ran late")
    before = heard(noa)
    amends = noa.own(entry)
    for reader in (noa, ilan):
        letter = reader.letter(entry)
        assert (letter.amends.did, letter.amends.landed, letter.amends.will) == (DID, LANDED, WILL)
        assert letter.state is AmendsState.SENT
        assert (letter.entry.way_on, letter.entry.went_on_at, letter.entry.shared_at) == (
            WayOn.OWNED,
            EVENING,
            EVENING,
        )
    plan = ilan.finds(amends.plan_id)
    assert (plan.state(EVENING), plan.commitment.owner_id) == (CommitmentState.OFFERED, noa.id)
    assert (plan.wording.words, plan.wording.why, plan.wording.review_on) == (WILL, "", CHECK_IN)
    assert ilan.seen(entry.commitment_id) == [(TODAY, "missed")]
    assert heard(noa) == before + 1


def test_two_taps_are_one_and_other_words_under_one_id_are_refused(noa: Owner) -> None:
    entry, amends_id = noa.miss(), new_id()
    first = noa.own(entry, amends_id=amends_id)
    before = heard(noa)
    again = noa.own(entry, EVENING + MINUTE, amends_id=amends_id)
    assert (again.plan_id, again.sent_at) == (first.plan_id, EVENING)
    other = noa.enter(entry.commitment_id, MISSED, on=TODAY - DAY)
    changed: list[dict[str, Any]] = [
        {"did": "x"},
        {"landed": "x"},
        {"plan": Terms("x", "", PLAN.rhythm, CHECK_IN)},
        {"plan": Terms(WILL, "", once(TODAY + DAY))},
        {"plan": Terms(WILL, "", PLAN.rhythm)},
    ]
    for words in changed:
        with pytest.raises(Refused, match="with other words"):
            noa.own(entry, amends_id=amends_id, **words)
    with pytest.raises(Refused, match="with other words"):
        noa.own(other, amends_id=amends_id)
    assert len(all_amends(noa.engine)) == 1
    assert heard(noa) == before


def test_a_miss_is_owned_once(noa: Owner) -> None:
    entry = noa.miss()
    noa.own(entry)
    with pytest.raises(Refused, match="owned this day already"):
        noa.own(entry)
    assert len(all_amends(noa.engine)) == 1


def test_an_id_under_which_the_other_sent_something_is_refused(noa: Owner, ilan: Owner) -> None:
    one, two, amends_id = noa.miss(), ilan.miss(), new_id()
    noa.own(one, amends_id=amends_id)
    with pytest.raises(Refused, match="with other words"):
        ilan.own(two, amends_id=amends_id)


@pytest.mark.parametrize("outcome", [KEPT, PARTLY, MOVED])
def test_only_a_miss_is_owned(noa: Owner, outcome: Outcome) -> None:
    moved_to = TODAY + DAY if outcome is MOVED else None
    entry = noa.enter(noa.promise(), outcome, moved_to=moved_to)
    with pytest.raises(Refused, match="nothing here to go on from"):
        noa.own(entry)
    assert all_amends(noa.engine) == []


def test_a_miss_that_counts_no_more_is_not_owned_and_nothing_is_offered(noa: Owner, ilan: Owner) -> None:
    taken_back, replaced = noa.miss(), noa.miss()
    noa.take_back(taken_back)
    noa.enter(replaced.commitment_id, KEPT, EVENING + MINUTE)
    before = heard(noa)
    for entry in (taken_back, replaced):
        with pytest.raises(Gone):
            noa.own(entry, EVENING + MINUTE)
        with pytest.raises(NotFound):
            ilan.letter(entry)
    assert heard(noa) == before


def test_nobody_owns_for_the_other(noa: Owner, ilan: Owner) -> None:
    entry = noa.miss()
    with pytest.raises(NotFound):  # not even that there is a miss is told
        ilan.own(entry)
    noa.share(entry)
    with pytest.raises(Refused, match="Only %"):
        ilan.own(entry)
    noa.own(entry)
    with pytest.raises(Refused, match="your own words"):
        noa.reply(entry, THANKS)


def test_what_was_shared_before_keeps_its_time(noa: Owner, ilan: Owner) -> None:
    entry = noa.miss()
    noa.share(entry)
    noa.own(entry, EVENING + MINUTE)
    assert ilan.letter(entry).entry.shared_at == EVENING


@pytest.mark.parametrize("way", [WayOn.SMALLER, WayOn.LET_GO])
def test_what_was_made_smaller_or_let_go_can_still_be_owned_and_stays_owned(noa: Owner, way: WayOn) -> None:
    entry = noa.miss()
    noa.go_on(entry, way)
    noa.own(entry)
    assert noa.go_on(entry, way).way_on is WayOn.OWNED


def test_what_was_said_of_an_owned_day_stays(noa: Owner, ilan: Owner) -> None:
    entry = noa.miss()
    noa.own(entry)
    deeds = (
        lambda: noa.take_back(entry),
        lambda: noa.enter(entry.commitment_id, KEPT, EVENING + MINUTE),
        lambda: noa.enter(entry.commitment_id, MISSED, EVENING + MINUTE, line="Another line"),
    )
    for deed in deeds:
        with pytest.raises(Refused, match="You owned this"):
            deed()
    # The same once more, and a tap from before that arrives late, change nothing and are no trouble.
    noa.enter(entry.commitment_id, MISSED, EVENING + MINUTE)
    noa.enter(entry.commitment_id, KEPT, EVENING + MINUTE, tapped_at=EVENING - MINUTE)
    assert ilan.seen(entry.commitment_id) == [(TODAY, "missed")]
    assert ilan.letter(entry).amends.did == DID


def test_every_answer_but_thanks_can_be_changed_and_what_was_said_stays_readable(
    noa: Owner, ilan: Owner
) -> None:
    entry = noa.miss()
    noa.own(entry)
    said = [
        (LATER, ""),
        (NOT_READY, ""),
        (NEED, "An evening off"),
        (NEED, "A walk"),
        (LATER, ""),
        (THANKS, ""),
    ]
    for number, (reply, words) in enumerate(said, 1):
        before = heard(noa)
        for _ in range(2):  # from two phones
            assert ilan.reply(entry, reply, words).number == number
        assert heard(noa) == before + 1
        assert noa.letter(entry).state.value == reply.value
    assert [(one.reply, one.words) for one in noa.letter(entry).answers] == said
    for reply in (LATER, NOT_READY, NEED):
        with pytest.raises(Refused, match="That stays"):
            ilan.reply(entry, reply, "x")
    assert ilan.letter(entry).state is AmendsState.THANKED


def test_a_need_has_words_and_nothing_else_keeps_any(noa: Owner, ilan: Owner) -> None:
    entry = noa.miss()
    noa.own(entry)
    with pytest.raises(Invalid) as wrong:
        ilan.reply(entry, NEED)
    assert wrong.value.field == "words"
    assert ilan.letter(entry).answers == []
    assert ilan.reply(entry, NOT_READY, "left over in the form").words == ""


def test_there_is_nothing_to_answer_before_it_is_sent(noa: Owner, ilan: Owner) -> None:
    entry = noa.miss()
    for unknown in (entry.id, new_id()):
        entry.id = UUID(str(unknown))
        with pytest.raises(NotFound):
            ilan.reply(entry, THANKS)


def test_whatever_becomes_of_the_plan_the_amends_stay(noa: Owner, ilan: Owner) -> None:
    ends = {
        CommitmentState.DECLINED: ilan.decline_plan,
        CommitmentState.TAKEN_BACK: noa.take_plan_back,
        CommitmentState.ACTIVE: ilan.accept_plan,
    }
    for state, end in ends.items():
        entry = noa.miss()
        end(noa.own(entry))
        letter = ilan.letter(entry)
        assert (letter.amends.will, letter.plan.state(EVENING)) == (WILL, state)
        assert ilan.reply(entry, THANKS).number == 1


def test_a_plan_that_waits_for_too_long_ends_alone(noa: Owner, ilan: Owner) -> None:
    entry = noa.miss()
    amends, late = noa.own(entry), EVENING + 15 * DAY
    assert ilan.letter(entry).plan.state(late) is CommitmentState.EXPIRED
    with pytest.raises(DomainError):
        ilan.accept_plan(amends, late)
    assert ilan.reply(entry, THANKS, at=late).reply is THANKS


def test_home_shows_what_waits_to_be_read_and_an_answer_while_it_is_news(noa: Owner, ilan: Owner) -> None:
    entry = noa.miss()
    assert ilan.waiting() == []
    noa.own(entry)
    (waits,) = ilan.waiting(EVENING + 30 * DAY)
    assert (waits.entry_id, waits.is_mine, waits.is_for_later) == (entry.id, False, False)
    assert noa.waiting() == []
    ilan.reply(entry, LATER)
    (waits,) = ilan.waiting(EVENING + 30 * DAY)
    assert (waits.is_mine, waits.is_for_later) == (False, True)
    for reply, words in ((NOT_READY, ""), (NEED, "A walk"), (THANKS, "")):
        ilan.reply(entry, reply, words)
        assert ilan.waiting() == []
    (news,) = noa.waiting(EVENING + DAY)
    assert news.is_mine
    assert noa.waiting(EVENING + 2 * DAY) == []


def test_home_shows_the_latest_few(noa: Owner, ilan: Owner) -> None:
    misses = [noa.miss(EVENING + number * MINUTE) for number in range(4)]
    for number, entry in enumerate(misses):
        noa.own(entry, EVENING + (10 + number) * MINUTE)
    assert [one.entry_id for one in ilan.waiting()] == [one.id for one in misses[:0:-1]]


def test_the_entry_of_the_miss_is_still_the_only_one(noa: Owner) -> None:
    entry = noa.miss()
    noa.own(entry)
    assert [one.id for one in entries(noa.engine)] == [entry.id]
