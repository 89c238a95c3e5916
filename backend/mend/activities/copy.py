"""The part of ideas in the copy people take with them: what is open to both, and one's own secrets alone."""

from typing import Any

from sqlmodel import Session, col, select

from mend.activities.ideas import Idea, every_idea
from mend.activities.leanings import leanings_of
from mend.activities.models import Match, OwnIdea
from mend.couples.copy import Copied


def copied_ideas(session: Session, copied: Copied) -> dict[str, Any]:
    """The couple's own ideas, what both want and wanted, and what the reader said of others.

    What the other said is in the other's copy. A title of the deck is in English, beside the card's name.
    """
    ideas = every_idea(session, copied.couple_id)
    own = session.exec(
        select(OwnIdea)
        .where(OwnIdea.couple_id == copied.couple_id)
        .order_by(col(OwnIdea.added_at), col(OwnIdea.id))
    )
    matches = session.exec(
        select(Match)
        .where(Match.couple_id == copied.couple_id)
        .order_by(col(Match.matched_at), col(Match.id))
    )
    return {
        "own": [
            {
                "id": str(one.id),
                "title": one.title,
                "minutes": one.minutes,
                "cost": one.cost.value,
                "energy": one.energy.value,
                "place": one.place.value,
                "fits": one.fits,
                "added_at": one.added_at.isoformat(),
                "put_away_at": one.put_away_at.isoformat() if one.put_away_at else None,
            }
            for one in own
        ],
        "both_want": [
            {
                **_named(ideas, one.idea),
                "since": one.matched_at.isoformat(),
                "ended": copied.act(one.ended_by, one.ended_at),
            }
            for one in matches
        ],
        "said_by_you": [
            {**_named(ideas, one.idea), "said": one.leaning.value, "at": one.at.isoformat()}
            for one in reversed(leanings_of(session, copied.couple_id, copied.reader_id))
        ],
    }


def _named(ideas: dict[str, Idea], key: str) -> dict[str, str | None]:
    # A card may leave the deck some day; what was said of it stays.
    return {"idea": key, "title": ideas[key].title if key in ideas else None}
