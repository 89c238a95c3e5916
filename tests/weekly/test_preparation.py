"""What somebody prepares is theirs alone, and goes once the two have met."""

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, select

from mend.commitments.models import Turn
from mend.commitments.turns import take_turn_with
from mend.couples.copy import Copied
from mend.couples.leaving import spaces_of
from mend.couples.membership import partners
from mend.database import unit_of_work
from mend.live.models import CoupleEvent
from mend.weekly.copy import copied_weekly
from mend.weekly.forgetting import forget_meetings
from mend.weekly.meeting import MeetingNow
from mend.weekly.models import (
    AN_HOUR,
    LineKind,
    Step,
    Verdict,
    WeeklyLine,
    WeeklyLook,
    WeeklyMeeting,
    WeeklyPreparation,
    WeeklyThought,
)
from mend.weekly.preparation import Preparation
from tests.weekly.partners import MINUTE, THAT_SUNDAY, THEN, Meeter, told

NOW = THAT_SUNDAY


def count(engine: sa.Engine, table: type[SQLModel]) -> int:
    with unit_of_work(engine, writes=False) as session:
        return len(session.exec(select(table)).all())


def forget(engine: sa.Engine, at: object) -> None:
    with unit_of_work(engine) as session:
        forget_meetings(session, at)  # type: ignore[arg-type]


def copied(engine: sa.Engine, partner: Meeter) -> dict[str, object]:
    with unit_of_work(engine, writes=False) as session:
        [space] = spaces_of(session, partner.id)
        names = {one.id: one.name for one in partners(session, space.couple_id)}
        return copied_weekly(session, Copied(space, partner.id, names))


def test_it_is_saved_as_often_as_one_likes_and_read_by_its_author_alone(
    joined: None, noas: Meeter, ilans: Meeter
) -> None:
    tea = noas.promise(to=ilans)
    noas.prepare("The soup", "The lake", "The roof", {tea.id: Verdict.KEEP})
    noas.prepare("The long soup", "The lake", "", {tea.id: Verdict.RESIZE}, at=THEN + MINUTE)
    assert noas.prepared() == Preparation("The long soup", "The lake", "", {tea.id: Verdict.RESIZE})
    assert ilans.prepared().is_empty


def test_nobody_can_see_that_there_is_one(
    joined: None, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    events, messages, seen = count(engine, CoupleEvent), len(told(engine)), ilans.ritual()
    noas.prepare("The soup")
    assert (count(engine, CoupleEvent), len(told(engine))) == (events, messages)
    assert ilans.ritual() == seen


def test_an_empty_one_is_taken_away(joined: None, noas: Meeter, engine: sa.Engine) -> None:
    noas.prepare("The soup")
    noas.prepare()
    assert count(engine, WeeklyPreparation) == 0


def test_thoughts_are_about_promises_one_keeps(
    joined: None, noas: Meeter, ilans: Meeter, maras: Meeter, engine: sa.Engine
) -> None:
    theirs, ours = ilans.promise(to=noas), ilans.promise(to=noas, ours=True)
    gone = noas.promise(to=ilans)
    with unit_of_work(engine) as session:
        take_turn_with(session, noas.member(session), gone.id, Turn.LET_GO, now=THEN)
    noas.prepare(thoughts={one.id: Verdict.KEEP for one in (theirs, ours, gone)})
    assert noas.prepared().thoughts == {ours.id: Verdict.KEEP}
    maras.prepare(thoughts={ours.id: Verdict.LET_GO})
    assert maras.prepared().is_empty


@pytest.mark.parametrize("closed", [True, False])
def test_once_they_have_met_it_is_gone_with_all_but_the_good_thing(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter, engine: sa.Engine, *, closed: bool
) -> None:
    tea = noas.promise(to=ilans)
    noas.prepare("The soup", "The lake", "The roof", {tea.id: Verdict.KEEP}, at=NOW)
    ilans.want(meeting, noas.bring(meeting, "The lake"))
    noas.bring(meeting, "The roof", kind=LineKind.ISSUE)
    noas.look(meeting, tea, Verdict.KEEP)
    forget(engine, NOW + MINUTE)
    assert noas.prepared(NOW + MINUTE).thanks == "The soup"
    assert count(engine, WeeklyLine) == 2
    noas.on(meeting, Step.THANKS)
    over = NOW + AN_HOUR
    if closed:
        over = NOW + 2 * MINUTE
        for seen in Step:
            noas.on(meeting, seen, over)
    assert noas.prepared(over).is_empty  # nobody waits for the chore
    forget(engine, over)
    for table in (WeeklyPreparation, WeeklyThought, WeeklyLook):
        assert count(engine, table) == 0
    assert [line.words for line in noas.lines(meeting)] == ["The lake"]
    assert noas.lines(meeting, LineKind.ISSUE) == []
    assert count(engine, WeeklyMeeting) == 1


def test_what_is_written_after_the_meeting_is_for_the_next(
    meeting: MeetingNow, noas: Meeter, engine: sa.Engine
) -> None:
    noas.prepare("The soup", at=NOW)
    noas.prepare("The bread", at=NOW + AN_HOUR)
    forget(engine, NOW + 2 * AN_HOUR)
    assert noas.prepared(NOW + 2 * AN_HOUR).thanks == "The bread"


def test_the_next_meeting_does_not_bring_back_what_the_last_one_ended(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter
) -> None:
    noas.prepare("The soup", at=NOW)
    noas.on(meeting, Step.THANKS)
    ilans.start(NOW + AN_HOUR)
    assert noas.prepared(NOW + AN_HOUR).is_empty


def test_an_hour_begun_by_a_slip_of_the_thumb_takes_nothing_from_the_other(
    joined: None, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    noas.prepare("The soup")
    ilans.go(ilans.start(NOW), NOW + MINUTE)
    forget(engine, NOW + AN_HOUR)
    assert noas.prepared(NOW + AN_HOUR).thanks == "The soup"
    ilans.start(NOW + 2 * AN_HOUR)
    assert noas.prepared(NOW + 2 * AN_HOUR).thanks == "The soup"


def test_nothing_goes_while_they_have_not_met(joined: None, noas: Meeter, engine: sa.Engine) -> None:
    noas.prepare("The soup")
    forget(engine, NOW + 100 * AN_HOUR)
    assert noas.prepared(NOW + 100 * AN_HOUR).thanks == "The soup"


def test_the_copy_holds_ones_own_preparation_and_the_plans_of_both(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    noas.prepare("The soup", issue="The roof", at=NOW)
    ilans.want(meeting, noas.bring(meeting, "The lake"))
    noas.bring(meeting, "The roof", kind=LineKind.ISSUE)
    [plan] = [{"words": "The lake", "day": None, "brought": {"by": "Noa", "at": NOW.isoformat()},
               "wanted": {"by": "Ilan", "at": NOW.isoformat()}, "let_go": None}]  # fmt: skip
    assert copied(engine, noas) == {
        "prepared": {
            "saved_at": NOW.isoformat(),
            "thanks": "The soup",
            "something_good": "",
            "issue": "The roof",
            "promises": {},
        },
        "something_good": [plan],
    }
    assert copied(engine, ilans) == {"prepared": None, "something_good": [plan]}
