"""The photographs of a planner, each deed in a transaction of its own."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from mend.activities.photos import add_photo, take_away
from mend.activities.plan_diary import PlanNow
from mend.database import unit_of_work
from mend.ids import new_id
from mend.pictures.anew import Picture
from mend.pictures.folder import Folder
from tests.activities.planners import LATER, Planner

PICTURE = Picture(b"light", b"less light", 4, 3)


class PowerFails(Exception):
    """The process ends here."""


@dataclass(frozen=True)
class Album:
    """The photographs of a planner, each deed in a transaction of its own."""

    planner: Planner
    storage: Folder

    def add(self, plan: PlanNow, photo_id: UUID | None = None, *, fails: bool = False) -> UUID:
        photo_id = photo_id or new_id()
        with unit_of_work(self.planner.engine) as session:
            add_photo(
                session,
                self.planner.member(session),
                plan.id,
                photo_id=photo_id,
                picture=PICTURE,
                storage=self.storage,
                now=LATER,
            )
            if fails:
                raise PowerFails
        return photo_id

    def take_away(self, plan: PlanNow, photo_id: UUID) -> None:
        with unit_of_work(self.planner.engine) as session:
            member = self.planner.member(session)
            take_away(session, member, plan.id, photo_id, storage=self.storage, now=LATER)

    def files(self) -> set[str]:
        """What the storage holds."""
        root = Path(self.storage.where)
        return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
