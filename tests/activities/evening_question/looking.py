"""Looking at the pages of questions."""

from datetime import date
from typing import Any

from tests.activities.evening_question.askers import TODAY, Asked
from tests.markup import Node, parse
from tests.people import Visitor

BREAD = "The bread.\nStill warm."
EYEBROW = "A question for the evening"


def path_of(one: Asked, day: date = TODAY) -> str:
    """Where the question of a day stands."""
    return f"/questions/{one.question(day)}"


def main(visitor: Visitor, path: str) -> Node:
    """What a page is about."""
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return parse(answer.text).one("main")


def card(visitor: Visitor) -> Node:
    """The question's card on home, yesterday's first."""
    cards = main(visitor, "/").all(class_="card")
    return next(one for one in cards if EYEBROW in one.text or "Yesterday’s" in one.text)


def answer(visitor: Visitor, one: Asked, words: str = BREAD, seen: int = 0) -> Any:
    """Post an answer."""
    return visitor.post_form(f"{path_of(one)}/answer", words=words, seen=seen)


def notes(page: Node) -> list[tuple[str, str]]:
    """Whose words stand on a page, and which."""
    found = page.all(class_="note")
    return [(one.one(class_="eyebrow").text, one.one(class_="note-words").text) for one in found]
