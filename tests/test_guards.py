"""What stands before every route: nothing forged, endless or half done passes, nothing private goes out."""

from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from sqlmodel import col, select
from structlog.testing import capture_logs

from mend.accounts.models import Person
from mend.database import SessionDep, unit_of_work
from mend.web.forms import Typed
from mend.web.guards import MAX_BODY_BYTES, SECURITY_HEADERS
from tests.people import PASSWORD, People, Visitor

SIGN_IN = {"email": "noa@example.org", "password": PASSWORD}


@pytest.fixture
def old_browser(anyone: Visitor) -> Visitor:
    """A browser that does not say Sec-Fetch-Site."""
    anyone.headers.pop("Sec-Fetch-Site")
    return anyone


# Who may change something


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", "SAME-ORIGIN", ""])
def test_a_post_another_site_sent_is_refused(anyone: Visitor, site: str) -> None:
    answer = anyone.post("/sign-in", data=SIGN_IN, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert "This came from another site, so nothing was done." in answer.text
    assert "set-cookie" not in answer.headers


def test_its_word_counts_more_than_the_origin(anyone: Visitor) -> None:
    forged = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mend.test"}
    assert anyone.post("/sign-in", data=SIGN_IN, headers=forged).status_code == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://mend.test", 303),
        ("http://mend.test", 403),
        ("https://mend.test:8443", 403),
        ("https://mend.test.example.org", 403),
        ("https://example.org", 403),
        ("null", 403),
        ("", 403),
        (None, 403),
    ],
)
def test_an_old_browser_says_it_with_its_origin(
    old_browser: Visitor, origin: str | None, status: int
) -> None:
    headers = {} if origin is None else {"Origin": origin}
    assert old_browser.post("/sign-in", data=SIGN_IN, headers=headers).status_code == status


def test_a_link_from_another_site_is_followed(anyone: Visitor) -> None:
    assert anyone.get("/sign-in", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


# How much is taken


def pieces(size: int) -> Iterator[bytes]:
    """A body that does not say how long it will be."""
    for _ in range(size // 1024):
        yield b"a" * 1024


FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(("path", "kind"), [("/sign-in", FORM), ("/receipts", JSON)])
@pytest.mark.parametrize("body", [lambda: b"a" * (MAX_BODY_BYTES + 1), lambda: pieces(MAX_BODY_BYTES + 1024)])
def test_a_body_over_the_limit_is_refused_with_and_without_a_length(
    anyone: Visitor, path: str, kind: dict[str, str], body: Callable[[], Any]
) -> None:
    answer = anyone.post(path, content=body(), headers=kind)
    assert answer.status_code == 413
    assert "That is more than Mend can take at once. Please send less." in answer.text


@pytest.mark.parametrize("body", [lambda: b"a" * MAX_BODY_BYTES, lambda: pieces(MAX_BODY_BYTES)])
def test_a_body_up_to_the_limit_is_read(anyone: Visitor, body: Callable[[], Any]) -> None:
    assert anyone.post("/receipts", content=body(), headers=JSON).status_code == 422


def test_a_length_that_lies_helps_nobody(anyone: Visitor) -> None:
    answer = anyone.post(
        "/sign-in", content=b"a" * MAX_BODY_BYTES * 2, headers=FORM | {"Content-Length": "7"}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "seven", "1e3", "0x10", "", " ", "٣", "9" * 40, "7, 7"])
def test_a_length_that_is_none_is_refused(anyone: Visitor, length: str) -> None:
    kind = (b"Content-Type", b"application/x-www-form-urlencoded")
    answer = anyone.post("/sign-in", content=b"", headers=[kind, (b"Content-Length", length.encode())])
    assert answer.status_code == 400
    assert "Mend could not read that." in answer.text


# What is read


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", "multipart/mixed"])
def test_a_form_of_another_kind_is_refused(anyone: Visitor, kind: str) -> None:
    answer = anyone.post("/sign-in", content=b"{}", headers={"Content-Type": kind, "Accept": "text/html"})
    assert answer.status_code == 400


def test_a_field_given_twice_is_refused(anyone: Visitor) -> None:
    answer = anyone.post(
        "/sign-in", content="email=a%40b.org&email=noa%40example.org&password=x", headers=FORM
    )
    assert answer.status_code == 400
    assert "The form holds the same field twice. Please reload the page." in answer.text


@pytest.mark.parametrize("name", ["email", "picture"])
def test_a_file_is_refused(anyone: Visitor, name: str) -> None:
    answer = anyone.post("/sign-in", data={"password": "x"}, files={name: ("a.txt", b"hello")})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--edge",
        b"--edge\r\n\r\n",
        b"--other\r\nContent-Disposition: form-data; name=email\r\n\r\nx\r\n--other--",
        b"--edge\r\nContent-Disposition: form-data\r\n\r\nx\r\n--edge--",
        b'--edge\r\nContent-Disposition: form-data; name="' + b"n" * 20_000 + b'"\r\n\r\nx\r\n--edge--',
        b"--edge\r\nContent-Disposition: form-data; name=email\r\n\r\n" + b"x" * 60_000 + b"\r\n--edge--",
        b"".join(
            b"--edge\r\nContent-Disposition: form-data; name=f%d\r\n\r\nx\r\n" % number
            for number in range(900)
        )
        + b"--edge--",
        b"--edge\r\n" + b"X: y\r\n" * 5_000 + b"\r\nx\r\n--edge--",
        b"\xff" * 60_000,
    ],
)
def test_a_broken_or_bloated_multipart_is_a_plain_no(anyone: Visitor, body: bytes) -> None:
    kind = {"Content-Type": "multipart/form-data; boundary=edge"}
    assert anyone.post("/sign-in", content=body, headers=kind).status_code in {400, 422}


