"""What is brought in counts once both want it, and an issue becomes a talk."""

from datetime import date

import pytest
import sqlalchemy as sa

from mend.database import unit_of_work
from mend.errors import Gone, Invalid, NotFound, Refused
from mend.ids import new_id
from mend.notifications.models import Delivery, DeliveryState
from mend.talks.diary import TalkNow, find_talk
from mend.talks.models import TalkState
from mend.weekly.lines import MOST_BROUGHT
from mend.weekly.meeting import MeetingNow
from mend.weekly.models import AN_HOUR, LineKind, Step
from tests.talks.partners import rows
from tests.weekly.partners import DAY, MINUTE, THAT_SUNDAY, WEEK, Meeter, told

NOW, TODAY = THAT_SUNDAY, date(2026, 11, 22)
ISSUE = LineKind.ISSUE


def talk_of(partner: Meeter, meeting: MeetingNow) -> TalkNow:
    talk_id = partner.lines(meeting, ISSUE)[0].talk_id
    assert talk_id is not None
    with unit_of_work(partner.engine, writes=False) as session:
        return find_talk(session, partner.member(session), talk_id)


def test_something_good_counts_once_both_want_it(meeting: MeetingNow, noas: Meeter, ilans: Meeter) -> None:
    lake = noas.bring(meeting, "The lake", on_day=date(2026, 11, 28))
    with pytest.raises(Refused, match="your own"):
        noas.want(meeting, lake)
    wanted = ilans.want(meeting, lake)
    assert (wanted.wanted_by, wanted.wanted_at) == (ilans.id, NOW)
    assert ilans.want(meeting, lake, NOW + MINUTE).wanted_at == NOW
    for partner in (noas, ilans):
        assert [line.words for line in partner.ritual(NOW).plans] == ["The lake"]


def test_there_is_one_of_them(meeting: MeetingNow, noas: Meeter, ilans: Meeter) -> None:
    lake, cake = noas.bring(meeting, "The lake"), ilans.bring(meeting, "A cake")
    ilans.want(meeting, lake)
    with pytest.raises(Refused, match="chosen already"):
        noas.want(meeting, cake)
    with pytest.raises(Refused, match="chosen already"):
        noas.bring(meeting, "The sea")


def test_the_same_line_twice_is_one_and_an_id_holds_one_line(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter
) -> None:
    line_id = new_id()
    assert noas.bring(meeting, line_id=line_id).id == noas.bring(meeting, line_id=line_id).id
    with pytest.raises(Refused, match="other words"):
        noas.bring(meeting, "The sea", line_id=line_id)
    with pytest.raises(Refused, match="other words"):
        ilans.bring(meeting, line_id=line_id)
    assert len(ilans.lines(meeting)) == 1


@pytest.mark.parametrize("on_day", [date(2026, 11, 21), date(2027, 11, 24)])
def test_a_day_lies_from_today_on_within_a_year(meeting: MeetingNow, noas: Meeter, on_day: date) -> None:
    with pytest.raises(Invalid) as refusal:
        noas.bring(meeting, on_day=on_day)
    assert refusal.value.field == "on_day"
    assert noas.lines(meeting) == []


def test_a_list_has_an_end(meeting: MeetingNow, noas: Meeter) -> None:
    for number in range(MOST_BROUGHT):
        noas.bring(meeting, f"Idea {number}")
    with pytest.raises(Refused, match="list is full"):
        noas.bring(meeting, "One more")


def test_it_is_shown_until_its_day_and_without_one_for_a_week(
    meeting: MeetingNow, joined: None, noas: Meeter, ilans: Meeter
) -> None:
    ilans.want(meeting, noas.bring(meeting, "The lake", on_day=date(2026, 11, 28)))
    other = noas.start(NOW + AN_HOUR)
    ilans.want(other, noas.bring(other, "A cake", at=NOW + AN_HOUR), NOW + AN_HOUR)

    def shown(days: int) -> list[str]:
        return [line.words for line in ilans.ritual(NOW + days * DAY).plans]

    assert shown(0) == shown(6) == ["The lake", "A cake"]  # what has a day comes first
    assert shown(7) == ["A cake"]
    assert shown(8) == []


def test_either_lets_it_go_and_nobody_asks(meeting: MeetingNow, noas: Meeter, ilans: Meeter) -> None:
    lake, cake = noas.bring(meeting, "The lake"), noas.bring(meeting, "A cake")
    ilans.want(meeting, lake)
    with pytest.raises(Refused, match="never a plan"):
        ilans.let_go(cake)
    assert noas.let_go(lake, NOW + WEEK).dropped_by == noas.id
    assert ilans.let_go(lake, NOW + WEEK).dropped_by == noas.id
    assert ilans.ritual(NOW).plans == []


def test_an_issue_both_want_runs_as_a_talk_within_the_hour(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    noas.add_device()
    ilans.add_device()
    before = [(row.kind, row.recipient_id) for row in told(engine)]
    roof = noas.bring(meeting, "The roof", kind=ISSUE)
    ilans.want(meeting, roof, NOW + 25 * MINUTE)
    talk = talk_of(ilans, meeting)
    assert (talk.topic.words, talk.offer.offered_by) == ("The roof", noas.id)
    assert talk.state(NOW + 25 * MINUTE) is TalkState.UNDER_WAY
    assert talk.time_is_up_at == NOW + AN_HOUR
    assert [(row.kind, row.recipient_id) for row in told(engine)] == before  # they sit side by side
    assert {row.state for row in rows(engine, Delivery)} == {DeliveryState.WITHDRAWN}


def test_the_talk_ends_with_the_meeting(meeting: MeetingNow, noas: Meeter, ilans: Meeter) -> None:
    ilans.want(meeting, noas.bring(meeting, "The roof", kind=ISSUE))
    for seen in Step:
        noas.on(meeting, seen, NOW + 20 * MINUTE)
    talk = talk_of(noas, meeting)
    assert (talk.talk.state, talk.talk.ended_at) == (TalkState.HELD, NOW + 20 * MINUTE)


def test_no_talk_begins_when_little_is_left_of_the_hour(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter
) -> None:
    roof = noas.bring(meeting, "The roof", kind=ISSUE)
    with pytest.raises(Refused, match="Less than ten minutes"):
        ilans.want(meeting, roof, NOW + 51 * MINUTE)
    assert ilans.lines(meeting, ISSUE)[0].wanted_at is None
    assert ilans.want(meeting, roof, NOW + 50 * MINUTE).talk_id is not None


def test_what_the_hour_has_ended_is_not_wanted_any_more(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter
) -> None:
    lake = noas.bring(meeting)
    with pytest.raises(Gone):
        ilans.want(meeting, lake, NOW + AN_HOUR)


def test_the_other_couple_finds_no_line(meeting: MeetingNow, noas: Meeter, maras: Meeter) -> None:
    lake = noas.bring(meeting)
    with pytest.raises(NotFound):
        maras.want(meeting, lake)
    with pytest.raises(NotFound):
        maras.let_go(lake)


def test_a_line_is_found_in_its_own_meeting(meeting: MeetingNow, noas: Meeter, ilans: Meeter) -> None:
    lake = noas.bring(meeting)
    other = noas.start(NOW + AN_HOUR)
    with pytest.raises(NotFound):
        ilans.want(other, lake, NOW + AN_HOUR)
