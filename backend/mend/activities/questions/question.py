"""What a question for the evening is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One open question that comes with Mend.

    `key` is its name for ever: answers refer to it, so a question may be reworded but never renamed. `text`
    is to be translated when it is shown. It asks one of the two, who answers alone: "you two" means both.
    """

    key: str
    text: str
