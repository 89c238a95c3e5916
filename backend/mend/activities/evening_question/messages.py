"""What stands on a lock screen when a question has opened: the phrase, and that there is something new."""

from uuid import UUID

from mend.agreements.phrase import phrase_of
from mend.agreements.versions import Agreement
from mend.notifications.message import Wording
from mend.notifications.outbox import Message
from mend.web.words import Words

REPLACES = "evening-question"  # one on the lock screen is enough


def opened(agreement: Agreement, question_id: UUID, words: Words) -> Message:
    """Teapot · your evening question. Not which, not what was said, not by whom; no sound.

    The same whether both answered or both would rather talk.
    """
    title = words.say("%(phrase)s · your evening question", phrase=phrase_of(agreement, words))
    return Message(
        kind="evening-question",
        title=title,
        body="",
        ended=Wording(title, ""),
        path=f"/questions/{question_id}",
        words=words,
        silent=True,
    )


def about(question_id: UUID) -> str:
    """The name under which a notification tells of this question."""
    return f"evening-question:{question_id}"
