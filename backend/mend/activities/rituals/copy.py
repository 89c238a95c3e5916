"""The rituals' part of the copy people take with them. Their occasions are among the plans."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from mend.activities.rituals.models import Ritual, RitualOffer
from mend.couples.copy import Copied


def copied_rituals(session: Session, copied: Copied) -> list[dict[str, Any]]:
    """Every ritual with all its offers, the oldest first."""
    offers: dict[UUID, list[RitualOffer]] = {}
    for offer in session.exec(
        select(RitualOffer)
        .where(RitualOffer.couple_id == copied.couple_id)
        .order_by(col(RitualOffer.ritual_id), col(RitualOffer.number))
    ):
        offers.setdefault(offer.ritual_id, []).append(offer)
    rituals = session.exec(
        select(Ritual)
        .where(Ritual.couple_id == copied.couple_id)
        .order_by(col(Ritual.opened_at), col(Ritual.id))
    )
    return [
        {
            "state": ritual.state.value,
            "offers": [_offer(offer, copied) for offer in offers[ritual.id]],
            "ended": copied.act(ritual.ended_by, ritual.ended_at),
        }
        for ritual in rituals
    ]


def _offer(offer: RitualOffer, copied: Copied) -> dict[str, Any]:
    return {
        "what": offer.what,
        "place": offer.place,
        "note": offer.note,
        "minutes": offer.minutes,
        "rule": offer.rule,
        "starts": offer.starts.isoformat(),
        "at": f"{offer.at:%H:%M}",
        "zone": offer.zone,
        "suggested": copied.act(offer.offered_by, offer.offered_at),
        "joined": copied.act(offer.joined_by, offer.joined_at),
        "closed": copied.act(offer.closed_by, offer.closed_at),
    }
