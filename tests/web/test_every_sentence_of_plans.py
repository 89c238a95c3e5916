"""Every sentence of plans goes through gettext, in every state a plan can have, and on the lock screen."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from mend.activities.photos import MOST_PHOTOS
from mend.activities.plan_diary import PlanNow
from mend.activities.plan_terms import Details
from mend.activities.reminder_messages import KIND
from mend.activities.reminder_models import Lead
from mend.clock import now
from mend.ids import new_id
from tests.activities.planners import DAY, HOUR, Planner
from tests.markup import parse
from tests.people import Visitor
from tests.pictures.phones import huge_png, jpeg, scene
from tests.signals.partners import Partner, told
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, outside, untranslated

pytestmark = pytest.mark.any_database

bracketed, settings, noas, ilans = sentences.bracketed, sentences.settings, sentences.noas, sentences.ilans
WALK = "A walk"  # words of the couple's that the pages here may show
DETAILS = Details(WALK, WALK, WALK)


def in_every_state(noa: Planner, ilan: Planner, *, surprise: bool) -> list[PlanNow]:
    """A plan of Noa's in every state there is."""
    at = now()
    ago = at - 2 * DAY

    def offer(*starts: timedelta, long_ago: bool = False) -> PlanNow:
        began = ago if long_ago else at
        moments = [began + start for start in starts or (HOUR,)]
        return noa.offer(*moments, at=began, what=WALK, details=DETAILS, surprise=surprise)

    offered, several = offer(HOUR * 3), offer(HOUR * 4, DAY)
    countered = ilan.suggest(offer(), at + 5 * HOUR, at=at)
    planned = ilan.take(offer(), at=at)
    moved = noa.suggest(ilan.take(offer(), at=at), at + 7 * HOUR, at=at)
    mine, theirs = (who.cancel(ilan.take(offer(), at=at), at) for who in (noa, ilan))
    over, fell, did = (ilan.take(offer(long_ago=True), at=ago) for _ in range(3))
    ends = [noa.take_back(offer(), at), ilan.let_rest(offer(), at), offer(long_ago=True)]
    fell = noa.did_not(fell, at)
    did = noa.did(did, WALK, at=at)
    ilan.did(did, WALK, at=at)
    return [offered, several, countered, planned, moved, mine, theirs, over, fell, did, *ends]


@pytest.mark.parametrize("surprise", [False, True])
def test_the_pages_of_plans_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor, engine: sa.Engine, surprise: bool
) -> None:
    mine, theirs = (Planner(one.engine, one.outbox, one.id) for one in (noas, ilans))
    look(noa, "/together", "/together/plans", "/together/plans/new")
    theirs.travel("Asia/Tokyo")
    plans = in_every_state(mine, theirs, surprise=surprise)
    for visitor in (noa, ilan):
        look(visitor, "/", "/together", "/together/plans")
        for plan in plans:
            look(visitor, f"/together/plans/{plan.id}")
            if visitor.get(f"/together/plans/{plan.id}/offer").status_code == 200:
                look(visitor, f"/together/plans/{plan.id}/offer")
    for row in (one.row for one in told(engine)):
        lines = (row.title, row.body, row.ended_title, row.ended_body)
        assert outside(iter(lines)) == []
        assert all("⟦" in line for line in lines)


