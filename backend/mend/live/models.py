"""The numbered changes of a couple."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from mend.database import UtcDateTime


class CoupleEvent(SQLModel, table=True):
    """One change: its number within the couple and what it was about, never what it says."""

    __tablename__ = "couple_events"

    couple_id: UUID = Field(primary_key=True, foreign_key="couples.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    what: str = Field(max_length=24)
    at: datetime = Field(sa_type=UtcDateTime)
