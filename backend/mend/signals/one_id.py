"""One id is one signal: what looks a signal up by its id must never find two."""

from uuid import UUID

from sqlmodel import Session

from mend.errors import N_, Refused
from mend.signals.models import PauseCall
from mend.signals.repair_models import Repair


def check_id(session: Session, couple_id: UUID, id_: UUID, other: type[PauseCall] | type[Repair]) -> None:
    """`Refused` when one of the `other` kind was sent with this id. Wants the couple held."""
    if session.get(other, (couple_id, id_)) is not None:
        raise Refused(N_("This was sent before, as something else. Please press the button again."))
