"""What stands on a lock screen when two likes have met: that there is something, not what."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from mend.agreements.phrase import phrase_of
from mend.agreements.versions import current_agreement
from mend.couples.membership import Member
from mend.notifications.message import Wording
from mend.notifications.outbox import Message, Outbox

# A phone that was off for two days still shows it; after that *Together* is the place.
NEWS_FOR = timedelta(days=2)
REPLACES = "match"  # one on the lock screen is enough


def about(match_id: UUID) -> str:
    """The name under which a notification tells of what both want."""
    return f"match:{match_id}"


def tell_of_match(session: Session, member: Member, match_id: UUID, outbox: Outbox, now: datetime) -> None:
    """Tell the member's partner, who liked it before; the member is looking at it already."""
    reader = member.partner
    words = outbox.words_for(reader)
    phrase = phrase_of(current_agreement(session, member.couple_id), words)
    title = words.say("%(phrase)s · something for the two of you", phrase=phrase)
    outbox.tell(
        session,
        Message(
            kind="match",
            title=title,
            body="",
            ended=Wording(title, ""),
            path=f"/together/matches/{match_id}",
            words=words,
            silent=True,
        ),
        couple_id=member.couple_id,
        recipient=reader,
        about=about(match_id),
        dedupe_key=about(match_id),
        replaces=REPLACES,
        expires_at=now + NEWS_FOR,
        now=now,
    )
