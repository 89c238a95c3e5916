"""Ten years of a couple's life, written as rows: for what home costs, not for what the verbs allow."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from mend.cloth.models import Kind, Stitch
from mend.commitments.amends_models import Amends, AmendsAnswer, AmendsReply
from mend.commitments.entry_models import FollowThrough, Outcome, WayOn
from mend.commitments.models import Commitment
from mend.couples.membership import member_of
from mend.database import unit_of_work
from mend.ids import new_id
from mend.signals.repair_models import Answer, Repair
from mend.thanks.models import Thanks
from tests.commitments.keepers import Keeper

YEARS = 10
DAYS = 365 * YEARS
_BATCH = 2_000


def young(noas: Keeper, ilans: Keeper, at: datetime) -> list[UUID]:
    """Six promises agreed on the day before `at`, one of them of both."""
    began = at - timedelta(days=1)
    mine = [noas.promise(began, words=f"Noa’s promise {number}") for number in range(2)]
    theirs = [ilans.promise(began, words=f"Ilan’s promise {number}") for number in range(3)]
    return [*mine, noas.promise(began, words="Of both", ours=True), *theirs]


def evening(noas: Keeper, ilans: Keeper, promises: list[UUID], at: datetime) -> None:
    """What both said of today, so that home has all of its parts."""
    noas.enter(promises[0], at=at, on=at.date())
    ilans.enter(promises[3], at=at, on=at.date(), line="With honey")
    noas.enter(promises[2], Outcome.MISSED, at=at, on=at.date())


def old(engine: sa.Engine, keeper: Keeper, promises: list[UUID], at: datetime) -> None:
    """Ten years of entries, some corrected, moved, taken back and owned, of thanks, stitches and repairs."""
    with unit_of_work(engine) as session:
        member = member_of(session, keeper.id)
        assert member is not None
        couple, noa, ilan = member.couple_id, member.person.id, member.partner.id
        owners = dict(
            session.exec(
                select(Commitment.id, Commitment.owner_id).where(Commitment.couple_id == couple)
            ).all()
        )
        owned = [(promise, owners[promise]) for promise in promises]
        for table, rows in _rows(couple, noa, ilan, owned, at):
            for start in range(0, len(rows), _BATCH):
                session.execute(sa.insert(table), rows[start : start + _BATCH])
        session.execute(
            sa.update(Commitment)
            .where(col(Commitment.couple_id) == couple)
            .values(opened_at=at - timedelta(days=DAYS), state_since=at - timedelta(days=DAYS))
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def _owned(entries: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Every twentieth miss was owned, read later and thanked for."""
    amends: list[dict[str, Any]] = []
    answers: list[dict[str, Any]] = []
    people = {entry["person_id"] for entry in entries}
    misses = [one for one in entries if one["outcome"] is Outcome.MISSED and not one["superseded_at"]]
    for entry in misses[::20]:
        moment, (other,) = entry["tapped_at"], people - {entry["person_id"]}
        entry |= {"way_on": WayOn.OWNED, "went_on_at": moment, "shared_at": moment}
        row = {"couple_id": entry["couple_id"], "id": new_id(), "entry_id": entry["id"], "sent_at": moment}
        row |= {"plan_id": entry["commitment_id"], "author_id": entry["person_id"]}
        amends.append(row | {"did": "I forgot.", "landed": "You waited.", "will": "I set an alarm."})
        answers += [
            {
                "couple_id": entry["couple_id"],
                "amends_id": row["id"],
                "number": number,
                "reply": reply,
                "words": "",
                "answered_by": other,
                "answered_at": moment,
            }
            for number, reply in enumerate((AmendsReply.LATER, AmendsReply.THANKS), 1)
        ]
    return amends, answers


def _rows(
    couple: UUID, noa: UUID, ilan: UUID, owned: list[tuple[UUID, UUID | None]], at: datetime
) -> Iterator[tuple[type[SQLModel], list[dict[str, Any]]]]:
    entries: list[dict[str, Any]] = []
    thanks: list[dict[str, Any]] = []
    stitches: list[dict[str, Any]] = []
    repairs: list[dict[str, Any]] = []
    for back in range(4, DAYS):  # what happened since is the same for a new couple
        moment = at - timedelta(days=back)
        day = moment.date()
        for promise, owner in owned:
            for person in (noa, ilan) if owner is None else (owner,):
                outcome = list(Outcome)[back % 7 % 4]
                entry = {
                    "couple_id": couple,
                    "id": new_id(),
                    "commitment_id": promise,
                    "wording_number": 1,
                    "person_id": person,
                    "occasion_on": day,
                    "outcome": outcome,
                    "moved_to": day + timedelta(days=2) if outcome is Outcome.MOVED else None,
                    "line": "A line." if back % 5 == 0 else "",
                    "tapped_at": moment,
                    "entered_at": moment,
                    "shared_at": moment if outcome in (Outcome.KEPT, Outcome.PARTLY) else None,
                    "superseded_at": None,
                    "way_on": None,
                    "went_on_at": None,
                }
                entries.append(entry)
                if back % 9 == 0:  # corrected once
                    entries.append(entry | {"id": new_id(), "superseded_at": moment})
        for number in range(2):
            id_ = new_id()
            thanks.append(
                {
                    "couple_id": couple,
                    "id": id_,
                    "author_id": (noa, ilan)[number],
                    "words": "For the soup.",
                    "given_at": moment,
                    "told_with": id_,
                    "entry_id": entries[-1]["id"] if number else None,
                }
            )
            stitches.append(
                {
                    "couple_id": couple,
                    "id": new_id(),
                    "kind": Kind.THANKS,
                    "source_id": id_,
                    "happened_at": moment,
                    "day": day,
                }
            )
        if back % 10 == 0:
            repairs.append(
                {
                    "couple_id": couple,
                    "id": new_id(),
                    "sender_id": noa,
                    "key": "start_over",
                    "words": "",
                    "sent_at": moment,
                    "answer": Answer.YES,
                    "answered_at": moment + timedelta(minutes=5),
                    "followed_at": moment + timedelta(days=1),
                }
            )
    amends, answers = _owned(entries)
    yield FollowThrough, entries
    yield Amends, amends
    yield AmendsAnswer, answers
    yield Thanks, thanks
    yield Stitch, stitches
    yield Repair, repairs
