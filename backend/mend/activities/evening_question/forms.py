"""What people may type about a question."""

from typing import Annotated

from pydantic import AfterValidator, Field

from mend.activities.evening_question.models import MAX_LINES, MAX_WORDS
from mend.errors import N_
from mend.web.forms import FormModel
from mend.web.text import Lines


def _some_lines(text: str) -> str:
    if text.count("\n") >= MAX_LINES:
        raise ValueError(N_("Twenty lines fit. Please make it a little shorter."))
    return text


class Answer(FormModel):
    """An answer, and which of one's own replies it was written over (0: none)."""

    words: Annotated[Lines, Field(min_length=1, max_length=MAX_WORDS), AfterValidator(_some_lines)]
    seen: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
