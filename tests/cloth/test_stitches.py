"""Sewing, taking out what was a mistake, and reading a year."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.accounts.models import Person
from mend.cloth.models import Kind, Stitch
from mend.cloth.stitches import (
    Sewn,
    add_stitch,
    all_stitches,
    day_of_both,
    stitches_of_year,
    take_back_stitch,
    years_of,
)
from mend.couples.membership import Member
from mend.couples.models import Couple
from mend.database import unit_of_work
from mend.ids import new_id
from mend.notifications.outbox import Outbox
from mend.schema import migrate
from mend.settings import PROJECT
from mend.signals.attempts import newest_by
from mend.signals.decks import START_OVER
from mend.signals.forgetting import forget_old_repairs
from mend.signals.repair_models import Answer, Repair
from mend.signals.repairs import answer_repair, send_repair
from tests.queries import recorded
from tests.signals.partners import MINUTE, THEN, Partner
from tests.thanks.givers import Giver


def sewn(engine: sa.Engine, giver: Partner, year: int = 2026) -> list[Kind]:
    with unit_of_work(engine, writes=False) as session:
        return [one.kind for one in stitches_of_year(session, giver.member(session).couple_id, year)]


def reach_out(partner: Partner, at: datetime) -> Partner:
    with unit_of_work(partner.engine) as session:
        send_repair(
            session,
            partner.member(session),
            repair_id=new_id(),
            key=START_OVER,
            pause_id=None,
            outbox=partner.outbox,
            now=at,
        )
    return partner


def answer(partner: Partner, to: Partner, said: Answer, at: datetime) -> None:
    with unit_of_work(partner.engine) as session:
        me = partner.member(session)
        asked = newest_by(session, me.couple_id, to.id)
        assert asked is not None
        answer_repair(session, me, asked.id, said, from_device=None, outbox=partner.outbox, now=at)


def test_stitches_are_read_in_the_order_in_which_things_happened(
    session: Session, member: Member, stranger: Member
) -> None:
    for minutes, kind in ((2, Kind.REPAIR), (1, Kind.TOGETHER), (0, Kind.PROMISE), (3, Kind.THANKS)):
        add_stitch(session, member.couple_id, kind, new_id(), THEN + minutes * MINUTE)
    day = date(2026, 11, 20)
    assert stitches_of_year(session, member.couple_id, 2026) == [
        Sewn(kind, day) for kind in (Kind.PROMISE, Kind.TOGETHER, Kind.REPAIR, Kind.THANKS)
    ]
    assert stitches_of_year(session, stranger.couple_id, 2026) == []
    assert years_of(session, stranger.couple_id) == []


def test_the_same_thing_is_one_stitch_and_stays_where_it_was(session: Session, member: Member) -> None:
    source = new_id()
    for minutes in range(3):
        add_stitch(session, member.couple_id, Kind.PROMISE, source, THEN + minutes * MINUTE)
    assert len(stitches_of_year(session, member.couple_id, 2026)) == 1
    assert session.exec(select(Stitch.happened_at)).one() == THEN


def test_the_same_id_is_another_thing_in_another_couple(
    session: Session, member: Member, stranger: Member
) -> None:
    source = new_id()
    for couple_id in (member.couple_id, stranger.couple_id):
        add_stitch(session, couple_id, Kind.PROMISE, source, THEN)
    take_back_stitch(session, stranger.couple_id, source)
    assert len(all_stitches(session, member.couple_id)) == 1
    assert all_stitches(session, stranger.couple_id) == []


def test_a_mistake_is_taken_out_alone_and_twice_is_once(session: Session, member: Member) -> None:
    right, wrong = new_id(), new_id()
    for source in (right, wrong):
        add_stitch(session, member.couple_id, Kind.THANKS, source, THEN)
    for _ in range(2):
        take_back_stitch(session, member.couple_id, wrong)
    assert session.exec(select(Stitch.source_id)).all() == [right]


def test_no_row_says_whose_doing_it_was() -> None:
    table = Stitch.__table__  # type: ignore[attr-defined]
    assert {column.name for column in table.columns} == {
        "couple_id",
        "id",
        "kind",
        "source_id",
        "happened_at",
        "day",
    }


@pytest.mark.parametrize(
    ("zones", "moment", "day"),
    [
        (("Europe/Berlin", "Europe/Berlin"), "2026-12-31T22:59:59+00:00", "2026-12-31"),
        (("Europe/Berlin", "Europe/Berlin"), "2026-12-31T23:00:00+00:00", "2027-01-01"),
        (("Europe/Berlin", "America/New_York"), "2027-01-01T04:59:59+00:00", "2026-12-31"),
        (("America/New_York", "Europe/Berlin"), "2027-01-01T05:00:00+00:00", "2027-01-01"),
        (("Australia/Lord_Howe", "Asia/Kathmandu"), "2026-12-31T18:14:59+00:00", "2026-12-31"),
        (("Asia/Kathmandu", "Australia/Lord_Howe"), "2026-12-31T18:15:00+00:00", "2027-01-01"),
    ],
)
def test_a_day_and_a_year_begin_when_they_have_begun_for_both(
    session: Session, member: Member, zones: tuple[str, str], moment: str, day: str
) -> None:
    for who, zone in zip((member.person.id, member.partner.id), zones, strict=True):
        session.get_one(Person, who).time_zone = zone
    session.flush()
    at, expected = datetime.fromisoformat(moment), date.fromisoformat(day)
    assert day_of_both(session, member.couple_id, at) == expected
    add_stitch(session, member.couple_id, Kind.TOGETHER, new_id(), at)
    assert years_of(session, member.couple_id) == [expected.year]


def test_a_stitch_stays_in_its_year_wherever_they_go_later(
    noas: Giver, ilans: Giver, engine: sa.Engine
) -> None:
    noas.give(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    for giver in (noas, ilans):
        giver.travel("America/New_York")
    assert (sewn(engine, noas, 2026), sewn(engine, noas, 2027)) == ([], [Kind.THANKS])


def test_years_are_told_the_latest_first(session: Session, member: Member) -> None:
    for year in (2024, 2026, 2025, 2026):
        add_stitch(session, member.couple_id, Kind.THANKS, new_id(), datetime(year, 6, 1, tzinfo=UTC))
    assert years_of(session, member.couple_id) == [2026, 2025, 2024]


def test_thanks_are_a_stitch_until_they_are_taken_back(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    id_ = new_id()
    first = noas.give(THEN, id_=id_)
    noas.give(THEN + MINUTE, id_=id_)
    ilans.give(THEN + MINUTE, "For the walk")
    assert sewn(engine, noas) == sewn(engine, ilans) == [Kind.THANKS] * 2
    noas.take_back(first, THEN + 2 * MINUTE)
    assert sewn(engine, ilans) == [Kind.THANKS]


def test_a_yes_is_a_stitch_and_a_not_yet_is_none(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    reach_out(noas, THEN)
    answer(ilans, noas, Answer.NOT_YET, THEN + MINUTE)
    assert sewn(engine, noas) == []
    reach_out(noas, THEN + 2 * MINUTE)
    answer(ilans, noas, Answer.YES, THEN + 3 * MINUTE)
    assert sewn(engine, noas) == [Kind.REPAIR]


def test_one_yes_to_repairs_that_crossed_is_one_stitch(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    reach_out(noas, THEN)
    reach_out(ilans, THEN)
    answer(ilans, noas, Answer.YES, THEN + MINUTE)
    assert sewn(engine, noas) == [Kind.REPAIR]


def test_a_stitch_stays_whatever_is_forgotten(noas: Giver, ilans: Giver, engine: sa.Engine) -> None:
    reach_out(noas, THEN)
    answer(ilans, noas, Answer.YES, THEN + MINUTE)
    with unit_of_work(engine) as session:
        forget_old_repairs(session, THEN + timedelta(days=400))
        session.execute(sa.delete(Repair))
    assert sewn(engine, ilans) == [Kind.REPAIR]


def test_stitches_go_with_the_couple(session: Session, member: Member) -> None:
    add_stitch(session, member.couple_id, Kind.THANKS, new_id(), THEN)
    session.execute(sa.delete(Couple).where(col(Couple.id) == member.couple_id))
    assert session.exec(select(Stitch.id)).all() == []


def test_what_there_was_before_stitches_is_sewn_by_the_migration(
    noas: Giver, ilans: Giver, maras: Giver, engine: sa.Engine, outbox: Outbox
) -> None:
    noas.give(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    noas.take_back(noas.give(THEN, "A mistake"), THEN)
    maras.give(THEN)
    reach_out(noas, THEN)
    reach_out(noas, THEN + MINUTE)
    reach_out(ilans, THEN + MINUTE)
    answer(ilans, noas, Answer.YES, THEN + 2 * MINUTE)
    reach_out(noas, THEN + 3 * MINUTE)
    ilans.travel("America/New_York")
    while "stitches" in sa.inspect(engine).get_table_names():
        migrate(engine, PROJECT / "migrations", "-1")
    migrate(engine, PROJECT / "migrations")
    assert sewn(engine, noas) == [Kind.REPAIR, Kind.THANKS]  # where one of them is, it is still this year
    assert sewn(engine, maras) == [Kind.THANKS]


def test_ten_thousand_stitches_are_one_question_of_two_columns(
    session: Session, engine: sa.Engine, member: Member, stranger: Member
) -> None:
    begins = datetime(2026, 1, 1, 12, tzinfo=UTC)
    moments = [begins + timedelta(minutes=50 * number) for number in range(10_000)]
    for couple_id in (member.couple_id, stranger.couple_id):
        session.execute(
            sa.insert(Stitch),
            [
                {
                    "couple_id": couple_id,
                    "id": new_id(),
                    "kind": list(Kind)[number % 4],
                    "source_id": new_id(),
                    "happened_at": at,
                    "day": at.date(),
                }
                for number, at in enumerate(moments)
            ],
        )
    with recorded(engine) as asked:
        found = stitches_of_year(session, member.couple_id, 2026)
    assert [one.day for one in found] == [at.date() for at in moments]
    assert len(asked) == 1
    assert "source_id" not in asked[0]
