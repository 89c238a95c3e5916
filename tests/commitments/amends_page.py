"""The pages of amends, as the two read and use them."""

from typing import Any

from mend.commitments.entry_models import FollowThrough
from tests.commitments.owners import DID, LANDED, WILL
from tests.markup import Node, parse, typed
from tests.people import Visitor

FILLED = {"did": DID, "landed": LANDED, "words": WILL, "when": "daily"}


def path_of(entry: FollowThrough) -> str:
    return f"/promises/{entry.commitment_id}/entries/{entry.id}/amends"


def form_of(visitor: Visitor, entry: FollowThrough) -> dict[str, str]:
    """The form as it stands before anything is typed."""
    return typed(parse(visitor.get(path_of(entry)).text).one("form", action=path_of(entry)))


def filled(visitor: Visitor, entry: FollowThrough, **how: object) -> dict[str, object]:
    return form_of(visitor, entry) | FILLED | how


def step(visitor: Visitor, entry: FollowThrough, step: str, fields: dict[str, Any]) -> Any:
    return visitor.post_form(path_of(entry), **fields | {"step": step})


def carried(page: Any, entry: FollowThrough) -> dict[str, str]:
    """What the preview takes along unseen."""
    return typed(parse(page.text).one("form", action=path_of(entry)))


def reply(visitor: Visitor, entry: FollowThrough, reply: str, words: str = "") -> Any:
    return visitor.post_form(f"{path_of(entry)}/answers", reply=reply, words=words)


def problems(answer: Any) -> str:
    return parse(answer.text).one(class_="summary").text


def buttons(page: Any) -> list[str]:
    """What can be pressed at the lower end."""
    actions: Node = parse(page.text).one(class_="actions")
    return [one.text for one in actions.inside() if "button" in one.attrs.get("class", "").split()]
