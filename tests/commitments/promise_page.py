"""A promise's page, as a partner reads and uses it."""

from typing import Any

from mend.commitments.shelf import Promise
from tests.commitments.promisers import terms
from tests.markup import Node, parse, typed
from tests.people import Visitor

OTHER = terms("I will text when I leave.")


def page_of(visitor: Visitor, promise: Promise) -> Node:
    return parse(visitor.get(f"/promises/{promise.id}").text).one(id="promise")


def buttons(page: Node) -> list[str]:
    """What can be done, as it stands at the lower end."""
    actions = page.one(class_="actions")
    return [one.text for one in actions.inside() if "button" in one.attrs.get("class", "").split()]


def ways(page: Node) -> list[str]:
    """What can be done with a promise one keeps."""
    found = [one for one in page.all("details") if one.attrs["id"].startswith("ways-")]
    return [button.text for one in found for button in one.all("button")]


def post(visitor: Visitor, promise: Promise, way: str, **fields: object) -> Any:
    return visitor.post_form(f"/promises/{promise.id}/{way}", **fields)


def problem(answer: Any) -> str:
    return parse(answer.text).one(class_="summary").text


def change_form(visitor: Visitor, promise: Promise) -> dict[str, str]:
    page = parse(visitor.get(f"/promises/{promise.id}/change").text)
    return typed(page.one("form", action=f"/promises/{promise.id}/wordings"))
