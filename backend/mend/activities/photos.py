"""Photographs of what was done: either adds them, whoever added one takes it away.

    ──add──▶ kept ──take away──▶ gone    (its author alone; the files go with the row)

There are photographs only of what happened, so none gives a surprise away. First the files are written, then
the row that names them; the row goes first, then its files (see `pictures.storage`).

That no row names a file proves little: the database may be another one, empty, or half restored. So a file is
lost only when it is named as Mend names its files, after a couple of this database, and there is a photograph
in this database at all. Everything else is left alone.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

import structlog
from sqlmodel import Session, col, select

from mend.activities.plan_diary import find_plan
from mend.activities.plans_models import PlanPhoto, PlanState
from mend.couples.membership import Member, hold_open
from mend.couples.models import Couple
from mend.database import after_commit
from mend.errors import N_, NotFound, Refused
from mend.live.events import announce
from mend.pictures.anew import Picture
from mend.pictures.storage import Storage, StorageFailed, couple_of, names_of

log = structlog.get_logger()

MOST_PHOTOS = 4  # of one plan: enough to remember it by
LEFT_ALONE = timedelta(days=1)  # a file without a row may be one that is just being added


def has_photo(session: Session, member: Member, plan_id: UUID, photo_id: UUID, now: datetime) -> bool:
    """Whether this photograph was added before; else one more may be.

    `NotFound` without such a plan, `Refused` where no photograph can be added: asked before the slow part,
    and once more by `add_photo`.
    """
    plan = find_plan(session, member, plan_id)
    known = session.get(PlanPhoto, (member.couple_id, photo_id), populate_existing=True)
    if known is not None:
        if (known.plan_id, known.added_by) != (plan_id, member.person.id):
            raise Refused(N_("This was added before, elsewhere. Please choose the photograph again."))
        return True
    if plan.state(now) is not PlanState.HAPPENED:
        raise Refused(N_("Photographs are for what you two did. Say first that you did it."))
    if len(photos_of(session, member.couple_id, [plan_id]).get(plan_id, ())) >= MOST_PHOTOS:
        raise Refused(N_("Four photographs are here already. One of them can make room."))
    return False


def add_photo(
    session: Session,
    member: Member,
    plan_id: UUID,
    *,
    photo_id: UUID,
    picture: Picture,
    storage: Storage,
    now: datetime,
) -> None:
    """Keep a photograph of what they did. The same id again is the same photograph.

    Its files are written before anything of the database is held. `Refused` where none can be added (any
    more), `StorageFailed` when it cannot be kept.
    """
    large, small = names_of(member.couple_id, photo_id)
    storage.put(small, picture.small)
    storage.put(large, picture.large)
    hold_open(session, member.couple_id)
    if has_photo(session, member, plan_id, photo_id, now):
        return
    session.add(
        PlanPhoto(
            couple_id=member.couple_id,
            id=photo_id,
            plan_id=plan_id,
            added_by=member.person.id,
            added_at=now,
            width=picture.width,
            height=picture.height,
        )
    )
    session.flush()
    announce(session, member.couple_id, "plan", now)


def take_away(
    session: Session, member: Member, plan_id: UUID, photo_id: UUID, *, storage: Storage, now: datetime
) -> None:
    """Take one's own photograph away, for both. One that is gone is gone: twice is once.

    `Refused` when the partner added it, `NotFound` without such a plan.
    """
    hold_open(session, member.couple_id)
    find_plan(session, member, plan_id)
    photo = session.get(PlanPhoto, (member.couple_id, photo_id), populate_existing=True)
    if photo is None or photo.plan_id != plan_id:
        return
    if photo.added_by != member.person.id:
        raise Refused(N_("Only %(name)s can take this one away."), name=member.partner.name)
    session.delete(photo)
    session.flush()
    announce(session, member.couple_id, "plan", now)

    def forget() -> None:
        try:
            storage.delete(*names_of(photo.couple_id, photo.id))
        except StorageFailed:  # the row is gone, so nobody finds them; the sweep takes them away
            log.warning("picture left behind")

    after_commit(session, forget)


def find_photo(session: Session, member: Member, photo_id: UUID) -> PlanPhoto:
    """A photograph of the member's couple; `NotFound` for any other."""
    photo = session.get(PlanPhoto, (member.couple_id, photo_id))
    if photo is None:
        raise NotFound(N_("There is nothing here."))
    return photo


def photos_of(session: Session, couple_id: UUID, plan_ids: Sequence[UUID]) -> dict[UUID, list[PlanPhoto]]:
    """The photographs of these plans, the first of each first. One question for all."""
    found: dict[UUID, list[PlanPhoto]] = {}
    if plan_ids:
        rows = session.exec(
            select(PlanPhoto)
            .where(PlanPhoto.couple_id == couple_id, col(PlanPhoto.plan_id).in_(plan_ids))
            .order_by(col(PlanPhoto.added_at), col(PlanPhoto.id))
        )
        for photo in rows:
            found.setdefault(photo.plan_id, []).append(photo)
    return found


def kept_names(session: Session) -> set[str]:
    """The files of every photograph there is."""
    rows = session.exec(select(PlanPhoto.couple_id, PlanPhoto.id))
    return {name for couple_id, photo_id in rows for name in names_of(couple_id, photo_id)}


def lost_among(session: Session, names: Iterable[str]) -> set[str]:
    """Those of the files that no photograph needs (see above). What is not known is counted in a warning."""
    found, kept = set(names), kept_names(session)
    couples = set(session.exec(select(Couple.id))) if found and kept else set()
    ours = {name for name in found if couple_of(name) in couples}
    if strange := len(found - ours):
        log.warning("pictures this database knows nothing of are left alone", files=strange)
    return ours - kept


def sweep_pictures(
    session: Session, storage: Storage, now: datetime, *, ended: Callable[[], bool] = lambda: False
) -> None:
    """Take away the lost files that are older than a day, until `ended`. `StorageFailed` ends it as well.

    The storage is asked before the first statement and told after the commit: neither holds a transaction.
    """
    old = set(takewhile(lambda _: not ended(), storage.written_before(now - LEFT_ALONE)))
    lost = lost_among(session, old) if old else set()

    def forget() -> None:
        for name in takewhile(lambda _: not ended(), sorted(lost)):
            storage.delete(name)

    after_commit(session, forget)
