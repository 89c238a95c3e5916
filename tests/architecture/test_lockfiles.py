"""What is installed is what was locked: every version exact, every file hashed, no address in any lock."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
REQUIREMENTS = PROJECT / "requirements"
FRONTEND = PROJECT / "frontend"
PURPOSES = ("uv", "node", "build", "run", "test")

PINNED = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[^\s;]+)(?: ; (?P<marker>[^\\]+?))?(?: \\)?$"
)
HASHED = re.compile(r"^ {4}--hash=sha256:[0-9a-f]{64}(?: \\)?$")
ASKED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)")


def locked(purpose: str) -> dict[str, tuple[str, int]]:
    """Name → (version, number of hashes) of a lock; fails on a line that is neither a pin nor a hash.

    A package that is pinned apart for some platforms carries its marker in its name.
    """
    found: dict[str, tuple[str, int]] = {}
    name = ""
    for line in (REQUIREMENTS / f"{purpose}.txt").read_text(encoding="utf-8").splitlines():
        if pin := PINNED.match(line):
            name = f"{pin['name']} ; {pin['marker']}" if pin["marker"] else pin["name"]
            assert name not in found, f"{name} is pinned twice"
            found[name] = (pin["version"], 0)
        else:
            assert HASHED.match(line), f"requirements/{purpose}.txt holds a line of another kind: {line!r}"
            version, hashes = found[name]
            found[name] = (version, hashes + 1)
    return found


def asked_for(purpose: str) -> set[str]:
    """The names in a `.in` file, normalised as PyPI does (PEP 503)."""
    lines = (REQUIREMENTS / f"{purpose}.in").read_text(encoding="utf-8").splitlines()
    return {
        re.sub(r"[-_.]+", "-", match["name"]).lower() for line in lines if (match := ASKED.match(line))
    } - {""}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_python_package_is_pinned_and_hashed_and_no_address_is_kept(purpose: str) -> None:
    packages = locked(purpose)
    assert packages
    assert [name for name, (_, hashes) in packages.items() if hashes == 0] == []


@pytest.mark.parametrize("purpose", PURPOSES)
def test_the_lock_holds_whatever_is_asked_for(purpose: str) -> None:
    asked = {name for name in asked_for(purpose) if not name.startswith("-")}
    assert asked - {name.split(" ")[0] for name in locked(purpose)} == set()


@pytest.mark.parametrize("purpose", ["run", "build"])
def test_tests_run_against_the_versions_that_are_deployed(purpose: str) -> None:
    tested = locked("test")
    deployed = locked(purpose)
    assert {
        name: deployed[name] for name in deployed.keys() & tested.keys() if deployed[name] != tested[name]
    } == {}


def package_lock() -> dict[str, dict[str, Any]]:
    """Path → package of the front end's lock, without the front end itself."""
    lock: dict[str, Any] = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    return {path: package for path, package in lock["packages"].items() if path}


def test_every_front_end_package_is_hashed_and_no_address_is_kept() -> None:
    packages = package_lock()
    assert packages
    for path, package in packages.items():
        assert package["integrity"].startswith("sha512-"), path
        assert "resolved" not in package, path
        assert not package.get("hasInstallScript") or path == "node_modules/esbuild", path


def test_the_front_end_asks_for_exact_versions() -> None:
    manifest = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    asked = manifest.get("dependencies", {}) | manifest.get("devDependencies", {})
    assert asked
    assert {
        name: version for name, version in asked.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)
    } == {}


def test_npm_writes_no_address_into_its_lock() -> None:
    settings = (FRONTEND / ".npmrc").read_text(encoding="utf-8").split()
    assert "omit-lockfile-registry-resolved=true" in settings
    assert [line for line in settings if "://" in line] == []


def test_there_is_one_lock_for_each_purpose_and_no_other() -> None:
    stray = [
        name
        for name in ("uv.lock", "poetry.lock", "Pipfile.lock", "pdm.lock", "pylock.toml")
        if (PROJECT / name).exists()
    ]
    stray += [
        name for name in ("yarn.lock", "pnpm-lock.yaml", "npm-shrinkwrap.json") if (FRONTEND / name).exists()
    ]
    assert stray == []
    assert {path.stem for path in REQUIREMENTS.glob("*.txt")} == set(PURPOSES)


def test_no_file_that_installs_names_an_index() -> None:
    files = [
        PROJECT / "Makefile",
        PROJECT / "Dockerfile",
        PROJECT / "pyproject.toml",
        PROJECT / ".ci" / "run",
    ]
    files += [*sorted((PROJECT / "scripts").glob("*")), *sorted(REQUIREMENTS.glob("*.in"))]
    address = re.compile(
        r"--(extra-)?index-url|--find-links|--default-index|--trusted-host|PIP_INDEX|--registry"
    )
    assert [
        path.name for path in files if path.is_file() and address.search(path.read_text(encoding="utf-8"))
    ] == []
