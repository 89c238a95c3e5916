"""Every table of Mend in one place, for the migrations to compare themselves with."""

from sqlmodel import SQLModel

import mend.accounts.models
import mend.couples.models  # noqa: F401

metadata = SQLModel.metadata
