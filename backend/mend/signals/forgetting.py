"""Forgetting: signals are nobody's record of faults. They go after thirty days, unless both keep them."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, delete, func

from mend.signals.decks import forget_old_phrases
from mend.signals.models import Keepsake, Pause, Rehearsal
from mend.signals.repair_models import Answer, Repair

KEPT_FOR = timedelta(days=30)
BOTH = 2


def forget_old_signals(session: Session, now: datetime) -> None:
    """Delete rehearsals, and pauses with everything said in them and after them, thirty days after.

    A pause that nobody ended counts from its return; one that both keep stays.
    """
    before = now - KEPT_FOR
    kept_by = (
        sa.select(func.count())
        .select_from(Keepsake)
        .where(col(Keepsake.couple_id) == col(Pause.couple_id), col(Keepsake.pause_id) == col(Pause.id))
        .correlate(Pause)
        .scalar_subquery()
    )
    session.exec(
        delete(Pause)
        .where(func.coalesce(col(Pause.ended_at), col(Pause.returns_at)) < before, kept_by < BOTH)
        .execution_options(synchronize_session=False)
    )
    session.exec(delete(Rehearsal).where(col(Rehearsal.started_at) < before))


def forget_old_repairs(session: Session, now: datetime) -> None:
    """Delete every attempt that was not accepted, and words that were taken out, thirty days after."""
    before = now - KEPT_FOR
    session.exec(
        delete(Repair).where(
            sa.or_(
                col(Repair.followed_at).is_not(None),
                col(Repair.answer).is_(None),
                col(Repair.answer) == Answer.NOT_YET,
            ),
            func.coalesce(col(Repair.ask_at), col(Repair.answered_at), col(Repair.sent_at)) < before,
        )
    )
    forget_old_phrases(session, before)
