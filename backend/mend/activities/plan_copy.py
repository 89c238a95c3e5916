"""The plans' part of the copy people take with them: what its reader may see, and no more."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from mend.activities.afterwards import lines_of
from mend.activities.photos import photos_of
from mend.activities.plan_diary import PlanNow, every_plan
from mend.activities.plans_models import PlanLine, PlanOffer, PlanPhoto, PlanSlot
from mend.activities.surprises import is_hidden_from
from mend.couples.copy import Copied, CopiedFile
from mend.pictures.storage import names_of


def copied_plans(session: Session, copied: Copied) -> list[dict[str, Any]]:
    """Every plan with all its offers, the oldest first; of a surprise for the reader no words."""
    plans = every_plan(session, copied.couple_id)
    offers: dict[UUID, list[PlanOffer]] = {}
    for offer in session.exec(
        select(PlanOffer)
        .where(PlanOffer.couple_id == copied.couple_id)
        .order_by(col(PlanOffer.plan_id), col(PlanOffer.number))
    ):
        offers.setdefault(offer.plan_id, []).append(offer)
    slots: dict[tuple[UUID, int], list[PlanSlot]] = {}
    for slot in session.exec(
        select(PlanSlot).where(PlanSlot.couple_id == copied.couple_id).order_by(col(PlanSlot.starts_at))
    ):
        slots.setdefault((slot.plan_id, slot.offer_number), []).append(slot)
    ids = [plan.id for plan in plans]
    lines, photos = lines_of(session, copied.couple_id, ids), photos_of(session, copied.couple_id, ids)
    return [
        {
            "what": None if hidden else plan.plan.what,
            "state": plan.plan.state.value,
            "occasion_on": plan.plan.occasion_on.isoformat() if plan.plan.occasion_on else None,
            "surprise_by": copied.names[plan.plan.surprise_by] if plan.plan.surprise_by else None,
            "offers": [
                _offer(offer, slots.get((plan.id, offer.number), []), copied, hidden=hidden)
                for offer in offers[plan.id]
            ],
            "ended": copied.act(plan.plan.ended_by, plan.plan.ended_at),
            "lines": [_line(line, copied) for line in lines.get(plan.id, ())],
            "photographs": [
                {"file": _file_name(plan, photo), **(copied.act(photo.added_by, photo.added_at) or {})}
                for photo in photos.get(plan.id, ())
            ],
        }
        for plan in plans
        for hidden in (is_hidden_from(plan.plan, copied.reader_id),)
    ]


def copied_photos(session: Session, copied: Copied) -> list[CopiedFile]:
    """Every photograph, by the day of what it is of. There are none of what is hidden from the reader."""
    plans = {plan.id: plan for plan in every_plan(session, copied.couple_id)}
    photos = photos_of(session, copied.couple_id, list(plans))
    return [
        CopiedFile(_file_name(plans[plan_id], photo), names_of(copied.couple_id, photo.id)[0])
        for plan_id, of_it in photos.items()
        for photo in of_it
    ]


def _file_name(plan: PlanNow, photo: PlanPhoto) -> str:
    return f"photographs/{plan.starts_at:%Y-%m-%d}-{photo.id.hex[-12:]}.jpg"


def _offer(offer: PlanOffer, slots: list[PlanSlot], copied: Copied, *, hidden: bool) -> dict[str, Any]:
    return {
        "place": None if hidden else offer.place,
        "note": None if hidden else offer.note,
        "wear_or_bring": offer.bring,
        "minutes": offer.minutes,
        "suggested": copied.act(offer.offered_by, offer.offered_at),
        "times": [
            {"at": slot.starts_at.isoformat(), "taken": copied.act(slot.chosen_by, slot.chosen_at)}
            for slot in slots
        ],
    }


def _line(line: PlanLine, copied: Copied) -> dict[str, str]:
    return {
        "from": copied.names[line.person_id],
        "at": line.written_at.isoformat(),
        "words": line.words,
    }
