"""Finding a time: offered, answered, booked, moved, called off."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from mend.errors import Gone, NotFound, Refused
from mend.ids import new_id
from mend.talks.diary import LAST_LINE, TalkNow
from mend.talks.models import Talk, TalkOffer, TalkSlot, TalkState, TalkTopic
from tests.signals.partners import MINUTE, THEN
from tests.talks.partners import DAY, HOUR, TOMORROW, Talker, rows


def test_an_offer_names_topic_times_place_and_limit(noas: Talker, ilans: Talker) -> None:
    talk = ilans.sees(noas.offer(TOMORROW + DAY, TOMORROW, minutes=45, place="On a walk"))
    assert talk.topic.words == "The money for the roof"
    assert [slot.starts_at for slot in talk.slots] == [TOMORROW, TOMORROW + DAY]
    assert (talk.offer.number, talk.offer.minutes, talk.offer.place) == (1, 45, "On a walk")
    assert talk.state(THEN) is TalkState.OFFERED
    assert talk.waits_for(ilans.id, THEN)
    assert not talk.waits_for(noas.id, THEN)


def test_two_taps_on_offer_are_one_talk(noas: Talker, engine: sa.Engine) -> None:
    talk_id = new_id()
    for _ in range(2):
        noas.offer(talk_id=talk_id)
    assert len(rows(engine, Talk)) == len(rows(engine, TalkOffer)) == 1


@pytest.mark.parametrize(
    "other", [{"topic": "The sea"}, {"minutes": 20}, {"place": "On a walk"}, {"starts": TOMORROW + HOUR}]
)
def test_the_same_id_with_other_content_is_refused_and_changes_nothing(
    noas: Talker, engine: sa.Engine, other: dict[str, object]
) -> None:
    talk_id = new_id()
    noas.offer(talk_id=talk_id)
    changed = {"starts": TOMORROW} | other
    with pytest.raises(Refused, match="with other details"):
        noas.offer(changed.pop("starts"), talk_id=talk_id, **changed)  # type: ignore[arg-type]
    assert len(rows(engine, TalkTopic)) == len(rows(engine, TalkSlot)) == 1


def test_the_partner_cannot_send_the_same_id(noas: Talker, ilans: Talker) -> None:
    talk_id = new_id()
    noas.offer(talk_id=talk_id)
    with pytest.raises(Refused):
        ilans.offer(talk_id=talk_id)


def test_another_couples_id_is_just_theirs(noas: Talker, maras: Talker, engine: sa.Engine) -> None:
    talk_id = new_id()
    noas.offer(talk_id=talk_id)
    maras.offer(talk_id=talk_id)
    assert len(rows(engine, Talk)) == 2


def test_a_yes_books_it_and_twice_is_once(offered: TalkNow, ilans: Talker, engine: sa.Engine) -> None:
    ilans.accept(offered, at=THEN + MINUTE)
    talk = ilans.accept(offered, at=THEN + 2 * MINUTE)
    assert talk.state(THEN) is TalkState.BOOKED
    assert talk.chosen is not None
    assert (talk.chosen.chosen_by, talk.chosen.chosen_at) == (ilans.id, THEN + MINUTE)
    assert talk.starts_at == TOMORROW


def test_nobody_says_yes_to_their_own_times(offered: TalkNow, noas: Talker) -> None:
    with pytest.raises(Refused, match="These times are your own"):
        noas.accept(offered)
    assert noas.sees(offered).state(THEN) is TalkState.OFFERED


def test_a_counter_proposal_waits_for_the_first_one(offered: TalkNow, noas: Talker, ilans: Talker) -> None:
    counter = ilans.suggest(offered, TOMORROW + HOUR, minutes=20, place="On a walk")
    assert (counter.offer.number, counter.offer.offered_by) == (2, ilans.id)
    assert counter.waits_for(noas.id, THEN)
    with pytest.raises(Refused, match="your own"):
        ilans.accept(counter)
    assert noas.accept(counter).starts_at == TOMORROW + HOUR


def test_every_offer_is_kept(offered: TalkNow, noas: Talker, ilans: Talker, engine: sa.Engine) -> None:
    counter = ilans.suggest(offered, TOMORROW + HOUR)
    noas.suggest(counter, TOMORROW + 2 * HOUR)
    kept = {row.number: row.offered_by for row in rows(engine, TalkOffer)}
    assert kept == {1: noas.id, 2: ilans.id, 3: noas.id}
    assert {row.offer_number: row.starts_at for row in rows(engine, TalkSlot)} == {
        1: TOMORROW,
        2: TOMORROW + HOUR,
        3: TOMORROW + 2 * HOUR,
    }


def test_sending_a_counter_proposal_twice_is_once(offered: TalkNow, ilans: Talker, engine: sa.Engine) -> None:
    for _ in range(2):
        ilans.suggest(offered, TOMORROW + HOUR)
    assert len(rows(engine, TalkOffer)) == 2


def test_an_offer_that_was_replaced_meanwhile_is_not_booked(
    offered: TalkNow, noas: Talker, ilans: Talker
) -> None:
    noas.suggest(offered, TOMORROW + HOUR)
    with pytest.raises(Refused, match="changed in the meantime"):
        ilans.accept(offered)
    assert ilans.sees(offered).chosen is None


def test_a_counter_proposal_to_what_was_replaced_is_refused(
    offered: TalkNow, noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    noas.suggest(offered, TOMORROW + HOUR)
    with pytest.raises(Refused, match="changed in the meantime"):
        ilans.suggest(offered, TOMORROW + 2 * HOUR)
    assert len(rows(engine, TalkOffer)) == 2


def test_a_time_that_has_passed_is_not_booked(noas: Talker, ilans: Talker) -> None:
    talk = noas.offer(TOMORROW, TOMORROW + DAY)
    with pytest.raises(Gone, match="That time has passed"):
        ilans.accept(talk, at=TOMORROW)
    assert ilans.accept(talk, slot=1, at=TOMORROW).starts_at == TOMORROW + DAY


def test_of_two_times_one_is_booked(noas: Talker, ilans: Talker) -> None:
    talk = noas.offer(TOMORROW, TOMORROW + DAY)
    ilans.accept(talk)
    with pytest.raises(Refused, match="changed in the meantime"):
        ilans.accept(talk, slot=1)


def test_an_offer_all_of_whose_times_passed_can_be_answered_with_others(
    offered: TalkNow, noas: Talker, ilans: Talker
) -> None:
    late = TOMORROW + HOUR
    assert offered.is_stale(late)
    again = ilans.suggest(offered, late + DAY, at=late)
    assert not again.is_stale(late)
    assert noas.accept(again, at=late).state(late) is TalkState.BOOKED


def test_setting_aside_is_for_the_one_asked_and_taking_back_for_the_other(
    noas: Talker, ilans: Talker
) -> None:
    talk = noas.offer()
    with pytest.raises(Refused, match="You can take it back"):
        noas.set_aside(talk)
    with pytest.raises(Refused, match="You can set it aside"):
        ilans.take_back(talk)
    for _ in range(2):
        assert ilans.set_aside(talk).state(THEN) is TalkState.SET_ASIDE
    other = noas.offer()
    for _ in range(2):
        assert noas.take_back(other).state(THEN) is TalkState.TAKEN_BACK


@pytest.mark.parametrize("ending", ["set_aside", "take_back", "call_off", "finish"])
def test_after_its_end_nothing_is_done_with_a_talk(
    noas: Talker, ilans: Talker, ending: str, engine: sa.Engine
) -> None:
    talk = noas.offer()
    if ending in {"call_off", "finish"}:
        ilans.accept(talk)
    if ending == "finish":
        ilans.begin(talk)
    if ending == "take_back":
        noas.take_back(talk)
    else:
        getattr(ilans, ending)(talk)
    before = [row.model_dump() for row in rows(engine, Talk)]
    at = TOMORROW + 30 * MINUTE
    others: dict[str, Callable[[], object]] = {
        "set_aside": lambda: ilans.set_aside(talk, at),
        "take_back": lambda: noas.take_back(talk, at),
        "call_off": lambda: noas.call_off(talk, at),
        "finish": lambda: noas.finish(talk, at),
        "accept": lambda: ilans.accept(talk, at=at),
        "suggest": lambda: ilans.suggest(talk, at + DAY, at=at),
        "begin": lambda: ilans.begin(talk, at),
        "is": lambda: ilans.is_(talk, at=at),
        "park": lambda: ilans.park(talk, at=at),
    }
    del others[ending]  # once more is no other thing
    for deed in others.values():
        with pytest.raises(Gone):
            deed()
    assert [row.model_dump() for row in rows(engine, Talk)] == before


def test_either_moves_a_booked_talk_and_the_other_answers(
    booked: TalkNow, noas: Talker, ilans: Talker
) -> None:
    for mover, other, day in ((noas, ilans, 2), (ilans, noas, 3)):
        moved = mover.suggest(mover.sees(booked), THEN + day * DAY)
        assert moved.state(THEN) is TalkState.OFFERED
        assert moved.chosen is None
        assert other.accept(moved).starts_at == THEN + day * DAY


def test_either_calls_it_off_and_twice_is_once(noas: Talker, ilans: Talker) -> None:
    for who, other in ((noas, ilans), (ilans, noas)):
        talk = ilans.accept(noas.offer())
        assert who.call_off(talk).state(THEN) is TalkState.CALLED_OFF
        assert other.call_off(talk, at=THEN + MINUTE).talk.ended_by == who.id


def test_who_takes_back_an_offer_does_not_call_off_what_was_booked_meanwhile(
    booked: TalkNow, noas: Talker
) -> None:
    with pytest.raises(Refused, match="booked in the meantime"):
        noas.take_back(booked)
    assert noas.sees(booked).state(THEN) is TalkState.BOOKED


def test_who_calls_off_does_not_call_off_what_moved_meanwhile(
    booked: TalkNow, noas: Talker, ilans: Talker
) -> None:
    moved = noas.suggest(booked, TOMORROW + DAY)
    with pytest.raises(Refused, match="changed in the meantime"):
        ilans.call_off(booked)
    with pytest.raises(Refused, match="not booked yet"):
        ilans.call_off(moved)
    ilans.accept(moved)
    with pytest.raises(Refused, match="changed in the meantime"):
        noas.call_off(booked)


def test_a_booked_talk_nobody_began_passes_by_and_can_be_offered_again(
    booked: TalkNow, noas: Talker, ilans: Talker
) -> None:
    almost, late = TOMORROW + HOUR - timedelta(seconds=1), TOMORROW + HOUR
    assert booked.state(almost) is TalkState.BOOKED
    assert booked.state(late) is TalkState.PASSED_BY
    for deed in (
        lambda: noas.begin(booked, late),
        lambda: noas.call_off(booked, late),
        lambda: noas.accept(booked, at=late),
        lambda: noas.park(booked, at=late + LAST_LINE),
    ):
        with pytest.raises(Gone, match="has passed"):
            deed()
    again = noas.suggest(booked, late + DAY, at=late)
    assert ilans.accept(again, at=late).state(late) is TalkState.BOOKED


def test_another_couples_talk_is_not_there(booked: TalkNow, maras: Talker) -> None:
    for deed in (
        lambda: maras.sees(booked),
        lambda: maras.accept(booked),
        lambda: maras.suggest(booked, TOMORROW),
        lambda: maras.call_off(booked),
        lambda: maras.begin(booked),
        lambda: maras.is_(booked),
        lambda: maras.park(booked),
    ):
        with pytest.raises(NotFound):
            deed()
