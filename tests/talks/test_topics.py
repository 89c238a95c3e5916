"""One topic however it is spelled, and what is said, privately, when it comes back."""

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from mend.database import unit_of_work
from mend.errors import NotFound
from mend.live.models import CoupleEvent
from mend.talks.diary import TalkNow
from mend.talks.models import HiddenHelp, TalkTopic
from mend.talks.topics import (
    MOST_EARLIER,
    earlier_topics,
    find_topic,
    hide_help,
    needs_help,
    parked_words,
    times_booked,
)
from tests.signals.partners import MINUTE, THEN
from tests.talks.partners import DAY, TOMORROW, Talker, rows


def sees_help(who: Talker, talk: TalkNow) -> bool:
    with Session(who.engine) as session:
        return needs_help(session, who.member(session), talk.topic.id)


def hide(who: Talker, talk: TalkNow) -> None:
    with unit_of_work(who.engine) as session:
        hide_help(session, who.member(session), talk.topic.id, THEN)


def counted(who: Talker, talk: TalkNow) -> int:
    with Session(who.engine) as session:
        return times_booked(session, who.member(session).couple_id, talk.topic.id)


@pytest.mark.parametrize(
    "again", ["money", "MONEY", "  Money ", "Mon\u0065y", "\uff2d\uff4f\uff4e\uff45\uff59"]
)
def test_the_same_words_are_the_same_topic(noas: Talker, ilans: Talker, again: str) -> None:
    first = noas.offer(topic="Money")
    second = ilans.offer(topic=again)
    assert second.topic.id == first.topic.id
    assert (second.topic.words, second.topic.first_named_by) == ("Money", noas.id)


def test_white_space_within_does_not_matter_and_other_words_do(noas: Talker, engine: sa.Engine) -> None:
    noas.offer(topic="the  big\u00a0roof")
    noas.offer(topic="The big roof")
    noas.offer(topic="The big roofs")
    assert [topic.words for topic in rows(engine, TalkTopic)] == ["the big roof", "The big roofs"]


@pytest.mark.parametrize("letter", ["ß", "ﷺ", "İ", "😀"])
def test_the_longest_topic_of_the_widest_letters_is_kept(noas: Talker, letter: str) -> None:
    assert noas.offer(topic=letter * 120).topic.words == letter * 120


def test_another_couple_with_the_same_words_has_a_topic_of_its_own(noas: Talker, maras: Talker) -> None:
    mine, theirs = noas.offer(topic="Money"), maras.offer(topic="Money")
    assert mine.topic.id != theirs.topic.id
    with Session(maras.engine) as session:
        member = maras.member(session)
        assert [topic.id for topic in earlier_topics(session, member.couple_id)] == [theirs.topic.id]
        with pytest.raises(NotFound):
            find_topic(session, member, mine.topic.id)
        line = noas.park(mine)
        with pytest.raises(NotFound):
            parked_words(session, member, line.id)


def test_the_latest_topics_are_offered_again(noas: Talker) -> None:
    for number in range(MOST_EARLIER + 2):
        noas.offer(topic=f"topic {number}", at=THEN + number * MINUTE)
    with Session(noas.engine) as session:
        found = [topic.words for topic in earlier_topics(session, noas.member(session).couple_id)]
    assert found == [f"topic {number}" for number in range(MOST_EARLIER + 1, 1, -1)]


def test_a_topic_that_comes_back_stays_in_reach(noas: Talker, ilans: Talker) -> None:
    noas.offer(topic="The oldest")
    for number in range(MOST_EARLIER):
        noas.offer(topic=f"topic {number}", at=THEN + MINUTE + number * MINUTE)
        ilans.offer(topic="The oldest", at=THEN + 2 * MINUTE + number * MINUTE)
    noas.offer(topic="topic 0", at=THEN + DAY)
    with Session(noas.engine) as session:
        found = [topic.words for topic in earlier_topics(session, noas.member(session).couple_id)]
    assert found[:3] == ["topic 0", "The oldest", f"topic {MOST_EARLIER - 1}"]
    assert len(found) == len(set(found)) == MOST_EARLIER


def test_the_third_booking_of_a_topic_tells_each_privately(noas: Talker, ilans: Talker) -> None:
    first = ilans.accept(noas.offer(topic="Money"))
    noas.accept(ilans.offer(topic="money"))
    waiting = noas.offer(topic="MONEY")
    ilans.accept(noas.offer(topic="The sea"))
    assert (sees_help(noas, first), sees_help(ilans, first)) == (False, False)
    third = ilans.accept(waiting)
    assert (sees_help(noas, third), sees_help(ilans, first)) == (True, True)


def test_a_talk_that_moves_is_still_one(noas: Talker, ilans: Talker) -> None:
    talk = ilans.accept(noas.offer())
    for day in (2, 3, 4):
        talk = ilans.accept(noas.suggest(talk, THEN + day * DAY))
    assert counted(noas, talk) == 1
    assert not sees_help(noas, talk)
    ilans.call_off(talk)
    assert counted(noas, talk) == 1


def test_hiding_is_private_and_is_for_this_topic_alone(
    noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    for topic in ("Money", "The sea") * 3:
        ilans.accept(noas.offer(topic=topic))
    money, sea = noas.offer(TOMORROW, topic="Money"), noas.offer(TOMORROW, topic="The sea")
    before = len(rows(engine, CoupleEvent))
    for _ in range(2):
        hide(noas, money)
    assert not sees_help(noas, money)
    assert sees_help(ilans, money)
    assert sees_help(noas, sea)
    assert len(rows(engine, CoupleEvent)) == before  # nobody's page stirs
    assert len(rows(engine, HiddenHelp)) == 1
