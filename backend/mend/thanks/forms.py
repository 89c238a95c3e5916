"""What people may type about thanks."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from mend.errors import N_
from mend.thanks.models import MAX_LINES, MAX_WORDS, Arrival
from mend.thanks.wishes import Wish
from mend.web.forms import FormModel
from mend.web.hours import ClockTime, typed_time
from mend.web.text import Lines


def few_lines(text: str) -> str:
    """As it is, unless it has more lines than fit a note."""
    if text.count("\n") >= MAX_LINES:
        raise ValueError(N_("Six lines fit. Please make it a little shorter."))
    return text


class ThankYou(FormModel):
    """One thank-you, with the id it was born with."""

    id: UUID
    words: Annotated[Lines, Field(min_length=1, max_length=MAX_WORDS), AfterValidator(few_lines)]


class ChosenWish(FormModel):
    """How thanks may arrive, as it is typed."""

    arrives: Arrival
    digest_at: ClockTime

    def wish(self) -> Wish:
        """As the verbs know it."""
        return Wish(self.arrives, self.digest_at)


def wish_as_typed(wish: Wish) -> Mapping[str, str]:
    """The fields that would give `wish`."""
    return {"arrives": wish.arrives.value, "digest_at": typed_time(wish.digest_at)}
