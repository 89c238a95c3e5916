"""Reaching out, answering, and holding back, at the level of the verbs."""

from collections.abc import Callable
from datetime import datetime

import pytest
import sqlalchemy as sa

from mend.database import unit_of_work
from mend.errors import Gone, NotFound, Refused, TooMany
from mend.ids import new_id
from mend.signals.attempts import HELD_BACK_AFTER, WITHIN, accepted_repairs, held_until, pause_of, unanswered
from mend.signals.repair_models import Answer, Repair
from mend.signals.states import REPAIR_WAITS, RepairState, repair_state
from tests.signals.partners import MINUTE, THEN, Partner, told, work
from tests.signals.reaching import add, not_yet, not_yet_from_outside, reach, remove, repairs, reply, yes
from tests.together import at_once

LATER = THEN + 2 * MINUTE


def now_stands(engine: sa.Engine, repair: Repair, at: datetime) -> RepairState:
    """Where it stands, as the database has it."""
    [row] = [one for one in repairs(engine) if one.id == repair.id]
    return repair_state(row, at)


def accepted(who: Partner, since: datetime = THEN) -> list[Repair]:
    with unit_of_work(who.engine, writes=False) as session:
        return list(accepted_repairs(session, who.member(session).couple_id, since))


def held(who: Partner, at: datetime) -> datetime | None:
    with unit_of_work(who.engine, writes=False) as session:
        return held_until(unanswered(session, who.member(session), at))


