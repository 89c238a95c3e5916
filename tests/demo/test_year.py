"""The year of the sample couple has everything in it, and nothing that could not have happened."""

import ast
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from mend import demo
from mend.activities.deck import BY_KEY as CARDS
from mend.activities.evening_question.models import AskedQuestion
from mend.activities.matches import wanted_by_both
from mend.activities.models import SaidInSecret
from mend.activities.photos import photos_of
from mend.activities.plan_diary import plans_of
from mend.activities.questions import BY_KEY as QUESTIONS
from mend.cloth.models import Kind, Stitch
from mend.cloth.stitches import years_of
from mend.commitments.amends import AmendsState, find_letter
from mend.commitments.amends_models import Amends
from mend.commitments.entry_models import FollowThrough, Outcome
from mend.commitments.models import CommitmentState
from mend.commitments.shelf import promises_in
from mend.commitments.today import promises_for_today
from mend.couples.membership import Member, member_of
from mend.demo.album import ALBUM
from mend.demo.diary import Diary, chance
from mend.demo.house import Couple
from mend.demo.together import ANSWERS, LIKES, NO_THANKS
from mend.pictures.storage import names_of
from mend.settings import Settings
from mend.signals.history import past_pauses
from mend.signals.return_models import ReturnEnding
from mend.talks.diary import diary_of
from mend.thanks.jar import latest_thanks_for
from mend.weekly.ritual import ritual_of
from tests.demo.conftest import NOW

pytestmark = pytest.mark.xdist_group("the year")  # it is lived once

# What is told ahead, or lies ahead by its nature.
AHEAD = {
    "due_at", "expires_at", "next_try_at", "starts_at", "leased_until", "ask_at", "until", "returns_at",
}  # fmt: skip


@pytest.fixture
def session(lived: sa.Engine) -> Session:
    """For looking."""
    return Session(lived)


@pytest.fixture
def noa(session: Session, couple: Couple) -> Member:
    """Noa."""
    member = member_of(session, couple.people[0])
    assert member is not None
    assert (member.person.name, member.partner.name) == ("Noa", "Ilan")
    return member


def test_promises_of_every_kind_were_made(session: Session, noa: Member) -> None:
    states = {one.state(NOW) for one in promises_in(session, noa.couple_id, sa.true())}
    assert states >= {
        CommitmentState.OFFERED,
        CommitmentState.ACTIVE,
        CommitmentState.RESTING,
        CommitmentState.FINISHED,
        CommitmentState.LET_GO,
        CommitmentState.DECLINED,
    }


def test_they_were_kept_in_part_missed_and_sometimes_forgotten(session: Session, noa: Member) -> None:
    said = session.exec(select(FollowThrough.outcome).where(FollowThrough.person_id == noa.person.id)).all()
    assert set(said) >= {Outcome.KEPT, Outcome.PARTLY, Outcome.MISSED}


def test_a_miss_was_owned_and_its_plan_kept(session: Session, noa: Member) -> None:
    [amends] = session.exec(select(Amends)).all()
    letter = find_letter(session, noa, amends.entry_id)
    assert letter.state is AmendsState.THANKED
    assert letter.plan.state(NOW) is CommitmentState.FINISHED


def test_this_evening_is_left_to_whoever_looks(session: Session, noa: Member) -> None:
    assert [one.said for one in promises_for_today(session, noa, NOW).due] == [None]


def test_pauses_came_to_their_return_and_one_is_kept(session: Session, noa: Member) -> None:
    past = past_pauses(session, noa.couple_id, NOW)
    assert all(one.came_back for one in past)
    assert {one.settled_as for one in past} <= {ReturnEnding.SETTLED, ReturnEnding.TALK, ReturnEnding.LET_GO}
    assert [one.is_kept for one in past].count(True) == 2


def test_a_talk_is_booked_and_others_were_held(session: Session, noa: Member) -> None:
    talks = diary_of(session, noa, NOW)
    assert talks.booked
    assert talks.past


