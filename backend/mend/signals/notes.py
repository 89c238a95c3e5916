"""What is said in a pause: practical notes at once, and everything else at the return."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, NotFound, Refused
from mend.live.events import announce
from mend.notifications.outbox import Outbox
from mend.signals import messages
from mend.signals.models import Pause, Practical, PracticalNote, WaitingNote
from mend.signals.names import about_pause, note_key
from mend.signals.pauses import find_pause
from mend.signals.states import PauseMove, check_pause

MOST_WAITING = 10  # of one person in one pause
SAME_NOTE_WITHIN = timedelta(minutes=2)  # a second tap of a shaking hand
MOST_IN_AN_HOUR = 10  # of one person: a stove and a door, never a way to keep somebody from their pause
NOTE_IS_NEWS_FOR = timedelta(minutes=30)  # also past the time of return


def send_note(
    session: Session, member: Member, pause_id: UUID, practical: Practical, *, outbox: Outbox, now: datetime
) -> PracticalNote:
    """Something practical, from either partner, as long as the pause is open; the other is told at once.

    The same note again within two minutes is the note that was sent; `Refused` for a storm of them.
    """
    hold_open(session, member.couple_id)
    pause = find_pause(session, member, pause_id)
    lately = [
        note
        for note in notes_of(session, pause)
        if note.author_id == member.person.id and note.sent_at > now - timedelta(hours=1)
    ]
    for note in lately:
        if note.practical is practical and note.sent_at > now - SAME_NOTE_WITHIN:
            return note
    check_pause(pause, PauseMove.NOTE, now)
    if len(lately) >= MOST_IN_AN_HOUR:
        raise Refused(N_("That is a lot of notes for one pause. Please say the rest in person."))
    note = PracticalNote(
        couple_id=member.couple_id,
        pause_id=pause.id,
        author_id=member.person.id,
        practical=practical,
        sent_at=now,
    )
    session.add(note)
    session.flush()
    key = note_key(pause.id, member.person.id, practical, now)
    outbox.tell(
        session,
        messages.practical_note(pause, outbox.words_for(member.partner)),
        couple_id=member.couple_id,
        recipient=member.partner,
        about=about_pause(pause.id),
        dedupe_key=key,
        replaces=f"note:{practical}",
        expires_at=max(pause.returns_at, now + NOTE_IS_NEWS_FOR),
        now=now,
    )
    announce(session, member.couple_id, "pause", now)
    return note


def notes_of(session: Session, pause: Pause) -> list[PracticalNote]:
    """The practical notes of both, in order."""
    return list(
        session.exec(
            select(PracticalNote)
            .where(PracticalNote.couple_id == pause.couple_id, PracticalNote.pause_id == pause.id)
            .order_by(col(PracticalNote.sent_at))
        )
    )


def write_for_later(
    session: Session, member: Member, pause_id: UUID, *, note_id: UUID, words: str, now: datetime
) -> WaitingNote:
    """Write something down for the return. Nobody is told, and only its author sees it until both are ready.

    The same id again is the same note; with other words it is `Refused`, as is the eleventh. `Gone` once the
    pause is over.
    """
    hold_open(session, member.couple_id)
    pause = find_pause(session, member, pause_id)
    before = session.get(WaitingNote, (member.couple_id, note_id))
    if before is not None:
        if (before.author_id, before.pause_id, before.words) != (member.person.id, pause.id, words):
            raise Refused(N_("This note was saved before, with other words. Please write it anew."))
        return before
    check_pause(pause, PauseMove.NOTE, now)
    if len(notes_for_later(session, pause, member.person.id)) >= MOST_WAITING:
        raise Refused(N_("Ten notes wait already. You can take one out first."))
    note = WaitingNote(
        couple_id=member.couple_id,
        id=note_id,
        pause_id=pause.id,
        author_id=member.person.id,
        words=words,
        written_at=now,
    )
    session.add(note)
    session.flush()
    return note


def take_out(session: Session, member: Member, pause_id: UUID, note_id: UUID) -> None:
    """Take one's own note out again. `NotFound` for anybody else's, and for one that is gone."""
    hold_open(session, member.couple_id)
    note = session.get(WaitingNote, (member.couple_id, note_id))
    if note is None or (note.author_id, note.pause_id) != (member.person.id, pause_id):
        raise NotFound(N_("There is nothing here."))
    session.delete(note)
    session.flush()


def notes_for_later(session: Session, pause: Pause, author_id: UUID | None = None) -> list[WaitingNote]:
    """What was written down for the return, in order: of one author, or of both."""
    wanted = select(WaitingNote).where(
        WaitingNote.couple_id == pause.couple_id, WaitingNote.pause_id == pause.id
    )
    if author_id is not None:
        wanted = wanted.where(WaitingNote.author_id == author_id)
    return list(session.exec(wanted.order_by(col(WaitingNote.written_at))))