def test_one_reaches_out_and_the_other_says_yes(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    repair = reach(noas, THEN)
    assert (repair.words, now_stands(engine, repair, THEN)) == ("Can we start over?", RepairState.WAITING)
    yes(ilans, repair, LATER)
    assert now_stands(engine, repair, LATER) is RepairState.ACCEPTED
    assert [one.id for one in accepted(noas)] == [repair.id] == [one.id for one in accepted(ilans)]
    assert accepted(noas, since=LATER + MINUTE) == []


def test_not_yet_may_become_a_yes(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    repair = reach(noas, THEN)
    put_off = not_yet(ilans, repair, LATER, ask_at=LATER + 30 * MINUTE)
    assert (repair_state(put_off, LATER), put_off.ask_at) == (RepairState.PUT_OFF, LATER + 30 * MINUTE)
    agreed = yes(ilans, repair, LATER + MINUTE)
    assert (agreed.answer, agreed.answered_at, agreed.ask_at) == (Answer.YES, LATER + MINUTE, None)


def test_yes_does_not_become_not_yet(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    repair = reach(noas, THEN)
    yes(ilans, repair, LATER)
    with pytest.raises(Refused, match="You both said yes already"):
        not_yet(ilans, repair, LATER + MINUTE)
    assert now_stands(engine, repair, LATER + MINUTE) is RepairState.ACCEPTED


@pytest.mark.parametrize("answer", list(Answer))
def test_the_same_answer_twice_is_once(
    noas: Partner, ilans: Partner, engine: sa.Engine, answer: Answer
) -> None:
    repair = reach(noas, THEN)
    for minute in range(3):
        assert reply(ilans, repair, answer, LATER + minute * MINUTE).answered_at == LATER
    assert [message.row.kind for message in told(engine, waiting=True)].count("answer") == 1


def test_another_time_to_ask_again_is_told_anew_and_a_notification_leaves_it_as_it_was(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = noas.add_device()
    repair = reach(noas, THEN)
    first, second = LATER + 30 * MINUTE, LATER + 60 * MINUTE
    not_yet(ilans, repair, LATER, ask_at=first)
    not_yet(ilans, repair, LATER + MINUTE, ask_at=second)
    not_yet(ilans, repair, LATER + 2 * MINUTE, ask_at=first)
    assert not_yet_from_outside(ilans, repair, LATER + 3 * MINUTE).ask_at == first
    answers = [message for message in told(engine, waiting=True) if message.row.kind == "answer"]
    assert [message.states[phone] for message in answers] == ["withdrawn", "withdrawn", "queued"]
    # … and of the three prompts only the last one is still to come.
    prompts = [message.row for message in told(engine, waiting=True) if message.row.kind == "ask"]
    assert [(row.due_at, row.withdrawn_at is None) for row in prompts] == [
        (first, False),
        (second, False),
        (first, True),
    ]


@pytest.mark.parametrize("attempts", [1, 2])
def test_a_not_yet_without_a_time_takes_back_the_one_that_was_named(
    noas: Partner, ilans: Partner, engine: sa.Engine, attempts: int
) -> None:
    phone = noas.add_device()
    seen, *_ = (reach(noas, THEN) for _ in range(attempts))  # on his page may still stand the first
    not_yet(ilans, seen, LATER, ask_at=LATER + 30 * MINUTE)
    for minute in (1, 2):
        put_off = not_yet(ilans, seen, LATER + minute * MINUTE)
        assert (put_off.ask_at, put_off.answered_at) == (None, LATER + MINUTE)
    work(engine, LATER + 30 * MINUTE)
    to_noa = [message for message in told(engine, waiting=True) if message.row.recipient_id == noas.id]
    assert [(one.row.kind, one.row.body, one.states.get(phone)) for one in to_noa] == [
        ("answer", "Ask again from 20:52.", "withdrawn"),
        ("ask", "Only if you want to.", None),
        ("answer", "Asking again later is welcome.", "queued"),
    ]


def test_nobody_answers_their_own(noas: Partner, engine: sa.Engine) -> None:
    repair = reach(noas, THEN)
    for answer in Answer:
        with pytest.raises(Refused) as refused:
            reply(noas, repair, answer, LATER)
        assert refused.value.values == {"name": "Ilan"}
    assert now_stands(engine, repair, LATER) is RepairState.WAITING


def test_a_newer_attempt_takes_the_place_of_the_older(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = ilans.add_device()
    first = reach(noas, THEN)
    second = reach(noas, LATER, key="hug")
    assert now_stands(engine, first, LATER) is RepairState.FOLLOWED
    assert now_stands(engine, second, LATER) is RepairState.WAITING
    assert [message.states[phone] for message in told(engine, waiting=True)] == ["withdrawn", "queued"]


@pytest.mark.parametrize("answer", list(Answer))
def test_an_answer_to_an_older_one_counts_for_the_newest(
    noas: Partner, ilans: Partner, engine: sa.Engine, answer: Answer
) -> None:
    first, _, third = (reach(noas, THEN + minute * MINUTE) for minute in range(3))
    assert reply(ilans, first, answer, LATER).id == third.id
    assert [one.answer for one in repairs(engine)] == [answer] * 3


def test_a_not_yet_that_arrives_twice_does_not_answer_the_next_attempt(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    first = reach(noas, THEN)
    not_yet(ilans, first, LATER)
    second = reach(noas, LATER + MINUTE)
    not_yet(ilans, first, LATER + 2 * MINUTE)  # the phone sent it again: its receipt was lost
    assert now_stands(engine, second, LATER + 2 * MINUTE) is RepairState.WAITING
    # A change of heart on the old page is an answer, though.
    assert yes(ilans, first, LATER + 3 * MINUTE).id == second.id


def test_both_may_reach_out_at_once_and_one_yes_is_enough(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    hers = reach(noas, THEN)
    his = reach(ilans, THEN + MINUTE, key="hug")
    assert {now_stands(engine, one, LATER) for one in (hers, his)} == {RepairState.WAITING}
    yes(ilans, hers, LATER)
    assert {now_stands(engine, one, LATER) for one in (hers, his)} == {RepairState.ACCEPTED}
    assert {one.id for one in accepted(noas)} == {hers.id, his.id}
    assert [
        message.row.recipient_id for message in told(engine, waiting=True) if message.row.kind == "answer"
    ] == [noas.id]
    assert yes(noas, his, LATER + MINUTE).answered_at == LATER
    with pytest.raises(Refused):
        not_yet(noas, his, LATER + MINUTE)


def test_not_yet_to_the_others_leaves_mine_waiting(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    hers, his = reach(noas, THEN), reach(ilans, THEN + MINUTE)
    not_yet(ilans, hers, LATER)
    assert now_stands(engine, hers, LATER) is RepairState.PUT_OFF
    assert now_stands(engine, his, LATER) is RepairState.WAITING


def test_it_fades_after_a_day(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    repair = reach(noas, THEN)
    assert now_stands(engine, repair, THEN + REPAIR_WAITS - MINUTE) is RepairState.WAITING
    assert now_stands(engine, repair, THEN + REPAIR_WAITS) is RepairState.FADED
    for answer in Answer:
        with pytest.raises(Gone, match="This one has passed"):
            reply(ilans, repair, answer, THEN + REPAIR_WAITS)
    assert repairs(engine)[0].answer is None


def test_what_was_put_off_fades_a_day_after_the_time_to_ask_again(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    repair = reach(noas, THEN)
    not_yet(ilans, repair, THEN + REPAIR_WAITS - MINUTE, ask_at=THEN + REPAIR_WAITS + 60 * MINUTE)
    assert now_stands(engine, repair, THEN + 2 * REPAIR_WAITS) is RepairState.PUT_OFF
    assert now_stands(engine, repair, THEN + 2 * REPAIR_WAITS + 60 * MINUTE) is RepairState.FADED


def test_a_faded_one_does_not_stand_in_the_way(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    old = reach(noas, THEN)
    new = reach(noas, THEN + 3 * REPAIR_WAITS)
    assert yes(ilans, old, THEN + 3 * REPAIR_WAITS + MINUTE).id == new.id


def test_a_faded_one_of_mine_is_not_accepted_by_my_yes(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    his = reach(ilans, THEN)
    hers = reach(noas, THEN + REPAIR_WAITS)
    yes(ilans, hers, THEN + REPAIR_WAITS + MINUTE)
    assert now_stands(engine, his, THEN + REPAIR_WAITS + MINUTE) is RepairState.FADED


def test_the_same_tap_twice_is_one_repair(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    tap = new_id()
    assert reach(noas, THEN, repair_id=tap).sent_at == reach(noas, LATER, repair_id=tap).sent_at == THEN
    with pytest.raises(Refused):
        reach(noas, LATER, repair_id=tap, key="hug")
    with pytest.raises(Refused):
        reach(ilans, LATER, repair_id=tap)
    assert len(repairs(engine)) == len(told(engine, waiting=True)) == 1


def test_the_same_tap_many_times_in_one_moment_is_one_repair(noas: Partner, engine: sa.Engine) -> None:
    tap = new_id()

    def again() -> object:
        return reach(noas, THEN, repair_id=tap)

    assert at_once(*[again] * 4) == [None] * 4
    assert len(repairs(engine)) == len(told(engine, waiting=True)) == 1


def test_many_taps_in_one_moment_leave_one_newest(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    assert at_once(*[lambda: reach(noas, THEN)] * 3, *[lambda: reach(ilans, THEN)] * 3) == [None] * 6
    states = [repair_state(one, THEN) for one in repairs(engine)]
    assert sorted(states) == [RepairState.FOLLOWED] * 4 + [RepairState.WAITING] * 2


def test_a_yes_and_a_not_yet_in_one_moment_leave_one_answer(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    repair = reach(noas, THEN)
    for_yes, for_not_yet = at_once(lambda: yes(ilans, repair, LATER), lambda: not_yet(ilans, repair, LATER))
    assert for_yes is None
    assert for_not_yet is None or isinstance(for_not_yet, Refused)
    assert now_stands(engine, repair, LATER) is RepairState.ACCEPTED


def test_an_answer_and_another_attempt_in_one_moment_lose_neither(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    first = reach(noas, THEN)
    assert at_once(lambda: yes(ilans, first, LATER), lambda: reach(noas, LATER)) == [None, None]
    # Either the yes came first, and the second one waits; or it counts for the second one.
    assert Answer.YES in {one.answer for one in repairs(engine) if one.followed_at is None}


def test_after_three_without_an_answer_the_app_holds_back(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    for minute in range(HELD_BACK_AFTER):
        assert held(noas, THEN + minute * MINUTE) is None
        reach(noas, THEN + minute * MINUTE)
    at = THEN + 5 * MINUTE
    assert held(noas, at) == THEN + WITHIN
    with pytest.raises(TooMany) as refused:
        reach(noas, at)
    assert refused.value.retry_after == 55 * 60
    assert refused.value.values == {"name": "Ilan", "time": "21:20"}
    assert held(ilans, at) is None
    assert len(repairs(engine)) == HELD_BACK_AFTER
    assert held(noas, THEN + WITHIN) is None
    reach(noas, THEN + WITHIN)
    assert held(noas, THEN + WITHIN) == THEN + MINUTE + WITHIN


@pytest.mark.parametrize("answer", list(Answer))
def test_any_answer_ends_holding_back(
    noas: Partner, ilans: Partner, engine: sa.Engine, answer: Answer
) -> None:
    first, *_ = (reach(noas, THEN) for _ in range(HELD_BACK_AFTER))
    reply(ilans, first, answer, LATER)
    assert held(noas, LATER) is None
    reach(noas, LATER)


def test_a_tap_that_was_taken_is_no_further_attempt(noas: Partner) -> None:
    taps = [reach(noas, THEN).id for _ in range(HELD_BACK_AFTER)]
    assert reach(noas, LATER, repair_id=taps[-1]).id == taps[-1]


def test_a_repair_belongs_to_the_pause_it_was_sent_in(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    def pause_in(repair: Repair) -> object:
        with unit_of_work(engine, writes=False) as session:
            return pause_of(session, repair)

    before = reach(noas, THEN)
    pause = noas.call(THEN).pause
    during, named = reach(ilans, LATER), reach(noas, LATER, pause_id=pause.id)
    assert [pause_in(one) for one in (before, during, named)] == [None, pause.id, pause.id]
    # The phone that sends it again may know less of the pause than we do, but nothing else.
    assert reach(ilans, LATER, repair_id=during.id).id == during.id
    with pytest.raises(Refused):
        reach(ilans, LATER, repair_id=during.id, pause_id=new_id())
    with pytest.raises(NotFound):
        reach(ilans, LATER, pause_id=new_id())


def test_another_couple_has_no_part_in_it(noas: Partner, maras: Partner, engine: sa.Engine) -> None:
    repair, pause = reach(noas, THEN), noas.call(THEN).pause
    deeds: tuple[Callable[[], Repair], ...] = (
        lambda: yes(maras, repair, LATER),
        lambda: reach(maras, LATER, pause_id=pause.id),
    )
    for deed in deeds:
        with pytest.raises(NotFound):
            deed()
    phrase = add(noas, "Pancakes?", THEN)
    with pytest.raises(Gone):
        reach(maras, LATER, key=str(phrase.id))


@pytest.mark.parametrize("key", ["nothing", "", "9" * 36])
def test_a_phrase_that_is_not_there_is_gone(noas: Partner, engine: sa.Engine, key: str) -> None:
    with pytest.raises(Gone):
        reach(noas, THEN, key=key)
    assert repairs(engine) == []


def test_what_was_sent_keeps_its_words(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    phrase = add(noas, "Pancakes?", THEN)
    repair = reach(noas, THEN, key=str(phrase.id))
    remove(noas, phrase, LATER)
    assert yes(ilans, repair, LATER).words == "Pancakes?"
    with pytest.raises(Gone, match="not in your deck any more"):
        reach(noas, LATER, key=str(phrase.id))
