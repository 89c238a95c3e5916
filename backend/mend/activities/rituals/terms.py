"""What an offer of a ritual says: what, where, how long, and when it comes up."""

from dataclasses import dataclass
from datetime import time

from mend.activities.rituals.models import RitualOffer
from mend.rhythms.rhythm import Rhythm, read_rule


@dataclass(frozen=True)
class Terms:
    """All of an offer but who said it and when; place and note may be empty. `at` is a time of `zone`."""

    what: str
    place: str
    note: str
    minutes: int
    rhythm: Rhythm
    at: time
    zone: str

    @classmethod
    def of(cls, offer: RitualOffer) -> "Terms":
        """What `offer` says."""
        return cls(
            offer.what,
            offer.place,
            offer.note,
            offer.minutes,
            read_rule(offer.rule, offer.starts),
            offer.at,
            offer.zone,
        )
