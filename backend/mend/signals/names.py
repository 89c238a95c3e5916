"""The names under which notifications tell of signals: what they are about, what makes each one thing."""

from datetime import datetime
from uuid import UUID

from mend.signals.repair_models import Repair

REPLACES = "pause"  # whatever is newest of a pause takes the place of the rest on the other's lock screen
PROMPTS = "prompt"  # and the same for what its caller is asked


def about_pause(pause_id: UUID) -> str:
    """What the other is told of this pause."""
    return f"pause:{pause_id}"


def prompts_about(pause_id: UUID) -> str:
    """What its caller is asked, once the time is over."""
    return f"prompt:{pause_id}"


def called_key(pause_id: UUID) -> str:
    """Telling of the call is a single thing."""
    return f"pause:{pause_id}"


def answered_key(pause_id: UUID, returns_at: datetime) -> str:
    """Telling the answerer's other devices is a single thing, for each time of return."""
    return f"answered:{pause_id}:{int(returns_at.timestamp())}"


def note_key(pause_id: UUID, author_id: UUID, practical: str, sent_at: datetime) -> str:
    """Telling of a note is a single thing."""
    return f"note:{pause_id}:{author_id.hex}:{practical}:{int(sent_at.timestamp())}"


def delay_key(pause_id: UUID, returns_at: datetime) -> str:
    """Telling of a later time is a single thing."""
    return f"delay:{pause_id}:{int(returns_at.timestamp())}"


def prompt_key(pause_id: UUID, returns_at: datetime, which: str) -> str:
    """Asking once a time is over is a single thing, and so is the reminder of it."""
    return f"{which}:{pause_id}:{int(returns_at.timestamp())}"


def return_key(pause_id: UUID) -> str:
    """Telling of the return is a single thing."""
    return f"return:{pause_id}"


def ready_key(pause_id: UUID) -> str:
    """Telling that both are ready is a single thing."""
    return f"ready:{pause_id}"


def about_repair(repair_id: UUID) -> str:
    """What either is told of this attempt to repair."""
    return f"repair:{repair_id}"


def repair_key(repair_id: UUID) -> str:
    """Telling of the attempt is a single thing."""
    return f"repair:{repair_id}"


def repair_answer_key(repair: Repair) -> str:
    """Telling of its present answer is a single thing."""
    return f"answer:{repair.id}:{repair.answered_at.isoformat() if repair.answered_at else ''}"


def ask_again_key(repair: Repair) -> str:
    """Telling that the time has come which its present answer named is a single thing."""
    return f"ask-{repair_answer_key(repair)}"


def answered_elsewhere_key(repair_id: UUID) -> str:
    """Telling the answerer's other devices that nothing waits there any more is a single thing."""
    return f"answered:{repair_id}"


def about_rehearsal(rehearsal_id: UUID) -> str:
    """What both are told of this rehearsal."""
    return f"rehearsal:{rehearsal_id}"


def practice_key(rehearsal_id: UUID, person_id: UUID) -> str:
    """Practising with one of the two is a single thing."""
    return f"practice:{rehearsal_id}:{person_id}"
