"""What there was: pauses of the last thirty days, those that both keep, and every yes to starting over.

It keeps no score: there is no count in it, and nothing is told apart by who did more of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, Refused
from mend.live.events import announce
from mend.signals.forgetting import BOTH, KEPT_FOR
from mend.signals.models import Ending, Keepsake, Pause
from mend.signals.pauses import find_pause
from mend.signals.return_models import Return, ReturnEnding
from mend.signals.states import OPEN, pause_state


@dataclass(frozen=True)
class PastPause:
    """A pause that is over: who called it, how it ended, and how the return did, if there was one."""

    pause: Pause
    settled_as: ReturnEnding | None
    kept_by: frozenset[UUID]
    # When it deletes itself, unless both keep it.
    forgotten_at: datetime

    @property
    def came_back(self) -> bool:
        """Whether its caller came back by themselves."""
        return self.pause.ended_as is Ending.CAME_BACK

    @property
    def is_kept(self) -> bool:
        """Whether both want to keep it, so that it stays."""
        return len(self.kept_by) == BOTH


def past_pauses(session: Session, couple_id: UUID, now: datetime) -> list[PastPause]:
    """The pauses that are over, the latest first: thirty days of them, and whatever both keep."""
    rows = session.exec(
        select(Pause, Return.ended_as)
        .join(
            Return,
            sa.and_(col(Return.couple_id) == col(Pause.couple_id), col(Return.pause_id) == col(Pause.id)),
            isouter=True,
        )
        .where(Pause.couple_id == couple_id)
        .order_by(col(Pause.called_at).desc())
    ).all()
    keepers = _keepers(session, couple_id)
    past = [
        PastPause(
            pause,
            ReturnEnding(ending) if ending else None,
            frozenset(keepers.get(pause.id, ())),
            (pause.ended_at or pause.returns_at) + KEPT_FOR,
        )
        for pause, ending in rows
        if pause_state(pause, now) not in OPEN
    ]
    # Forgetting runs now and then; what is past its time is not shown meanwhile.
    return [one for one in past if one.is_kept or one.forgotten_at > now]


def keep(session: Session, member: Member, pause_id: UUID, now: datetime) -> None:
    """Want to keep a pause. It stays past its thirty days once both do. `Refused` while it is not over."""
    hold_open(session, member.couple_id)
    pause = find_pause(session, member, pause_id)
    if pause_state(pause, now) in OPEN:
        raise Refused(N_("This pause is still open. It can be kept once it is over."))
    if session.get(Keepsake, (member.couple_id, pause_id, member.person.id)) is None:
        session.add(
            Keepsake(couple_id=member.couple_id, pause_id=pause_id, person_id=member.person.id, kept_at=now)
        )
        session.flush()
        announce(session, member.couple_id, "history", now)


def keep_no_longer(session: Session, member: Member, pause_id: UUID, now: datetime) -> None:
    """Take back one's own wish to keep it; after its thirty days it then deletes itself."""
    hold_open(session, member.couple_id)
    find_pause(session, member, pause_id)
    wanted = session.get(Keepsake, (member.couple_id, pause_id, member.person.id))
    if wanted is not None:
        session.delete(wanted)
        session.flush()
        announce(session, member.couple_id, "history", now)


def _keepers(session: Session, couple_id: UUID) -> dict[UUID, Sequence[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for pause_id, person_id in session.exec(
        select(Keepsake.pause_id, Keepsake.person_id).where(Keepsake.couple_id == couple_id)
    ):
        found.setdefault(pause_id, []).append(person_id)
    return dict(found)
