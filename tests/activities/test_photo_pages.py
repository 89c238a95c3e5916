"""Photographs over HTTP: the form, the pictures, what is too large or none at all, and the copy."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
import time_machine
from fastapi import FastAPI
from PIL import Image
from starlette.requests import Request

from mend.activities.plan_diary import PlanNow
from mend.activities.plans_models import PlanPhoto
from mend.web import uploads
from tests.activities import plan_fixtures
from tests.activities.planners import LATER, Planner, rows
from tests.markup import parse
from tests.people import Visitor
from tests.pictures.phones import SECRET, heic, jpeg, png, scene

pytestmark = pytest.mark.any_database
noas, ilans, clock = plan_fixtures.noas, plan_fixtures.ilans, plan_fixtures.clock
offered, planned = plan_fixtures.offered, plan_fixtures.planned
MEGABYTE = 1024 * 1024
LINE = "The steam on the windows"


@pytest.fixture
def done(clock: time_machine.Traveller, planned: PlanNow, noas: Planner) -> PlanNow:
    clock.move_to(LATER)
    return noas.did(planned, LINE)


def send(
    visitor: Visitor, plan: PlanNow, file: bytes, *, photo_id: str = "", name: str = "IMG_0001.jpg"
) -> Any:
    fields, files = {"id": photo_id or str(uuid4())}, {"photo": (name, file, "image/jpeg")}
    return visitor.post(f"/together/plans/{plan.id}/photos", data=fields, files=files)


def body_of(pieces: Iterator[bytes]) -> tuple[Iterator[bytes], dict[str, str]]:
    """A form with one file, sent as it is made."""

    def all_of_it() -> Iterator[bytes]:
        yield b'--edge\r\nContent-Disposition: form-data; name="id"\r\n\r\n' + str(uuid4()).encode()
        yield b'\r\n--edge\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
        yield from pieces
        yield b"\r\n--edge--\r\n"

    return all_of_it(), {"Content-Type": "multipart/form-data; boundary=edge"}


@pytest.mark.parametrize("written", [jpeg, heic, png])
def test_a_photograph_with_a_place_in_it_is_seen_by_both_without(
    noa: Visitor, ilan: Visitor, done: PlanNow, written: Any
) -> None:
    file = written(scene((300, 200)))
    assert SECRET.encode() in file
    answer = send(noa, done, file, name="../../etc/passwd.jpg")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/together/plans/{done.id}#photos")
    page = parse(ilan.get(f"/together/plans/{done.id}").text)
    [image] = page.one(id="photos").all("img")
    assert image.attrs["alt"] == "A photograph of “Soup by the canal”, Saturday, 21 November"
    assert (image.attrs["width"], image.attrs["height"]) == ("300", "200")
    for path in (image.attrs["src"], f"{image.attrs['src']}/small"):
        seen = ilan.get(path)
        assert seen.headers["content-type"] == "image/jpeg"
        assert seen.headers["cache-control"] == "no-store"
        assert seen.headers["x-content-type-options"] == "nosniff"
        assert "content-encoding" not in seen.headers
        assert SECRET.encode() not in seen.content
        assert not Image.open(BytesIO(seen.content)).getexif()


def test_sent_twice_it_is_one(noa: Visitor, done: PlanNow, engine: sa.Engine) -> None:
    form = parse(noa.get(f"/together/plans/{done.id}").text).one("details", id="photo")
    photo_id = form.one("input", name="id").attrs["value"]
    for _ in range(2):
        assert send(noa, done, jpeg(scene()), photo_id=photo_id).status_code == 303
    assert [row.id for row in rows(engine, PlanPhoto)] == [UUID(photo_id)]


def test_who_added_it_takes_it_away_and_then_it_is_nowhere(
    noa: Visitor, ilan: Visitor, done: PlanNow
) -> None:
    send(noa, done, jpeg(scene()))
    one = f"/together/plans/{done.id}"
    [image] = parse(ilan.get(one).text).one(id="photos").all("img")
    removal = f"{one}/photos/{image.attrs['src'].rpartition('/')[2]}/removal"
    refused = ilan.post_form(removal)
    assert refused.status_code == 409
    assert "Only Noa can take this one away." in refused.text
    assert "Take it away for good" not in ilan.get(one).text
    assert "Take it away for good" in noa.get(one).text
    for _ in range(2):
        assert noa.post_form(removal).status_code == 303
    assert ilan.get(image.attrs["src"]).status_code == 404
    assert 'id="photos"' not in ilan.get(one).text


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"<!doctype html><script>alert(1)</script>", "Mend can’t see a photograph in this file."),
        (b"", "Please choose a photograph first."),
        (jpeg(scene())[:400], "Mend can’t see a photograph in this file."),
    ],
)
def test_what_is_none_is_said_beside_the_field_and_nothing_is_lost(
    noa: Visitor, done: PlanNow, engine: sa.Engine, app: FastAPI, file: bytes, sentence: str
) -> None:
    answer = send(noa, done, file)
    assert answer.status_code == 422
    page = parse(answer.text)
    details = page.one("details", id="photo")
    assert "open" in details.attrs
    assert sentence in details.one(id="field-photo-error").text
    assert LINE in page.text
    assert rows(engine, PlanPhoto) == []
    assert not app.state.settings.pictures_folder.exists()


@pytest.mark.parametrize("says_its_length", [True, False])
def test_forty_megabytes_are_a_clear_sentence_on_the_same_page(
    noa: Visitor, done: PlanNow, engine: sa.Engine, says_its_length: bool
) -> None:
    start = jpeg(scene())
    body, headers = body_of(iter([start, *[b"\0" * MEGABYTE] * 40]))
    if says_its_length:
        headers["Content-Length"] = str(len(start) + 40 * MEGABYTE + 300)
    answer = noa.post(f"/together/plans/{done.id}/photos", content=body, headers=headers)
    assert answer.status_code == 413
    assert "This photograph is too large. At most 15 MB fit. Nothing was lost." in answer.text
    assert LINE in answer.text
    assert rows(engine, PlanPhoto) == []


def test_only_this_path_takes_more_than_a_form_and_only_from_us(noa: Visitor, done: PlanNow) -> None:
    one = f"/together/plans/{done.id}"
    body, headers = body_of(iter([b"\0" * MEGABYTE]))
    assert noa.post(f"{one}/done", content=body, headers=headers).status_code == 413
    body, headers = body_of(iter([b"\0" * MEGABYTE]))
    forged = headers | {"Sec-Fetch-Site": "cross-site"}
    assert noa.post(f"{one}/photos", content=body, headers=forged).status_code == 403
    endless = headers | {"Content-Length": str(10**12)}
    assert noa.post(f"{one}/photos", content=b"", headers=endless).status_code == 413


def test_who_brings_no_cookie_gets_no_place_for_a_file(
    anyone: Visitor, done: PlanNow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    body, headers = body_of(iter([b"\0" * MEGABYTE]))
    path = f"/together/plans/{done.id}/photos"
    assert anyone.post(path, content=body, headers=headers).status_code == 413


def test_the_form_of_a_stranger_is_never_parsed(
    anyone: Visitor, done: PlanNow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse_it(*_: Any, **__: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(Request, "form", parse_it)
    anyone.cookies.set("__Host-mend", "no session")
    answer = send(anyone, done, jpeg(scene()))
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")


def test_too_many_at_once_are_asked_to_come_again(
    noa: Visitor, done: PlanNow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    answer = send(noa, done, jpeg(scene()))
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "10")


def test_a_form_without_what_belongs_in_it_is_a_plain_no(noa: Visitor, done: PlanNow) -> None:
    path = f"/together/plans/{done.id}/photos"
    assert noa.post_form(path, id="x").status_code == 422
    assert send(noa, done, jpeg(scene()), photo_id="not-an-id").status_code == 422
    two = [("photo", ("a.jpg", b"x", "image/jpeg")), ("photo", ("b.jpg", b"y", "image/jpeg"))]
    assert noa.post(path, files=two).status_code in {400, 422}


def test_before_it_happened_nothing_is_taken(
    noa: Visitor, planned: PlanNow, clock: time_machine.Traveller
) -> None:
    answer = send(noa, planned, jpeg(scene()))
    assert answer.status_code == 409
    assert "Photographs are for what you two did." in answer.text


def test_the_copy_holds_every_photograph_also_for_who_has_left(
    noa: Visitor, ilan: Visitor, mara: Visitor, done: PlanNow
) -> None:
    assert ilan.get("/us/copy").headers["content-type"] == "application/json"
    send(noa, done, jpeg(scene((300, 200))))
    ilan.post_form("/us/leaving")
    for visitor in (noa, ilan):
        answer = visitor.get("/us/copy")
        assert answer.headers["content-disposition"] == 'attachment; filename="mend.zip"'
        archive = ZipFile(BytesIO(answer.content))
        assert archive.testzip() is None
        [plan] = json.loads(archive.read("mend.json"))["spaces"][0]["plans"]
        [photo] = plan["photographs"]
        assert photo["by"] == "Noa"
        assert archive.namelist() == ["mend.json", photo["file"]]
        assert photo["file"].startswith("photographs/2026-11-21-")
        assert Image.open(BytesIO(archive.read(photo["file"]))).size == (300, 200)
    assert mara.get("/us/copy").headers["content-type"] == "application/json"
