"""The lists of talks: what waits, what presses, what is past."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.talks.diary import diary_of, pressing_talks
from mend.talks.models import Talk, TalkState
from tests.signals.partners import MINUTE, THEN
from tests.talks.partners import DAY, HOUR, TOMORROW, Talker


def test_the_diary_tells_apart_what_waits_what_is_booked_and_what_is_past(
    noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    waiting = noas.offer(topic="one")
    later = ilans.accept(noas.offer(TOMORROW + DAY, topic="two"))
    sooner = noas.accept(ilans.offer(TOMORROW, topic="three"))
    gone = ilans.set_aside(noas.offer(topic="four"))
    with Session(engine) as session:
        noa, ilan = (
            diary_of(session, noas.member(session), THEN),
            diary_of(session, ilans.member(session), THEN),
        )
        assert [talk.id for talk in noa.offered] == [talk.id for talk in ilan.waiting] == [waiting.id]
        assert [talk.id for talk in noa.booked] == [talk.id for talk in ilan.booked] == [sooner.id, later.id]
        assert [talk.id for talk in noa.past] == [talk.id for talk in ilan.past] == [gone.id]
        assert noa.waiting == ilan.offered == []


def test_home_is_told_of_what_presses_and_of_nothing_else(
    noas: Talker, ilans: Talker, engine: sa.Engine
) -> None:
    def pressing(who: Talker, minutes: float) -> list[str]:
        with Session(engine) as session:
            at = THEN + minutes * MINUTE
            return [talk.topic.words for talk in pressing_talks(session, who.member(session), at)]

    noas.offer(THEN + 7 * DAY, topic="waits for Ilan")
    talk = ilans.accept(noas.offer(THEN + 7 * DAY + HOUR, topic="booked"))
    week = 7 * 24 * 60
    assert (pressing(noas, 0), pressing(ilans, 0)) == ([], ["waits for Ilan"])
    assert (pressing(noas, 60), pressing(ilans, 60)) == (["booked"], ["booked", "waits for Ilan"])
    assert pressing(ilans, week) == ["booked"]  # the offer has nothing ahead any more
    assert pressing(noas, week + 120) == []  # passed by
    noas.begin(talk, THEN + 7 * DAY + HOUR)
    assert pressing(noas, week + 100) == ["booked"]
    assert pressing(noas, week + 120) == []


def test_old_talks_never_hide_an_open_one(noas: Talker, ilans: Talker, engine: sa.Engine) -> None:
    first = noas.offer(THEN + 300 * DAY, topic="far ahead")
    for number in range(70):
        ilans.accept(noas.offer(THEN + HOUR, topic=f"old {number}", at=THEN + MINUTE), at=THEN + MINUTE)
    with Session(engine) as session:
        diary = diary_of(session, ilans.member(session), THEN + 10 * DAY)
        assert [talk.id for talk in diary.waiting] == [first.id]
        assert {talk.state(THEN + 10 * DAY) for talk in diary.past} == {TalkState.PASSED_BY}
        assert session.exec(select(Talk.state).where(col(Talk.state) == "passed_by")).all() == []
