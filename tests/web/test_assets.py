"""The built files: only those the build lists, in the smallest encoding, kept for ever."""

import gzip
import json
import os
from pathlib import Path

import pytest

from mend.settings import PROJECT, Settings
from mend.web.assets import asset_url
from tests.people import Visitor

pytestmark = pytest.mark.any_database

SCRIPT = b"console.log('hello');\n" * 40


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """The settings of every test, with a build of the test's own."""
    dist = tmp_path / "frontend" / "dist"
    dist.mkdir(parents=True)
    for name in ("templates", "locale"):
        (tmp_path / "frontend" / name).symlink_to(PROJECT / "frontend" / name)
    (dist / "app-1.js").write_bytes(SCRIPT)
    (dist / "app-1.js.gz").write_bytes(gzip.compress(SCRIPT))
    (dist / "app-1.js.br").write_bytes(b"as if by brotli")
    (dist / "app-1.css").write_text("body{}")
    (dist / "mark-1.svg").write_text("<svg/>")
    (dist / "icon-1.png").write_bytes(b"\x89PNG" + b"x" * 2000)
    (dist / "sw.js").write_bytes(SCRIPT)
    (dist / "secret.txt").write_text("nobody's business")
    (tmp_path / "frontend" / "beside.txt").write_text("nobody's business")
    names = {
        "app.js": "app-1.js",
        "app.css": "app-1.css",
        "icons/favicon.svg": "mark-1.svg",
        "icons/apple-touch-180.png": "icon-1.png",
    }
    (dist / "assets.json").write_text(json.dumps(names))
    return settings.model_copy(update={"frontend_dir": tmp_path / "frontend"})


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0,gzip;q=0", None),
        ("deflate", None),
        ("", None),
        ("identity", None),
        ("brotli, xgzip", None),
    ],
)
def test_a_file_comes_in_the_smallest_encoding_its_asker_takes(
    anyone: Visitor, accepts: str, encoding: str | None
) -> None:
    with anyone.stream("GET", "/assets/app-1.js", headers={"Accept-Encoding": accepts}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.status_code == 200
    assert answer.headers.get("content-encoding") == encoding
    assert raw == {"br": b"as if by brotli", "gzip": raw, None: SCRIPT}[encoding]
    if encoding == "gzip":
        assert gzip.decompress(raw) == SCRIPT  # packed once, not twice
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"].startswith("text/javascript")


def test_a_file_is_kept_for_ever(anyone: Visitor) -> None:
    for name in ("app-1.js", "app-1.css", "icon-1.png"):
        answer = anyone.get(f"/assets/{name}")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("app-1.css", "text/css"), ("mark-1.svg", "image/svg+xml"), ("icon-1.png", "image/png")],
)
def test_a_file_says_what_it_is(anyone: Visitor, name: str, kind: str) -> None:
    assert anyone.get(f"/assets/{name}").headers["content-type"].startswith(kind)


@pytest.mark.parametrize(
    "name",
    [
        "nothing.js",
        "secret.txt",
        "assets.json",
        "sw.js",
        "app-1.js.gz",
        "",
        "../beside.txt",
        "..%2Fbeside.txt",
        "%2e%2e/beside.txt",
        "%2e%2e%2fbeside.txt",
        "..%5cbeside.txt",
        "....//beside.txt",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "app-1.js%00",
        "%00",
        "app-1.js/",
        "APP-1.JS",
        "x" * 5000,
        "%ff%fe",
    ],
)
def test_nothing_else_is_served_whatever_the_name_says(anyone: Visitor, name: str) -> None:
    answer = anyone.get(f"/assets/{name}")
    assert answer.status_code in {404, 405}, name
    assert "nobody" not in answer.text


def test_a_new_build_is_seen_at_once(settings: Settings) -> None:
    dist = settings.frontend_dir / "dist"
    assert asset_url(dist, "app.js") == "/assets/app-1.js"
    (dist / "assets.json").write_text(json.dumps({"app.js": "app-2.js"}))
    os.utime(dist / "assets.json", ns=(1, 1))
    assert asset_url(dist, "app.js") == "/assets/app-2.js"


def test_the_worker_is_asked_for_again_at_every_visit(anyone: Visitor) -> None:
    answer = anyone.get("/sw.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.content == SCRIPT
