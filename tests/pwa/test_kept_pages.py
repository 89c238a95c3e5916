"""The anonymous pages a phone keeps, the manifest, and the worker's file."""

from collections.abc import Callable

import pytest

from tests.people import People, Visitor

KEPT = ("/pause", "/offline", "/safety")


@pytest.mark.parametrize("path", [*KEPT, "/install", "/manifest.webmanifest"])
def test_a_kept_page_is_the_same_whoever_asks(anyone: Visitor, noa: Visitor, path: str) -> None:
    theirs, nobodys = noa.get(path), anyone.get(path)
    assert theirs.status_code == 200
    assert theirs.content == nobodys.content
    assert "data-person" not in theirs.text


@pytest.mark.parametrize("path", KEPT)
def test_a_kept_page_can_be_found_again_by_the_workers_cache(anyone: Visitor, path: str) -> None:
    answer = anyone.get(path)
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "vary" not in answer.headers


@pytest.mark.parametrize("path", KEPT)
def test_a_kept_page_needs_nothing_that_the_worker_does_not_keep(anyone: Visitor, path: str) -> None:
    worker = anyone.get("/sw.js").text
    page = anyone.get(path).text
    needed = {part.partition('"')[0] for part in page.split('src="')[1:]}
    needed |= {part.partition('"')[0] for part in page.split('rel="stylesheet" href="')[1:]}
    assert needed
    for address in needed:
        assert f'"{address}"' in worker


def test_the_pause_is_sent_by_a_plain_form_where_scripts_do_not_run(noa: Visitor) -> None:
    page = noa.get("/pause").text
    assert '<form class="pause-screen" method="post" action="/pauses" data-part="ring">' in page
    answer = noa.post_form("/pauses")
    assert answer.status_code == 303
    assert "I need a pause." in noa.get(answer.headers["location"]).text


def test_the_manifest_names_what_a_home_screen_needs(anyone: Visitor) -> None:
    answer = anyone.get("/manifest.webmanifest")
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = answer.json()
    assert manifest["id"] == "/"
    assert manifest["display"] == "standalone"
    assert manifest["dir"] == "ltr"
    assert manifest["lang"] == "en"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable", "monochrome"}
    assert [shortcut["url"] for shortcut in manifest["shortcuts"]] == ["/pause"]


def test_every_picture_of_the_manifest_is_there(anyone: Visitor) -> None:
    manifest = anyone.get("/manifest.webmanifest").json()
    pictures = [*manifest["icons"], *manifest["shortcuts"][0]["icons"], *manifest["screenshots"]]
    for picture in pictures:
        answer = anyone.get(picture["src"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == picture["type"]


def test_the_worker_is_asked_for_anew_each_time_and_comes_compressed(anyone: Visitor) -> None:
    answer = anyone.get("/sw.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")


def test_help_and_the_pause_button_are_reached_from_the_shell(anyone: Visitor) -> None:
    shell = anyone.get("/offline").text
    assert 'class="pause-button" href="/pause"' in shell
    assert 'href="/safety"' in shell


def test_nobody_is_signed_in_by_the_shell(visit: Callable[[], Visitor], people: People) -> None:
    shell = visit().as_(people.noa).get("/offline").text
    assert "Ilan" not in shell
    assert "data-live" not in shell
