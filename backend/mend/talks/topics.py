"""What talks are about, and how often one topic has come back.

It is counted per topic, never per person: that two people need help with something is nobody's score.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, NotFound
from mend.ids import new_id
from mend.talks.models import MAX_FOLDED, HiddenHelp, ParkedLine, Talk, TalkSlot, TalkTopic

COMES_BACK = 3  # talks booked on one topic, from which on a third person could help
MOST_EARLIER = 8  # as many as a thumb scrolls past


@dataclass(frozen=True)
class Topic:
    """A topic to choose again."""

    id: UUID
    words: str


def fold(words: str) -> str:
    """The one spelling under which a topic is found again: letter case and white space do not matter."""
    # A sign such as ﷺ may fold to many letters: what does not fit is told apart by its beginning.
    return " ".join(unicodedata.normalize("NFKC", words).casefold().split())[:MAX_FOLDED]


def name_topic(session: Session, member: Member, words: str, now: datetime) -> TalkTopic:
    """The topic with these words: the earlier one, as it was first written, or a new one.

    Wants the couple held open.
    """
    collapsed = " ".join(words.split())
    folded = fold(collapsed)
    topic = session.exec(
        select(TalkTopic).where(TalkTopic.couple_id == member.couple_id, TalkTopic.folded == folded)
    ).first()
    if topic is None:
        topic = TalkTopic(
            couple_id=member.couple_id,
            id=new_id(),
            words=collapsed,
            folded=folded,
            first_named_by=member.person.id,
            first_named_at=now,
        )
        session.add(topic)
        session.flush()
    return topic


def find_topic(session: Session, member: Member, topic_id: UUID) -> TalkTopic:
    """A topic of the member's couple; `NotFound` for any other."""
    topic = session.get(TalkTopic, (member.couple_id, topic_id))
    if topic is None:
        raise NotFound(N_("There is nothing here."))
    return topic


def parked_words(session: Session, member: Member, line_id: UUID) -> str:
    """What was parked under this id, to become the topic of a talk; `NotFound` for another couple's."""
    line = session.get(ParkedLine, (member.couple_id, line_id))
    if line is None:
        raise NotFound(N_("There is nothing here."))
    return line.words


def earlier_topics(session: Session, couple_id: UUID) -> list[Topic]:
    """The topics named last, the newest first."""
    rows = session.exec(
        select(TalkTopic.id, TalkTopic.words)
        .join(
            Talk,
            (col(Talk.couple_id) == col(TalkTopic.couple_id)) & (col(Talk.topic_id) == col(TalkTopic.id)),
        )
        .where(TalkTopic.couple_id == couple_id)
        .group_by(col(TalkTopic.id), col(TalkTopic.words))
        .order_by(func.max(col(Talk.opened_at)).desc(), col(TalkTopic.id).desc())
        .limit(MOST_EARLIER)
    )
    return [Topic(*row) for row in rows]


def times_booked(session: Session, couple_id: UUID, topic_id: UUID) -> int:
    """How many talks on this topic both said yes to. One that was moved is still one."""
    return session.exec(
        select(func.count(func.distinct(col(Talk.id))))
        .join(
            TalkSlot,
            (col(TalkSlot.couple_id) == col(Talk.couple_id)) & (col(TalkSlot.talk_id) == col(Talk.id)),
        )
        .where(Talk.couple_id == couple_id, Talk.topic_id == topic_id, col(TalkSlot.chosen_at).is_not(None))
    ).one()


def needs_help(session: Session, member: Member, topic_id: UUID) -> bool:
    """Whether this topic comes back so often that a third person could help; and it is not hidden."""
    if times_booked(session, member.couple_id, topic_id) < COMES_BACK:
        return False
    return session.get(HiddenHelp, (member.couple_id, topic_id, member.person.id)) is None


def hide_help(session: Session, member: Member, topic_id: UUID, now: datetime) -> None:
    """The member has seen it. Nothing is announced: the other sees what they saw before. Twice is once."""
    hold_open(session, member.couple_id)
    find_topic(session, member, topic_id)
    hidden = (member.couple_id, topic_id, member.person.id)
    if session.get(HiddenHelp, hidden) is None:
        session.add(
            HiddenHelp(
                couple_id=member.couple_id, topic_id=topic_id, person_id=member.person.id, hidden_at=now
            )
        )
        session.flush()
