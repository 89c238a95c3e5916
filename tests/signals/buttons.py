"""Buttons outside of Mend, which know its address and a token."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from mend.accounts.models import Scope
from tests.people import Visitor


class Button:
    """Something outside of Mend that holds a token."""

    def __init__(self, visitor: Visitor, token: str) -> None:
        for name in ("Sec-Fetch-Site", "Accept", "Accept-Language"):
            visitor.headers.pop(name)
        self.visitor = visitor
        self.token = token
        self.headers = {"Authorization": f"Bearer {token}"}

    def press(self, **fields: Any) -> Any:
        return self.visitor.post("/api/signals", json={"kind": "pause", **fields}, headers=self.headers)

    def look(self, signal_id: object) -> Any:
        return self.visitor.get(f"/api/signals/{signal_id}", headers=self.headers)


Make = Callable[[UUID, Scope], Button]
