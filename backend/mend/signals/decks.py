"""The deck: short phrases to reach out with. Ours are there from the start; both partners can add their own.

Either can hide any phrase for themselves. Who added one can take it out, for both.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, select

from mend.couples.membership import Member, hold_open
from mend.errors import N_, Gone, NotFound, Refused
from mend.live.events import announce
from mend.signals.repair_models import HiddenPhrase, RepairPhrase

START_OVER = "start-over"
OURS = {
    START_OVER: N_("Can we start over?"),
    "sorry": N_("I’m sorry. I want to hear you."),
    "your-side": N_("I’m on your side."),
    "came-out-wrong": N_("That came out wrong."),
    "my-part": N_("I see my part in this."),
    "tell-me": N_("Tell me again. I’m listening."),
    "you-matter": N_("You matter more than being right."),
    "overwhelmed": N_("I’m overwhelmed. Please be gentle."),
    "slower": N_("Can we go slower?"),
    "a-point": N_("You have a point."),
    "same-team": N_("We are one team."),
    "hug": N_("I would like a hug."),
    "tea": N_("Tea, and then we talk?"),
    "love": N_("I love you. Even now."),
}
MOST_OWN = 40  # more than anybody leafs through in a bad moment
OFFERED_AT_ONCE = 3


@dataclass(frozen=True)
class Phrase:
    """One phrase, as one of the two finds it in the deck. `mine`: they added it, and can take it out."""

    key: str
    words: str
    is_own: bool = False
    mine: bool = False


@dataclass(frozen=True)
class Deck:
    """What is offered to one of the two, their own words first, and what they have hidden."""

    shown: list[Phrase]
    hidden: list[Phrase]


def deck_of(session: Session, member: Member) -> Deck:
    """The deck as `member` finds it. Two questions to the database, however long it is."""
    own = [
        Phrase(str(phrase.id), phrase.words, is_own=True, mine=phrase.added_by == member.person.id)
        for phrase in _own(session, member.couple_id)
    ]
    hidden = set(
        session.exec(
            select(HiddenPhrase.key).where(
                HiddenPhrase.couple_id == member.couple_id, HiddenPhrase.person_id == member.person.id
            )
        )
    )
    phrases = own + [Phrase(key, words) for key, words in OURS.items()]
    return Deck(
        [phrase for phrase in phrases if phrase.key not in hidden],
        [phrase for phrase in phrases if phrase.key in hidden],
    )


def find_words(session: Session, couple_id: UUID, key: str) -> str:
    """What the phrase `key` says: ours as it is to be translated. `Gone` when it is not in the deck."""
    words = OURS.get(key) or next(
        (phrase.words for phrase in _own(session, couple_id) if str(phrase.id) == key), None
    )
    if words is None:
        raise Gone(N_("This phrase is not in your deck any more. Please choose another."))
    return words


def add_phrase(session: Session, member: Member, phrase_id: UUID, words: str, now: datetime) -> RepairPhrase:
    """Put words of the couple's own into the deck, for both. The same id again is the same phrase.

    `Refused` when the id was used for something else, when the deck says just that already, or is full.
    """
    hold_open(session, member.couple_id)
    before = _find(session, member, phrase_id)
    if before is not None:
        if (before.added_by, before.words) != (member.person.id, words):
            raise Refused(N_("This was saved before, with other words. Please save it once more."))
        return before
    own = _own(session, member.couple_id)
    if words.casefold() in {said.casefold() for said in (*OURS.values(), *(one.words for one in own))}:
        raise Refused(N_("This phrase is in your deck already."), field="words")
    if len(own) >= MOST_OWN:
        raise Refused(N_("Your deck is full. Take one out first, then there is room."), field="words")
    phrase = RepairPhrase(
        couple_id=member.couple_id, id=phrase_id, added_by=member.person.id, words=words, added_at=now
    )
    session.add(phrase)
    session.flush()
    announce(session, member.couple_id, "deck", now)
    return phrase


def take_out(session: Session, member: Member, phrase_id: UUID, now: datetime) -> None:
    """Take one's own phrase out, for both. Twice is once; `Refused` for the other's."""
    hold_open(session, member.couple_id)
    phrase = _find(session, member, phrase_id)
    if phrase is None:
        raise NotFound(N_("There is nothing here."))
    if phrase.added_by != member.person.id:
        raise Refused(
            N_("%(name)s added this phrase, and can take it out. You can hide it for yourself."),
            name=member.partner.name,
        )
    if phrase.taken_out_at is not None:
        return
    phrase.taken_out_at = now
    session.add(phrase)
    session.flush()
    session.exec(
        delete(HiddenPhrase).where(
            col(HiddenPhrase.couple_id) == member.couple_id, col(HiddenPhrase.key) == str(phrase_id)
        )
    )
    announce(session, member.couple_id, "deck", now)


def hide(session: Session, member: Member, key: str, now: datetime) -> None:
    """Do not offer a phrase to `member` any more. Nobody else learns of it, so nothing is announced."""
    hold_open(session, member.couple_id)
    find_words(session, member.couple_id, key)
    if session.get(HiddenPhrase, (member.couple_id, member.person.id, key)) is None:
        session.add(
            HiddenPhrase(couple_id=member.couple_id, person_id=member.person.id, key=key, hidden_at=now)
        )
        session.flush()


def show_again(session: Session, member: Member, key: str) -> None:
    """Offer a hidden phrase again."""
    hold_open(session, member.couple_id)
    session.exec(
        delete(HiddenPhrase).where(
            col(HiddenPhrase.couple_id) == member.couple_id,
            col(HiddenPhrase.person_id) == member.person.id,
            col(HiddenPhrase.key) == key,
        )
    )


def forget_old_phrases(session: Session, before: datetime) -> None:
    """Delete the words that were taken out before then."""
    session.exec(delete(RepairPhrase).where(col(RepairPhrase.taken_out_at) < before))


def _own(session: Session, couple_id: UUID) -> list[RepairPhrase]:
    return list(
        session.exec(
            select(RepairPhrase)
            .where(RepairPhrase.couple_id == couple_id, col(RepairPhrase.taken_out_at).is_(None))
            .order_by(col(RepairPhrase.added_at), col(RepairPhrase.id))
            .execution_options(populate_existing=True)
        )
    )


def _find(session: Session, member: Member, phrase_id: UUID) -> RepairPhrase | None:
    return session.exec(
        select(RepairPhrase)
        .where(RepairPhrase.couple_id == member.couple_id, RepairPhrase.id == phrase_id)
        .execution_options(populate_existing=True)
    ).first()
