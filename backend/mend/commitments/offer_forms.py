"""What people may type about a promise they offer, and about other words for one."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import BeforeValidator, Field

from mend.commitments.models import MAX_WHY, MAX_WORDS, CommitmentWording
from mend.commitments.reviews import LOOK_AGAIN_AFTER
from mend.commitments.wordings import Terms
from mend.couples.membership import Member
from mend.errors import N_, DomainError, Invalid
from mend.rhythms.forms import Day, RhythmFields, read_rhythm, typed_as
from mend.rhythms.rhythm import FARTHEST, FARTHEST_YEARS, Kind, Rhythm, read_rule
from mend.web.forms import Form, FormModel, OrNothing
from mend.web.text import Line
from mend.web.words import Words

WHOSE = ("mine", "theirs", "ours")
SURE = 8  # of 10: below it, a smaller promise is offered
SUREST = 10
_MOST_WORDINGS = 1_000_000  # more than two people can write
_DAYS = frozenset({"on", "starts", "until"})
_NO_WORDS = N_("Please write down what is promised.")


def _on_one_line(typed: object) -> object:
    # The field grows over several lines, and a phone offers Enter in it.
    return " ".join(typed.split()) if isinstance(typed, str) else typed


OneLine = Annotated[Line, BeforeValidator(_on_one_line)]
Number = Annotated[int, Field(ge=1, le=_MOST_WORDINGS)]


class Seen(FormModel):
    """The number of the wording that stood on the page."""

    seen: Number


class WordsAndDays(RhythmFields):
    """What is promised, in words of one's own or in two halves; why, when, and the day to look again."""

    words: Annotated[OneLine, Field(max_length=MAX_WORDS)] = ""
    occasion: Annotated[OneLine, Field(max_length=MAX_WORDS)] = ""
    deed: Annotated[OneLine, Field(max_length=MAX_WORDS)] = ""
    why: Annotated[OneLine, Field(max_length=MAX_WHY)] = ""
    review_on: Day = None


class NewPromise(WordsAndDays):
    """An offer. The id is born with the form, so that two taps are one promise.

    `confidence` is for the one who types alone, and kept nowhere. `asked` says that they have been asked
    whether to make it smaller.
    """

    id: UUID
    whose: Literal["mine", "theirs", "ours"]
    confidence: OrNothing[Annotated[int, Field(ge=0, le=SUREST)]] = None
    asked: OrNothing[Literal["yes"]] = None

    @property
    def may_be_too_large(self) -> bool:
        """Whether to ask, once, if a smaller promise would be easier to keep."""
        return (
            self.whose != "theirs"
            and self.asked is None
            and self.confidence is not None
            and self.confidence < SURE
        )

    def owner_id(self, member: Member) -> UUID | None:
        """Who keeps it, None for both."""
        return {"mine": member.person.id, "theirs": member.partner.id, "ours": None}[self.whose]


class OtherWords(WordsAndDays, Seen):
    """Other words than those with the number `seen`."""


Made = TypeVar("Made", bound=WordsAndDays)


def read_terms(form: Form[Made], today: date, known: Rhythm | None = None) -> tuple[Form[Made], Terms | None]:
    """What the form offers; None, and the form with a sentence beside each field, where it does not fit.

    `known` is the rhythm that stands so far, where other words for it are suggested.
    """
    form, rhythm = read_rhythm(form, today, known)
    typed = form.input
    if typed is None:
        if not form.values.get("when"):
            form = form.with_error(Invalid(N_("Please choose when it comes up."), field="when"))
        if not any(form.values.get(name, "").strip() for name in ("words", "occasion", "deed")):
            form = form.with_error(Invalid(_NO_WORDS, field="words"))
        return form, None
    said, review_on = "", None
    try:
        said = _words_of(typed, form.words)
    except DomainError as error:
        form = form.with_error(error)
    try:
        review_on = _review_day(typed.review_on, rhythm, today) if rhythm else None
    except DomainError as error:
        form = form.with_error(error)
    if form.errors or rhythm is None:
        return form, None
    return form, Terms(said, typed.why, rhythm, review_on)


def begun_with(today: date) -> Mapping[str, str]:
    """What stands in a form nobody has typed into: mine, and a look at it in four weeks."""
    return {"whose": "mine", "review_on": (today + LOOK_AGAIN_AFTER).isoformat()}


def words_as_typed(wording: CommitmentWording, today: date) -> dict[str, str]:
    """The fields that would offer this wording, but for days that have passed."""
    rhythm = read_rule(wording.rule, wording.starts)
    review_on = wording.review_on if wording.review_on and wording.review_on >= today else None
    if wording.review_on and review_on is None:
        review_on = today + LOOK_AGAIN_AFTER
    ahead = today.isoformat()
    return {
        **{name: day for name, day in typed_as(rhythm).items() if name not in _DAYS or day >= ahead},
        "words": wording.words,
        "why": wording.why,
        "review_on": review_on.isoformat() if review_on else "",
    }


def _words_of(typed: WordsAndDays, words: Words) -> str:
    halves = (typed.occasion, typed.deed)
    if typed.words and any(halves):
        raise Invalid(
            N_("There are words in both places. Please keep one of them, and empty the other."), field="words"
        )
    if typed.words:
        return typed.words
    if not any(halves):
        raise Invalid(_NO_WORDS, field="words")
    if not all(halves):
        raise Invalid(
            N_("Please fill in both halves, or write it in your own words."),
            field="deed" if typed.occasion else "occasion",
        )
    said = words.say(
        "When %(occasion)s, %(deed)s.", occasion=typed.occasion.rstrip(" ,"), deed=typed.deed.rstrip(" .")
    )
    if len(said) > MAX_WORDS:
        raise Invalid(
            N_("Together this is too long. At most %(max_length)d characters fit."),
            field="deed",
            max_length=MAX_WORDS,
        )
    return said


def _review_day(typed: date | None, rhythm: Rhythm, today: date) -> date | None:
    if typed is None or rhythm.kind is Kind.ONCE:
        return None  # what happens once needs no second look
    if typed < today:
        raise Invalid(N_("This day has passed. Please choose today or a day ahead."), field="review_on")
    if typed - today > FARTHEST:
        raise Invalid(
            N_("Please choose a day within the next %(years)d years."),
            field="review_on",
            years=FARTHEST_YEARS,
        )
    if typed >= rhythm.starts:
        return typed
    if typed == today + LOOK_AGAIN_AFTER:
        return rhythm.starts + LOOK_AGAIN_AFTER  # as the form suggested it: nobody chose that day
    raise Invalid(N_("Please choose the day it starts, or a later one."), field="review_on")
