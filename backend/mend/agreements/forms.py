"""What people may type about their agreement."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mend.agreements.models import (
    LONGEST_MINUTES,
    MAX_EMOJI,
    MAX_HAND_SIGN,
    MAX_PHRASE,
    MAX_SOOTHING,
    SHORTEST_MINUTES,
)
from mend.agreements.versions import Version, Wording
from mend.couples.membership import Member
from mend.errors import N_, Invalid
from mend.web.forms import FormModel, OrNothing
from mend.web.text import Emoji, Line, Lines

PHRASES = (N_("Teapot"), N_("Umbrella"), N_("Lighthouse"), N_("Pancakes"), N_("Slow train"))
EMOJI = (
    ("🌿", N_("Leaf")),
    ("🍵", N_("Tea")),
    ("🫖", N_("Teapot")),
    ("☂️", N_("Umbrella")),
    ("🌊", N_("Wave")),
    ("🌙", N_("Moon")),
    ("🐢", N_("Tortoise")),
    ("⛵", N_("Boat")),
)
HAND_SIGNS = (
    N_("A hand on the heart"),
    N_("Two fingers on the wrist"),
    N_("Hands in a T"),
    N_("An open palm"),
)
MINUTES = (20, 30, 45, 60)


Minutes = OrNothing[Annotated[int, Field(ge=SHORTEST_MINUTES, le=LONGEST_MINUTES)]]


class Proposal(FormModel):
    """A suggested agreement. What is typed into an `own_` field goes before what is chosen beside it."""

    phrase: Annotated[Line, Field(min_length=1, max_length=MAX_PHRASE)]
    emoji: Annotated[Emoji, Field(max_length=MAX_EMOJI)] = ""
    own_emoji: Annotated[Emoji, Field(max_length=MAX_EMOJI)] = ""
    hand_sign: Annotated[Line, Field(max_length=MAX_HAND_SIGN)] = ""
    minutes: Minutes = None
    own_minutes: Minutes = None
    soothes_me: Annotated[Lines, Field(max_length=MAX_SOOTHING)] = ""
    soothes_partner: Annotated[Lines, Field(max_length=MAX_SOOTHING)] = ""
    instead_of: OrNothing[UUID] = None

    def wording(self, member: Member) -> Wording:
        """As `member` suggests it. `Invalid` without an emoji or a length."""
        emoji, minutes = self.own_emoji or self.emoji, self.own_minutes or self.minutes
        if not emoji:
            raise Invalid(N_("Please choose an emoji."), field="emoji")
        if minutes is None:
            raise Invalid(N_("Please choose how long a pause takes."), field="minutes")
        soothing = {member.person.id: self.soothes_me, member.partner.id: self.soothes_partner}
        return Wording(
            self.phrase,
            emoji,
            self.hand_sign,
            minutes,
            {who: words for who, words in soothing.items() if words},
        )


def typed_as(wording: Wording, member: Member, waiting: Version | None) -> Mapping[str, str]:
    """The fields that would give `wording`, for the form to begin with."""
    known_emoji = wording.emoji in {sign for sign, _ in EMOJI}
    known_minutes = wording.minutes in MINUTES
    return {
        "phrase": wording.phrase,
        "emoji": wording.emoji if known_emoji else "",
        "own_emoji": "" if known_emoji else wording.emoji,
        "hand_sign": wording.hand_sign,
        "minutes": str(wording.minutes) if known_minutes else "",
        "own_minutes": "" if known_minutes else str(wording.minutes),
        "soothes_me": wording.soothing.get(member.person.id, ""),
        "soothes_partner": wording.soothing.get(member.partner.id, ""),
        "instead_of": str(waiting.id) if waiting else "",
    }
