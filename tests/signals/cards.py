"""Looking at the pages of a return, and sending what stands on them."""

from mend.signals.models import Pause
from tests.markup import Node, parse
from tests.people import Visitor
from tests.signals.partners import BACK, MINUTE

AT = BACK + 2 * MINUTE


def card(visitor: Visitor, pause: Pause, step: str = "start") -> Node:
    answer = visitor.get(f"/pauses/{pause.id}/return?step={step}")
    assert answer.status_code == 200
    return parse(answer.text)


def post(visitor: Visitor, pause: Pause, what: str, **fields: object) -> tuple[int, Node]:
    answer = visitor.post_form(f"/pauses/{pause.id}/{what}", **fields)
    return answer.status_code, parse(answer.text) if answer.status_code != 303 else Node("", {})


def labels(page: Node) -> list[str]:
    main = page.one("main")
    return [node.text for node in main.all() if node.tag == "button" or node.has(class_="button")]
