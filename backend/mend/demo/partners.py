"""The two of the sample: how they came, linked, and agreed on how a pause goes."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import Enum
from uuid import UUID

from sqlmodel import Session

from mend.accounts.models import Person
from mend.accounts.people import sign_up
from mend.agreements.versions import Wording, accept, propose
from mend.couples.codes import code_of
from mend.couples.invitations import accept_invitation, confirm_link, invite
from mend.couples.membership import Member, member_of
from mend.demo.diary import ZONE, Calendar, Diary
from mend.ids import new_id
from mend.notifications.outbox import Outbox
from mend.notifications.quiet import set_quiet_hours
from mend.signals.decks import add_phrase
from mend.signals.soothing import add_item

MINUTE = timedelta(minutes=1)


class Who(Enum):
    """One of the two."""

    NOA = "Noa"
    ILAN = "Ilan"


@dataclass(frozen=True)
class Two:
    """Both partners, and what their deeds need. `promises` are found by the name the year calls them."""

    session: Session
    outbox: Outbox
    noa: Member
    ilan: Member
    promises: dict[str, UUID] = field(default_factory=dict)

    @property
    def both(self) -> tuple[Member, Member]:
        """Noa and Ilan."""
        return self.noa, self.ilan

    def of(self, who: Who) -> Member:
        """The member `who` is."""
        return self.noa if who is Who.NOA else self.ilan

    def other(self, member: Member) -> Member:
        """The partner of `member`."""
        return self.ilan if member is self.noa else self.noa


def meet(session: Session, outbox: Outbox, secret: bytes, now: datetime) -> Two:
    """Noa and Ilan make their accounts and link, as anybody does: by an invitation's code.

    Nobody knows their passwords: the way in is by `doors`.
    """
    noa, ilan = (_sign_up(session, who.value, now) for who in Who)
    invitation = invite(session, noa, secret=secret, now=now)
    accept_invitation(session, ilan, code=code_of(invitation.id, secret), secret=secret, now=now + 4 * MINUTE)
    confirm_link(session, noa, invitation.id, now + 5 * MINUTE)
    return Two(session, outbox, _member(session, noa), _member(session, ilan))


def email_of(name: str) -> str:
    """Where nobody ever writes to: the domain is kept free for examples (RFC 2606, section 3)."""
    return f"{name.casefold()}@demo.example"


EMAILS = tuple(email_of(who.value) for who in Who)


def _sign_up(session: Session, name: str, now: datetime) -> Person:
    return sign_up(
        session,
        name=name,
        email=email_of(name),
        password=secrets.token_urlsafe(),
        time_zone=ZONE,
        locale="en",
        now=now,
    )


def _member(session: Session, person: Person) -> Member:
    member = member_of(session, person.id)
    if member is None:
        raise LookupError("somebody just linked who belongs to no couple")
    return member


def agree(two: Two, diary: Diary, calendar: Calendar) -> None:
    """A word for a pause on the second evening, another length in spring, and what helps each of them."""
    noa, ilan = two.both
    first = Wording(
        phrase="Teapot",
        emoji="🫖",
        hand_sign="A hand on the heart",
        minutes=20,
        soothing=_soothing(two, "Quiet, a walk around the block.", "Music, feeding the cat."),
    )
    later = Wording(
        phrase="Teapot",
        emoji="🫖",
        hand_sign="A hand on the heart",
        minutes=30,
        soothing=_soothing(two, "Quiet, a walk to the river.", "Music, feeding the cat."),
    )
    diary.note(calendar.ago(363, 20, 10), lambda now: _agree(two, noa, first, now))
    diary.note(calendar.ago(214, 19, 30), lambda now: _agree(two, ilan, later, now))

    def make_oneself_at_home(now: datetime) -> None:
        for member, items in ((noa, NOA_SOOTHES), (ilan, ILAN_SOOTHES)):
            for words in items:
                add_item(two.session, member, words, share=True, now=now)
        for member, words in ((noa, "Soup, then us?"), (ilan, "I was hungry, not angry.")):
            add_phrase(two.session, member, new_id(), words, now)
        set_quiet_hours(two.session, ilan, begins=time(23), ends=time(6, 30), signals_ring=True, now=now)

    diary.note(calendar.ago(362, 18, 45), make_oneself_at_home)


NOA_SOOTHES = ("Walk to the river and back", "Ten slow breaths", "The piano, quietly")
ILAN_SOOTHES = ("Feed the cat", "One record, lying down", "Wash up, warm water")


def _soothing(two: Two, noas: str, ilans: str) -> Mapping[UUID, str]:
    return {two.noa.person.id: noas, two.ilan.person.id: ilans}


def _agree(two: Two, member: Member, wording: Wording, now: datetime) -> None:
    version = propose(two.session, member, wording, instead_of=None, now=now)
    accept(two.session, two.other(member), version, now + 6 * MINUTE)
