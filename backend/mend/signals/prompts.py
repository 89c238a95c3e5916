"""At the time of return only the caller is asked, and reminded once. Both are told ahead, with the time."""

from datetime import datetime

from sqlmodel import Session

from mend.accounts.models import Person
from mend.notifications.outbox import Outbox
from mend.notifications.withdrawals import withdraw
from mend.signals import messages
from mend.signals.models import Pause
from mend.signals.names import PROMPTS, prompt_key, prompts_about
from mend.signals.states import REMIND_AFTER, REMINDER_LASTS


def prompt_caller(session: Session, pause: Pause, caller: Person, *, outbox: Outbox, now: datetime) -> None:
    """Ask the caller at the time of return, and once more a few minutes later; an earlier asking is off."""
    withdraw_prompts(session, pause, now)
    words, remind_at = outbox.words_for(caller), pause.returns_at + REMIND_AFTER
    asked = (
        ("prompt", messages.return_due(pause, caller, words), pause.returns_at, remind_at),
        ("reminder", messages.return_reminder(pause, caller, words), remind_at, remind_at + REMINDER_LASTS),
    )
    for which, message, due_at, expires_at in asked:
        outbox.tell(
            session,
            message,
            couple_id=pause.couple_id,
            recipient=caller,
            about=prompts_about(pause.id),
            dedupe_key=prompt_key(pause.id, pause.returns_at, which),
            replaces=PROMPTS,
            due_at=due_at,
            expires_at=expires_at,
            now=now,
        )


def withdraw_prompts(session: Session, pause: Pause, now: datetime) -> None:
    """The caller is asked nothing any more about this pause."""
    withdraw(session, pause.couple_id, about=prompts_about(pause.id), now=now)
