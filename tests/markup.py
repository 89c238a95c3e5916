"""Pages as trees, so that tests ask for what a page is made of instead of searching in its text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
UNSEEN = frozenset({"script", "style", "head", "template"})


@dataclass
class Node:
    """One element: its tag, its attributes, and what stands in it, in order."""

    tag: str
    attrs: dict[str, str]
    children: list["Node | str"] = field(default_factory=list)

    def inside(self) -> Iterator["Node"]:
        """Every element within, in the order of the page."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.inside()

    def all(self, tag: str = "", **attrs: str | bool) -> list["Node"]:
        """The elements with this tag and these attributes; `True` means present, `class_` holds one class."""
        return [node for node in self.inside() if (not tag or node.tag == tag) and node.has(**attrs)]

    def one(self, tag: str = "", **attrs: str | bool) -> "Node":
        """The only such element."""
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of <{tag} {attrs}> in: {self.text[:800]}"
        return found[0]

    def has(self, **attrs: str | bool) -> bool:
        """Whether it has these attributes."""
        for given, wanted in attrs.items():
            name = given.rstrip("_").replace("_", "-")
            held = self.attrs.get(name)
            if wanted is True or wanted is False:
                if (held is not None) is not wanted:
                    return False
            elif name == "class":
                if wanted not in (held or "").split():
                    return False
            elif held != wanted:
                return False
        return True

    def texts(self) -> Iterator[str]:
        """Every piece of text a person can see within, white space around it taken off."""
        for child in self.children:
            if isinstance(child, str):
                if child.strip():
                    yield child.strip()
            elif child.tag not in UNSEEN:
                yield from child.texts()

    @property
    def text(self) -> str:
        """All that can be read within, as one line."""
        return " ".join(" ".join(self.texts()).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open[-1].tag == tag, f"</{tag}> ends <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Node:
    """The tree of `html`; it fails where elements are not closed in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].tag}> is never closed"
    return reader.root


def typed(page: Node) -> dict[str, str]:
    """What stands in the fields of a page: name → value. Of choices, what is chosen."""
    found: dict[str, str] = {}
    for node in page.all("input", name=True):
        if node.attrs.get("type") not in {"radio", "checkbox"} or "checked" in node.attrs:
            found[node.attrs["name"]] = node.attrs.get("value", "")
    for node in page.all("select", name=True):
        chosen = node.all("option", selected=True)
        found[node.attrs["name"]] = chosen[0].attrs["value"] if chosen else ""
    for node in page.all("textarea", name=True):
        found[node.attrs["name"]] = node.text
    return found
