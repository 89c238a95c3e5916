"""What each of the two does with the question of an evening, alone, and when it opens for both.

What one of the two has done (`Reply`), known to nobody else:

    nothing ──answer──▶ answered ──answer──▶ answered (other words)
    nothing ──would_talk──▶ would talk        answered ──would_talk──▶ would talk (the words stay one's own)
    nothing ──skip──▶ skipped                 would talk ──answer──▶ answered
    skipped ──answer, would_talk──▶ answered, would talk
    answered, would talk, skipped ──take_back──▶ nothing (the words are gone)

What that makes of the question (`Opening`), told to both in the same moment:

    closed ──both have answered──▶ open, both read both answers
    closed ──both would talk──▶ open, both know that; what either wrote before stays with whoever wrote it
    closed ──five in the morning after the next day──▶ closed for good (`take_back` still works)

Open is for ever: nothing is rewritten or taken back then. Nothing else opens a question. Whoever answered
while the other would rather talk, skipped it or did nothing is never told which of these it was, and the
other never that there is an answer. So before a question opens no change is announced and nobody is told, and
a skip is one's own: the other may still answer. For the same reason there is no "another one" that changes
the question for both: it would have to be refused for what the other had done, or to take their words away.

A skipped question does not come again within a year, for none does (see `days`). The same twice is once.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from mend.activities.evening_question.days import (
    evening_of,
    id_of,
    lately_asked,
    question_of,
    takes_replies,
)
from mend.activities.evening_question.messages import REPLACES, about, opened
from mend.activities.evening_question.models import AskedQuestion, Opening, QuestionReply, Reply
from mend.agreements.versions import current_agreement
from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, NotFound, Refused
from mend.live.events import announce
from mend.notifications.outbox import Outbox

# A phone that was off for two days still shows it; after that Mend is the place.
NEWS_FOR = timedelta(days=2)

_OPENS = {Reply.ANSWER: Opening.ANSWERS, Reply.TALK: Opening.TALK}


def answer(
    session: Session,
    member: Member,
    question_id: UUID,
    words: str,
    *,
    seen: int,
    outbox: Outbox,
    now: datetime,
) -> None:
    """Answer, or answer in other words; the other reads it once both have answered.

    `seen` is the number of one's own reply that it was written over, 0 for none. `Refused` when that has
    changed meanwhile (another device), and once the question is open; `Gone` when its evening is over.
    """
    question, mine = _hold(session, member, question_id, now)
    if mine.reply is Reply.ANSWER and mine.words == words:
        return
    _check_closed(question, evening_of(member, now))
    if mine.number != seen:
        raise Refused(
            N_("You changed this meanwhile, perhaps on another device. Nothing is lost: both are here.")
        )
    _reply(session, member, question, mine, Reply.ANSWER, words, outbox, now)


def would_talk(session: Session, member: Member, question_id: UUID, outbox: Outbox, now: datetime) -> None:
    """Rather talk about it. What was written before stays with whoever wrote it."""
    question, mine = _hold(session, member, question_id, now)
    if mine.reply is not Reply.TALK:
        _check_closed(question, evening_of(member, now))
        _reply(session, member, question, mine, Reply.TALK, mine.words, outbox, now)


def skip(session: Session, member: Member, question_id: UUID, outbox: Outbox, now: datetime) -> None:
    """Let this one pass, for oneself. `Refused` for who has said something: that is taken back first."""
    question, mine = _hold(session, member, question_id, now)
    if mine.reply is Reply.SKIP:
        return
    _check_closed(question, evening_of(member, now))
    if mine.reply is not Reply.NOTHING:
        raise Refused(N_("You have said something to this one already. You can take it back."))
    _reply(session, member, question, mine, Reply.SKIP, "", outbox, now)


def take_back(session: Session, member: Member, question_id: UUID, outbox: Outbox, now: datetime) -> None:
    """Have said nothing, at any time before the question opens; the words are gone."""
    question, mine = _hold(session, member, question_id, now)
    if mine.reply is Reply.NOTHING:
        return
    if question.opened_at is not None:
        raise Refused(_IS_OPEN)
    _reply(session, member, question, mine, Reply.NOTHING, "", outbox, now)


_IS_OPEN = N_("This question is open for both of you now. It stays as it is.")


def _hold(
    session: Session, member: Member, question_id: UUID, now: datetime
) -> tuple[AskedQuestion, QuestionReply]:
    """The question with one's own reply, the couple held. Neither is written before something happens."""
    hold_open(session, member.couple_id)
    question = session.get(AskedQuestion, (member.couple_id, question_id), populate_existing=True)
    mine = session.get(
        QuestionReply, (member.couple_id, question_id, member.person.id), populate_existing=True
    )
    if question is None or (mine is None and question.opened_at is None):
        # What is there because of the other alone is found exactly where nothing would be, too.
        day = lately_asked(member.couple_id, question_id, evening_of(member, now))
        if day is None:
            raise NotFound(N_("There is nothing here."))
        question = question or _new_question(member.couple_id, day)
    return question, mine or QuestionReply(
        couple_id=member.couple_id,
        question_id=question_id,
        person_id=member.person.id,
        reply=Reply.NOTHING,
        words="",
        number=0,
        replied_at=now,
    )


def _new_question(couple_id: UUID, day: date) -> AskedQuestion:
    """The question of a day with which nobody has done anything."""
    return AskedQuestion(
        couple_id=couple_id, id=id_of(couple_id, day), day=day, key=question_of(couple_id, day).key
    )


def _check_closed(question: AskedQuestion, today: date) -> None:
    if question.opened_at is not None:
        raise Refused(_IS_OPEN)
    if not takes_replies(question.day, today):
        raise Gone(N_("This evening is over, and its question with it. There is a new one today."))


def _reply(
    session: Session,
    member: Member,
    question: AskedQuestion,
    mine: QuestionReply,
    reply: Reply,
    words: str,
    outbox: Outbox,
    now: datetime,
) -> None:
    session.add(question)
    session.flush()
    mine.reply, mine.words, mine.number, mine.replied_at = reply, words, mine.number + 1, now
    session.add(mine)
    session.flush()
    opening = _OPENS.get(reply)
    if opening is None or _reply_of_partner(session, member, question.id) is not reply:
        return
    question.opened_at, question.opened_as = now, opening
    session.add(question)
    session.flush()
    outbox.tell(
        session,
        opened(current_agreement(session, member.couple_id), question.id, outbox.words_for(member.partner)),
        couple_id=member.couple_id,
        recipient=member.partner,
        about=about(question.id),
        dedupe_key=about(question.id),
        replaces=REPLACES,
        expires_at=now + NEWS_FOR,
        now=now,
    )
    announce(session, member.couple_id, "question", now)


def _reply_of_partner(session: Session, member: Member, question_id: UUID) -> Reply | None:
    found = session.get(
        QuestionReply, (member.couple_id, question_id, member.partner.id), populate_existing=True
    )
    return found.reply if found else None