def test_there_are_thanks_for_each_of_them(session: Session, noa: Member, couple: Couple) -> None:
    ilan = member_of(session, couple.people[1])
    assert ilan is not None
    assert latest_thanks_for(session, noa, NOW)
    assert latest_thanks_for(session, ilan, NOW)


def test_the_cloth_has_a_year_in_it(session: Session, noa: Member) -> None:
    kinds = set(session.exec(select(Stitch.kind)).all())
    assert kinds == set(Kind)
    assert years_of(session, noa.couple_id) == [2026, 2025]


def test_both_found_out_in_secret_what_they_want(session: Session, noa: Member) -> None:
    wanted = wanted_by_both(session, noa)
    assert "Dance to one song in the kitchen" in {one.idea.title for one in wanted.now}
    secret = set(session.exec(select(SaidInSecret.person_id)).all())
    assert secret == {noa.person.id, noa.partner.id}


def test_what_they_like_and_answer_is_in_the_decks() -> None:
    assert {key for _, _, key in (*LIKES, *NO_THANKS)} <= CARDS.keys()
    assert ANSWERS.keys() <= QUESTIONS.keys()


def test_on_some_evenings_both_answered_the_question(session: Session) -> None:
    opened = session.exec(select(AskedQuestion.opened_at)).all()
    assert opened
    assert all(opened)


def test_weekly_us_is_on_and_was_held(session: Session, noa: Member) -> None:
    ritual = ritual_of(session, noa, NOW)
    assert ritual.is_on
    assert ritual.held_at(NOW) is not None


def test_a_plan_is_ahead_and_others_happened(session: Session, noa: Member) -> None:
    plans = plans_of(session, noa, NOW)
    assert plans.ahead
    assert plans.happened


def test_what_happened_has_photographs_that_can_be_seen(
    session: Session, noa: Member, house: Settings
) -> None:
    happened = {plan.id: plan.plan.what for plan in plans_of(session, noa, NOW).happened}
    photos = photos_of(session, noa.couple_id, list(happened))
    assert {happened[plan_id] for plan_id in photos} == ALBUM.keys()
    kept = {path.name for path in (house.pictures_folder / str(noa.couple_id)).iterdir()}
    names = [names_of(noa.couple_id, photo.id) for of_it in photos.values() for photo in of_it]
    assert {name.partition("/")[2] for of_one in names for name in of_one} == kept


def test_nothing_happened_after_the_moment_it_is_looked_at(lived: sa.Engine) -> None:
    late = [
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.type.python_type is datetime and column.name not in AHEAD
        if _latest(lived, column) > NOW
    ]
    assert late == []


def _latest(engine: sa.Engine, column: sa.Column[datetime]) -> datetime:
    with engine.connect() as connection:
        return connection.execute(sa.select(sa.func.max(column))).scalar() or NOW


def test_it_is_told_by_verbs_and_no_row_is_written_by_hand() -> None:
    written = [
        f"{path.name}:{call.lineno}"
        for path in Path(demo.__path__[0]).glob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in {"add", "add_all", "insert", "merge", "update", "delete", "values"}
    ]
    assert written == []


def test_each_demo_tells_the_same_year() -> None:
    assert [chance(NOW.date(), about) for about in ("a", "b", "c")] == [28, 10, 60]


def test_deeds_are_done_in_order_and_none_behind_the_end() -> None:
    done: list[str] = []
    diary = Diary()
    hours = [NOW.replace(hour=hour) for hour in range(4)]

    def first(_: datetime) -> None:
        done.append("first")
        diary.note(hours[1], lambda _: done.append("second"))

    diary.note(hours[2], lambda _: done.append("third"))
    diary.note(hours[0], first)
    diary.note(hours[3], lambda _: done.append("never"))
    diary.live(until=hours[3])
    assert done == ["first", "second", "third"]
