"""What a question for the evening is."""

from dataclasses import dataclass
from datetime import date

FIRST_EVENING = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Question:
    """One open question that comes with Mend.

    `key` is its name for ever: answers refer to it, so a question may be reworded but never renamed or thrown
    away. `text` is to be translated when it is shown. It asks one of the two, who answers alone: "you two"
    means both. `since` is the first evening it may be asked on. Whoever adds questions gives all of them one
    evening that lies so far ahead that most houses will have the new version by then (see
    `evening_question.days`).
    """

    key: str
    text: str
    since: date = FIRST_EVENING
