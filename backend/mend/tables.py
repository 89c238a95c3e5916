"""Every table of Mend in one place, for the migrations to compare themselves with."""

from sqlmodel import SQLModel

import mend.accounts.models
import mend.agreements.models
import mend.couples.models
import mend.live.models
import mend.notifications.models
import mend.signals.models
import mend.talks.models  # noqa: F401

metadata = SQLModel.metadata
