"""The rehearsal: both phones, one practice at a time, and the truth for every device."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlmodel import col, select, update

from mend.agreements.versions import Wording
from mend.database import unit_of_work
from mend.errors import NotFound, TooMany
from mend.notifications.models import Delivery, DeliveryState
from mend.signals.models import Rehearsal
from mend.signals.rehearsals import (
    FREE_IN_A_ROW,
    LASTS,
    ONE_AT_A_TIME,
    find_rehearsal,
    latest_rehearsal,
    showings,
)
from tests.signals.partners import MINUTE, THEN, Partner, told
from tests.together import at_once


def set_state(engine: sa.Engine, device: UUID, state: DeliveryState) -> None:
    with unit_of_work(engine) as session:
        session.exec(
            update(Delivery)
            .where(col(Delivery.device_id) == device)
            .values(state=state, shown_at=THEN if state is DeliveryState.SHOWN else None)
        )


def test_both_are_told_on_every_device_the_starters_own_too(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    own, theirs, tablet = noas.add_device(), ilans.add_device(), ilans.add_device("tablet")
    noas.agree(ilans, Wording("Teapot"), THEN)
    rehearsal = noas.rehearse(THEN)
    assert (rehearsal.phrase, rehearsal.started_by) == ("Teapot", noas.id)
    messages = told(engine)
    assert {message.row.recipient_id: set(message.states) for message in messages} == {
        noas.id: {own},
        ilans.id: {theirs, tablet},
    }
    for message in messages:
        assert set(message.states.values()) == {"queued"}
        assert message.row.kind == "practice"
        assert message.row.title == "Teapot (practice)"
        assert message.row.expires_at == THEN + LASTS


def test_two_taps_in_one_moment_are_one_practice(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    assert noas.rehearse(THEN).id == ilans.rehearse(THEN + ONE_AT_A_TIME / 2).id
    assert len(told(engine)) == 2


def test_both_tap_at_once_and_one_practice_goes_out(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    assert at_once(lambda: noas.rehearse(THEN), lambda: ilans.rehearse(THEN)) == [None, None]
    with unit_of_work(engine, writes=False) as session:
        assert len(session.exec(select(Rehearsal)).all()) == 1
    assert len(told(engine)) == 2


def test_trying_again_takes_the_place_of_what_has_not_left(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = ilans.add_device()
    first = noas.rehearse(THEN)
    second = noas.rehearse(THEN + ONE_AT_A_TIME)
    assert first.id != second.id
    theirs = [message for message in told(engine) if message.row.recipient_id == ilans.id]
    assert [message.states[phone] for message in theirs] == ["withdrawn", "queued"]


def test_a_practice_does_not_take_the_place_of_a_real_pause(
    noas: Partner, ilans: Partner, engine: sa.Engine
) -> None:
    phone = ilans.add_device()
    noas.call(THEN)
    noas.rehearse(THEN + MINUTE)
    assert [m.states[phone] for m in told(engine) if m.row.recipient_id == ilans.id] == ["queued", "queued"]


def test_how_it_went_is_said_for_every_device(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    own, phone, tablet = noas.add_device(), ilans.add_device("phone"), ilans.add_device("tablet")
    rehearsal = noas.rehearse(THEN)
    set_state(engine, own, DeliveryState.ACCEPTED)
    set_state(engine, phone, DeliveryState.SHOWN)
    set_state(engine, tablet, DeliveryState.GONE)
    with unit_of_work(engine, writes=False) as session:
        mine, theirs = showings(session, noas.member(session), rehearsal)
        assert (mine.person.id, [report.state for report in mine.devices]) == (noas.id, ["accepted"])
        assert not mine.was_shown
        assert {(report.device, report.state) for report in theirs.devices} == {
            ("phone", "shown"),
            ("tablet", "gone"),
        }
        assert theirs.was_shown
        # The other sees the same, from the other side.
        assert [showing.person.id for showing in showings(session, ilans.member(session), rehearsal)] == [
            ilans.id,
            noas.id,
        ]


def test_without_a_device_nothing_is_claimed(noas: Partner, engine: sa.Engine) -> None:
    rehearsal = noas.rehearse(THEN)
    with unit_of_work(engine, writes=False) as session:
        for showing in showings(session, noas.member(session), rehearsal):
            assert (showing.devices, showing.was_shown) == ([], False)


def test_a_stranger_finds_no_practice(noas: Partner, maras: Partner, engine: sa.Engine) -> None:
    rehearsal = noas.rehearse(THEN)
    with unit_of_work(engine, writes=False) as session:
        with pytest.raises(NotFound):
            find_rehearsal(session, maras.member(session), rehearsal.id)
        assert latest_rehearsal(session, maras.member(session).couple_id) is None


def test_the_latest_practice_is_the_last_one(noas: Partner, engine: sa.Engine) -> None:
    noas.rehearse(THEN)
    last = noas.rehearse(THEN + timedelta(days=1))
    with unit_of_work(engine, writes=False) as session:
        latest = latest_rehearsal(session, noas.member(session).couple_id)
    assert latest is not None
    assert latest.id == last.id


def test_a_string_of_practices_has_to_wait_a_little(noas: Partner) -> None:
    for number in range(FREE_IN_A_ROW):
        noas.rehearse(THEN + number * ONE_AT_A_TIME)
    later = THEN + FREE_IN_A_ROW * ONE_AT_A_TIME
    waits = [noas.rehearse(later + number * ONE_AT_A_TIME) for number in range(3)]
    assert len(waits) == 3
    with pytest.raises(TooMany) as refused:
        noas.rehearse(later + 3 * ONE_AT_A_TIME)
    assert refused.value.retry_after <= 60
    noas.rehearse(later + 3 * ONE_AT_A_TIME + MINUTE)
