"""Promises in the meeting: each speaks for their own, by the verbs a promise has anyway."""

from datetime import date

import pytest
import sqlalchemy as sa

from mend.commitments.models import CommitmentState
from mend.errors import Gone, NotFound, Refused
from mend.weekly.meeting import MeetingNow
from mend.weekly.models import AN_HOUR, Verdict
from tests.weekly.partners import MINUTE, THAT_SUNDAY, THEN, Meeter, told

NOW = THAT_SUNDAY
FOUR_WEEKS_ON = date(2026, 12, 20)


def asked(partner: Meeter, meeting: MeetingNow) -> list[str]:
    return [one.promise.wording.words for one in partner.looked(meeting) if one.asks]


def test_each_is_asked_once_of_their_own_and_both_of_theirs(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter
) -> None:
    noas.promise("Tea", to=ilans)
    ilans.promise("Bins", to=noas)
    ours = noas.promise("Walk", to=ilans, ours=True, at=THEN + MINUTE)
    assert asked(noas, meeting) == ["Tea", "Walk"]
    assert asked(ilans, meeting) == ["Bins", "Walk"]
    assert {one.promise.wording.words for one in noas.looked(meeting)} == {"Tea", "Bins", "Walk"}
    noas.look(meeting, ours, Verdict.KEEP)
    assert asked(noas, meeting) == ["Tea"]
    assert asked(ilans, meeting) == ["Bins", "Walk"]


def test_keep_moves_the_day_of_review_on_once_both_say_so(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter, engine: sa.Engine
) -> None:
    tea = noas.promise(to=ilans)
    before = {row.id for row in told(engine)}
    kept = noas.look(meeting, tea, Verdict.KEEP)
    assert kept.agreed is not None
    assert kept.agreed.number == 1
    assert noas.look(meeting, tea, Verdict.KEEP).agreed == kept.agreed
    [one] = ilans.looked(meeting)
    assert (one.theirs, one.asks_yes, one.asks) == (Verdict.KEEP, True, True)
    agreed = ilans.look(meeting, tea, Verdict.KEEP).agreed
    assert agreed is not None
    assert (agreed.number, agreed.review_on) == (2, FOUR_WEEKS_ON)
    assert asked(ilans, meeting) == asked(noas, meeting) == []
    assert {row.id for row in told(engine)} <= before


def test_keep_says_it_and_changes_nothing_before_the_day_of_review(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter
) -> None:
    tea = noas.promise(to=ilans, review=date(2026, 12, 1))
    noas.look(meeting, tea, Verdict.KEEP)
    stands = noas.sees(tea)
    assert stands.waiting is None
    assert stands.wording.review_on == date(2026, 12, 1)
    [one] = ilans.looked(meeting)
    assert (one.theirs, one.asks) == (Verdict.KEEP, False)


def test_resize_is_said_and_the_words_stay_until_both_agree(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter
) -> None:
    tea = noas.promise(to=ilans)
    noas.look(meeting, tea, Verdict.RESIZE)
    assert noas.sees(tea).wording.number == 1
    [one] = noas.looked(meeting)
    assert (one.mine, one.asks) == (Verdict.RESIZE, False)
    noas.look(meeting, tea, Verdict.KEEP)  # or rather not
    assert noas.looked(meeting)[0].mine is Verdict.KEEP


def test_let_go_ends_it_and_twice_is_once(meeting: MeetingNow, noas: Meeter, ilans: Meeter) -> None:
    tea = noas.promise(to=ilans)
    for _ in range(2):
        noas.look(meeting, tea, Verdict.LET_GO)
    assert ilans.sees(tea).commitment.state is CommitmentState.LET_GO
    [one] = ilans.looked(meeting)  # it stays on the screen, as what it is now
    assert (one.theirs, one.is_active, one.asks) == (Verdict.LET_GO, False, False)
    with pytest.raises(Refused):
        noas.look(meeting, tea, Verdict.KEEP)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_nobody_speaks_for_the_others_promise(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter, verdict: Verdict
) -> None:
    tea = noas.promise(to=ilans)
    with pytest.raises(Refused, match="own word"):
        ilans.look(meeting, tea, verdict)
    assert ilans.looked(meeting)[0].mine is None
    assert noas.sees(tea).commitment.state is CommitmentState.ACTIVE


def test_words_that_count_no_more_are_not_spoken_of(meeting: MeetingNow, noas: Meeter, ilans: Meeter) -> None:
    tea = noas.promise(to=ilans)
    with pytest.raises(Refused, match="changed in the meantime"):
        noas.look(meeting, tea, Verdict.LET_GO, seen=2)


def test_after_the_hour_it_is_the_promises_page_that_says_so(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter
) -> None:
    tea = noas.promise(to=ilans)
    with pytest.raises(Gone):
        noas.look(meeting, tea, Verdict.LET_GO, at=NOW + AN_HOUR)
    assert noas.sees(tea).commitment.state is CommitmentState.ACTIVE


def test_the_other_couple_finds_no_promise(
    meeting: MeetingNow, noas: Meeter, ilans: Meeter, maras: Meeter
) -> None:
    tea = noas.promise(to=ilans)
    with pytest.raises(NotFound):
        maras.look(meeting, tea, Verdict.KEEP)