def test_a_multipart_without_its_edge_is_a_plain_no(anyone: Visitor) -> None:
    answer = anyone.post("/sign-in", content=b"x", headers={"Content-Type": "multipart/form-data"})
    assert answer.status_code == 400


def test_more_fields_than_any_form_has_are_refused(anyone: Visitor) -> None:
    body = "&".join(f"f{number}=x" for number in range(2000))
    assert anyone.post("/sign-in", content=body, headers=FORM).status_code in {400, 422}


@pytest.mark.parametrize("letter", ["%00", "%ED%A0%80", "%FF", "%F4%90%80%80", "%0D%0A"])
def test_letters_no_database_takes_are_refused_and_not_tried(anyone: Visitor, letter: str) -> None:
    for body in (f"email=noa{letter}%40example.org&password=x", f"em{letter}ail=a&password=x{letter}"):
        assert anyone.post("/sign-in", content=body, headers=FORM).status_code in {400, 422}


@pytest.mark.parametrize(
    "body", [b"{", b"[" * 60_000, b"\xff\xfe", b'{"a": 1e999}', b"1" * 60_000, b"null", b""]
)
def test_broken_or_bottomless_json_is_a_plain_no(anyone: Visitor, body: bytes) -> None:
    answer = anyone.post("/receipts", content=body, headers=JSON)
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"


# What goes with every answer


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sign-in", 200),
        ("GET", "/account", 303),
        ("GET", "/nothing", 404),
        ("GET", "/devices/x/removal", 405),
        ("GET", "/livez", 200),
        ("GET", "/assets/../../etc/passwd", 404),
        ("GET", "/live", 401),
        ("POST", "/receipts", 422),
        ("POST", "/api/signals", 401),
        ("GET", "/api/openapi.json", 200),
        ("POST", "/test", 500),
    ],
)
def test_every_answer_carries_the_headers(
    app: FastAPI, anyone: Visitor, method: str, path: str, status: int
) -> None:
    app.add_api_route("/test", _break, methods=["POST"])
    accept = "application/json" if path == "/live" else "text/html"
    answer = anyone.request(method, path, headers={"Accept": accept})
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "server" not in answer.headers


def test_nothing_is_run_that_is_not_a_file_of_ours(anyone: Visitor) -> None:
    policy = dict(
        part.strip().split(" ", 1)
        for part in anyone.get("/sign-in").headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert (policy["object-src"], policy["base-uri"], policy["frame-ancestors"]) == ("'none'",) * 3
    assert "unsafe" not in str(policy)
    assert not {"script-src", "style-src", "connect-src", "worker-src"} & policy.keys()
    assert "http" not in str(policy)


# Mistakes of ours


def _break(session: SessionDep) -> None:
    person = session.exec(select(Person).order_by(col(Person.name))).first()
    assert person is not None
    person.name = "Half written"
    session.flush()
    raise ZeroDivisionError("Teapot said at the table")


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_mistake_of_ours_is_a_sentence_and_leaves_nothing_behind(
    app: FastAPI, anyone: Visitor, engine: sa.Engine, accept: str
) -> None:
    app.add_api_route("/test", _break, methods=["POST"])
    with capture_logs() as logs:
        answer = anyone.post("/test", headers={"Accept": accept})
    assert answer.status_code == 500
    assert "Something broke on our side. Nothing was changed. Please try again." in answer.text
    [entry] = logs
    assert (entry["event"], entry["kind"], entry["route"]) == ("unforeseen", "ZeroDivisionError", "/test")
    assert "test_guards.py" in entry["places"][-1]
    assert "Teapot" not in answer.text + str(logs)
    with unit_of_work(engine, writes=False) as session:
        assert session.exec(select(Person).where(Person.name == "Half written")).all() == []


def test_where_not_even_a_page_can_be_made_the_sentence_stands_alone(
    app: FastAPI, visit: Callable[[], Visitor], people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.add_api_route("/test", _break, methods=["POST"])
    monkeypatch.setattr(app.state, "settings", app.state.settings.model_copy(update={"frontend_dir": None}))
    with capture_logs() as logs:
        answer = visit().post("/test")
    assert (answer.status_code, len(logs)) == (500, 2)
    assert answer.text == "Something broke on our side. Nothing was changed. Please try again."
    assert answer.headers["content-security-policy"] == SECURITY_HEADERS["Content-Security-Policy"]


def test_half_an_answer_is_cut_off_and_not_continued_with_another(app: FastAPI, anyone: Visitor) -> None:
    def begin() -> StreamingResponse:
        def words() -> Iterator[bytes]:
            yield b"Half of it"
            raise ZeroDivisionError("Teapot")

        return StreamingResponse(words())

    app.add_api_route("/test", begin)
    with capture_logs() as logs, pytest.raises(ConnectionAbortedError) as cut:
        anyone.get("/test")
    assert [entry["kind"] for entry in logs] == ["ZeroDivisionError"]
    assert cut.value.__suppress_context__


def test_a_form_that_nobody_finishes_is_no_mistake_of_ours(app: FastAPI) -> None:
    """A phone that loses its connection in the middle of a post."""

    def take(typed: Typed) -> None:
        raise AssertionError(typed)

    app.add_api_route("/test", take, methods=["POST"])
    sent: list[Any] = []

    async def leave() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/test",
        "raw_path": b"/test",
        "query_string": b"",
        "headers": [
            (b"host", b"mend.test"),
            (b"sec-fetch-site", b"same-origin"),
            (b"content-type", b"application/x-www-form-urlencoded"),
            (b"content-length", b"10"),
        ],
    }
    with capture_logs() as logs:
        anyio.run(app, scope, leave, send)
    assert (logs, sent) == ([], [])