def test_what_is_in_the_way_and_every_refusal_is_a_sentence_of_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor
) -> None:
    mine, theirs = (Planner(one.engine, one.outbox, one.id) for one in (noas, ilans))
    theirs.travel("Asia/Tokyo")
    start = now() + DAY
    plan = theirs.take(mine.offer(start, at=now(), what=WALK, details=DETAILS), at=now())
    noa.post_form("/us/quiet", begins="00:00", ends="23:59", signals="ring")
    good = {"zone": "Europe/Berlin", "what": WALK, "minutes": "60", "slot_1": f"{start:%Y-%m-%dT%H:%M}"}
    for fields in (good, good | {"slot_2": good["slot_1"]}, good | {"zone": "Mars"}, good | {"what": ""}):
        answer = noa.post_form("/together/plans", **fields)
        assert answer.status_code in {200, 422}
        assert untranslated(answer.text) == []
    one = f"/together/plans/{plan.id}"
    for path, sent in (
        ("yes", {}),
        ("rest", {"offer": "1"}),
        ("done", {"offer": "1"}),
        ("revelation", {}),
        ("cancellation", {"offer": "1", "state": "offered"}),
        ("offers", {"zone": "UTC", "slot_1": "2020-01-01T10:00", "instead_of": "1"}),
    ):
        answer = noa.post_form(f"{one}/{path}", **sent)
        assert answer.status_code in {409, 422}, path
        assert untranslated(answer.text) == []


def test_reminders_are_chosen_and_told_in_their_readers_language(
    noas: Partner, ilans: Partner, noa: Visitor, engine: sa.Engine
) -> None:
    mine, theirs = (Planner(one.engine, one.outbox, one.id) for one in (noas, ilans))
    at = now()
    ahead = theirs.take(mine.offer(at + 20 * HOUR, at=at, what=WALK, details=DETAILS), at=at)
    mine.remind(*Lead, rests=True, at=at)
    one = f"/together/plans/{ahead.id}"
    noa.post_form("/us/quiet", begins="00:00", ends="23:59", signals="ring")
    look(noa, "/us", "/us/reminders?saved=times", one, f"{one}/reminder?saved=times")
    noa.post_form(f"{one}/reminder")
    look(noa, one, f"{one}/reminder")
    assert untranslated(noa.post_form("/us/reminders", start="no").text) == []
    then = at - HOUR
    runs = theirs.take(mine.offer(at - HOUR / 2, at=then, what=WALK, details=DETAILS), at=then)
    for rests in (True, False):
        mine.remind(*Lead, rests=rests, at=at)
        look(noa, "/", f"/together/plans/{runs.id}")
    assert untranslated(noa.post_form(f"/together/plans/{runs.id}/reminder").text) == []
    told_ahead = [one.row for one in told(engine, waiting=True) if one.row.kind == KIND]
    assert told_ahead
    for row in told_ahead:
        assert outside(iter((row.title, row.ended_title, row.ended_body))) == []
        assert "⟦" in row.title


def test_photographs_and_memories_speak_the_catalogues_language(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor
) -> None:
    mine, theirs = (Planner(one.engine, one.outbox, one.id) for one in (noas, ilans))
    look(noa, "/together/memories")
    ago = now() - 2 * DAY
    planned = theirs.take(mine.offer(ago + HOUR, at=ago, what=WALK, details=DETAILS), at=ago)
    plan = mine.did(planned, WALK, at=now())
    path = f"/together/plans/{plan.id}/photos"
    files = {"photo": ("a.jpg", jpeg(scene()), "image/jpeg")}
    for _ in range(MOST_PHOTOS):
        assert noa.post(path, data={"id": str(new_id())}, files=files).status_code == 303
        for visitor in (noa, ilan):
            look(visitor, f"/together/plans/{plan.id}", "/together/memories")
    answers = [noa.post(path, data={"id": str(new_id())}, files=files)]
    [photo, *_] = parse(noa.get("/together/memories").text).all("img")
    photo_id = photo.attrs["src"].split("/")[3]
    answers.append(ilan.post_form(f"{path}/{photo_id}/removal"))
    assert noa.post_form(f"{path}/{photo_id}/removal").status_code == 303
    wrong = (b"", b"a page", jpeg(scene())[:-300], huge_png(60_000, 60_000), b"0" * 16 * 1024 * 1024)
    for file in wrong:
        files = {"photo": ("a.jpg", file, "image/jpeg")}
        answers += [noa.post(path, data={"id": str(new_id())}, files=files)]
    look(noa, f"/together/memories?before={plan.id}")
    assert {answer.status_code for answer in answers} == {409, 413, 422}
    for answer in answers:
        assert untranslated(answer.text) == []
