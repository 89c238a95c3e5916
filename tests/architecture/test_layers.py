"""The shape of the package: who may import whom, what a file may be called, how long it may be."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
BACKEND = PROJECT / "backend"

# Lowest first. A module imports from lower layers and from its own folder, and nothing else of ours;
# what stands beside it on one layer is none of its business.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"settings", "clock", "errors", "ids", "secret", "outward"}),
    frozenset({"database", "web"}),
    frozenset({"wakeups", "rhythms", "pictures"}),
    frozenset({"accounts"}),
    frozenset({"couples"}),
    frozenset({"live", "cloth"}),  # every part may add a stitch; the copy people take holds them
    frozenset({"notifications"}),  # what becomes of a delivery is announced to the sender's page
    frozenset({"agreements"}),
    frozenset({"signals", "talks", "thanks", "commitments", "activities", "owntime", "busy"}),
    frozenset({"weekly", "calendar"}),  # a ritual put together from what stands below; home shows it
    frozenset({"home", "pwa"}),
    frozenset({"tables"}),
    frozenset({"schema", "backup"}),
    frozenset({"health"}),
    frozenset({"app", "doctor", "demo"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),
)
LAYER_OF = {name: height for height, names in enumerate(LAYERS) for name in names}
FORBIDDEN_NAMES = {
    "service",
    "repository",
    "crud",
    "util",
    "helper",
    "manager",
    "common",
    "misc",
    "base",
    "core",
}
MOST_LINES = 330


@dataclass(frozen=True)
class Module:
    """One Python file of the package."""

    path: Path

    @property
    def name(self) -> str:
        """Its dotted name, such as `mend.signals.pauses`."""
        parts = self.path.relative_to(BACKEND).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def part(self) -> str:
        """The part of Mend it belongs to: `signals`; the package's own `__init__` belongs to none."""
        return self.name.removeprefix("mend").removeprefix(".").split(".")[0]

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.path.read_text(encoding="utf-8"), filename=str(self.path))

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and dotted name of everything of ours it imports, wherever in the file it does so."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names if is_ours(alias.name))
            elif isinstance(node, ast.ImportFrom):
                # A relative import has no place here at all; ruff says so.
                source = node.module or ""
                if source == "mend":
                    yield from ((node.lineno, f"mend.{alias.name}") for alias in node.names)
                elif is_ours(source):
                    yield node.lineno, source


def is_ours(dotted: str) -> bool:
    """Whether a dotted name lies inside the package."""
    return dotted == "mend" or dotted.startswith("mend.")


def modules() -> list[Module]:
    """Every file of the package."""
    return [Module(path) for path in sorted((BACKEND / "mend").rglob("*.py"))]


def refused_imports(module: Module) -> list[str]:
    """A sentence for each import of `module` that does not run downwards."""
    if module.part not in LAYER_OF:
        return []
    refused = []
    for line, target in module.imports():
        part = target.split(".")[1] if "." in target else ""
        where = f"{module.path.relative_to(PROJECT)}:{line}"
        if part in ("", module.part):
            continue
        if part not in LAYER_OF:
            refused.append(f"{where} imports {target}, which stands on no layer")
        elif LAYER_OF[part] >= LAYER_OF[module.part]:
            refused.append(f"{where}: {module.part} must not import {part}")
    return refused


def imports_inside_functions(tree: ast.Module) -> list[int]:
    """The lines on which a function imports something of ours."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, functions)
        for node in ast.walk(function)
        if (isinstance(node, ast.ImportFrom) and is_ours(node.module or ""))
        or (isinstance(node, ast.Import) and any(is_ours(alias.name) for alias in node.names))
    ]


def test_every_part_stands_on_a_layer() -> None:
    parts = {module.part for module in modules()} - {""}
    assert parts - LAYER_OF.keys() == set()


def test_imports_run_one_way() -> None:
    refused = [sentence for module in modules() for sentence in refused_imports(module)]
    assert refused == []


def test_nothing_of_ours_is_imported_inside_a_function() -> None:
    found = [
        f"{module.path.relative_to(PROJECT)}:{line}"
        for module in modules()
        for line in imports_inside_functions(module.tree)
    ]
    assert found == []


def test_a_module_is_named_after_the_thing_it_is_about() -> None:
    vague = [
        str(module.path.relative_to(PROJECT))
        for module in modules()
        for name in module.name.split(".")
        if name in FORBIDDEN_NAMES or name.removesuffix("s") in FORBIDDEN_NAMES
    ]
    assert vague == []


def test_no_file_is_too_long_to_read_in_one_go() -> None:
    folders = (
        "backend",
        "tests",
        "scripts",
        "migrations",
        "frontend/scripts",
        "frontend/worker",
        "frontend/templates",
    )
    endings = {".py", ".sh", ".ts", ".html"}
    written_once = PROJECT / "migrations" / "versions"
    long = {
        str(path.relative_to(PROJECT)): lines
        for folder in folders
        for path in sorted((PROJECT / folder).rglob("*"))
        if path.suffix in endings
        and written_once not in path.parents
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_nothing_is_left_for_later() -> None:
    folders = (
        "backend",
        "tests",
        "scripts",
        "migrations",
        "frontend/scripts",
        "frontend/worker",
        "frontend/styles",
    )
    # Spelled apart, so that this line does not find itself.
    marks = tuple(first + rest for first, rest in (("TO", "DO"), ("FIX", "ME"), ("XX", "X:"), ("HA", "CK:")))
    left = [
        f"{path.relative_to(PROJECT)}:{number}"
        for folder in folders
        for path in sorted((PROJECT / folder).rglob("*"))
        if path.suffix in {".py", ".sh", ".ts", ".css"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if any(mark in line for mark in marks)
    ]
    assert left == []


@pytest.mark.parametrize(
    ("part", "line", "sentence"),
    [
        ("accounts", "from mend.signals.pauses import call_pause", "accounts must not import signals"),
        ("live", "from mend.notifications.outbox import queue", "live must not import notifications"),
        ("signals", "import mend.activities.plans", "signals must not import activities"),
        ("signals", "from mend import app", "signals must not import app"),
        ("web", "def f():\n    from mend.accounts.models import Person", "web must not import accounts"),
        ("home", "from mend.elsewhere import thing", "which stands on no layer"),
    ],
)
def test_an_import_that_runs_upwards_or_sideways_is_found(
    part: str, line: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.BACKEND", tmp_path)
    monkeypatch.setattr(f"{__name__}.PROJECT", tmp_path)
    path = tmp_path / "mend" / part / "planted.py"
    path.parent.mkdir(parents=True)
    path.write_text(line)

    [refused] = refused_imports(Module(path))

    assert sentence in refused


def test_an_import_inside_a_function_is_found() -> None:
    tree = ast.parse(
        "import json\n\ndef f():\n    import json\n    from mend.clock import now\n    return now, json\n"
    )
    assert imports_inside_functions(tree) == [5]
