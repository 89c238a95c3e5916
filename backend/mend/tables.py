"""Every table of Mend in one place, for the migrations to compare themselves with."""

from sqlmodel import SQLModel

import mend.accounts.models
import mend.activities.evening_question.models
import mend.activities.models
import mend.activities.plans_models
import mend.activities.reminder_models
import mend.activities.rituals.models
import mend.agreements.models
import mend.busy.models
import mend.calendar.models
import mend.cloth.models
import mend.commitments.amends_models
import mend.commitments.entry_models
import mend.commitments.models
import mend.couples.models
import mend.live.models
import mend.notifications.models
import mend.owntime.models
import mend.signals.models
import mend.signals.repair_models
import mend.signals.return_models
import mend.talks.models
import mend.thanks.models
import mend.weekly.models  # noqa: F401

metadata = SQLModel.metadata
