"""Every sentence a person can see goes through gettext.

The sentences are collected as translators get them, each is put in ⟦brackets⟧ as its own translation, and
every page is looked at in that language: whatever stands outside was never given to the translators.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import FastAPI

from mend.accounts.models import Person
from mend.agreements.versions import Wording, propose
from mend.clock import now
from mend.couples.codes import code_of
from mend.couples.invitations import accept_invitation, invite
from mend.database import unit_of_work
from mend.settings import PROJECT, Settings
from mend.signals.models import Practical
from mend.web.guards import MAX_BODY_BYTES
from tests.architecture.test_strangers import method_of, routes_of
from tests.markup import Node, parse
from tests.people import People, Visitor, add_person
from tests.signals.partners import MINUTE, Partner, told

pytestmark = pytest.mark.any_database

LANGUAGE = "eo"
_NAMES = Locale.parse(LANGUAGE)
DAYS = (*_NAMES.days["format"]["wide"].values(), *_NAMES.months["format"]["wide"].values())
SHORT_DAYS = r"\b(?:" + "|".join(_NAMES.days["stand-alone"]["abbreviated"].values()) + r")\b"
UNSEEN = {"script", "style", "select", "textarea"}
SPOKEN = ("aria-label", "alt", "placeholder", "title")
# What is no sentence of ours: names, the couple's words, hours, codes, days, zones and the brand.
OURS = re.compile(
    "|".join((*DAYS, SHORT_DAYS)) + r"|Noa|Ilan|Sam|Ada|Mend|[A-Z0-9]{5}|\d|\W"
    r"|The money for the roof"
    r"|Teapot|A walk|Chrome, Android|Test browser|[a-z]+@example\.org|https://mend\.test\S*|[a-z]+\.(org|com)"
)
ADA = {
    "name": "Ada",
    "email": "ada@example.org",
    "password": "a kettle sings on the blue stove",
    "time_zone": "UTC",
}
NO_PAGES = {
    "/api/openapi.json": "for those who program",
    "/api/signals/{signal_id}": "no page; its sentences are those of the answer to a press",
    "/assets/{name:path}": "files",
    "/calendar/{key}.ics": "a file for calendars",
    "/together/plans/{plan_id}/event.ics": "a file for calendars",
    "/talks/{talk_id}/event.ics": "a file for calendars",
    "/together/photos/{photo_id}": "a picture; what it says is on the page",
    "/together/photos/{photo_id}/small": "a picture; what it says is on the page",
    "/cloth/{year}.svg": "a picture; what it says is on the page",
    "/livez": "for machines",
    "/readyz": "for machines",
    "/live": "a stream",
    "/manifest.webmanifest": "its own test",
    "/push-key": "for the script",
    "/style": "for those who build Mend",
    "/sw.js": "a script",
    "/us/copy": "a file to take away",
    "/invitations/acceptance": "asked by an open page; has no words",
    "/invitations/{invitation_id}/answer": "asked by an open page; has no words",
}


@pytest.fixture(scope="session")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A front end like ours, with one language: every sentence in brackets."""
    folder = tmp_path_factory.mktemp("frontend")
    for name in ("dist", "templates", "icons", "screenshots"):
        if (PROJECT / "frontend" / name).exists():
            (folder / name).symlink_to(PROJECT / "frontend" / name)
    collected = folder / "mend.pot"
    command = ["-m", "babel.messages.frontend", "-q", "extract", "--mapping", "frontend/locale/babel.cfg"]
    command += ["--keywords", "say", "--keywords", "say_count:1,2", "--output-file", str(collected)]
    subprocess.run([sys.executable, *command, "backend/mend", "frontend/templates"], cwd=PROJECT, check=True)
    with collected.open("rb") as file:
        catalogue = read_po(file, locale=LANGUAGE)
    for message in catalogue:
        if message.id:
            one, *more = message.id if isinstance(message.id, tuple) else (message.id,)
            message.string = tuple(f"⟦{form}⟧" for form in (one, *more)) if more else f"⟦{one}⟧"
    compiled = folder / "locale" / LANGUAGE / "LC_MESSAGES" / "mend.mo"
    compiled.parent.mkdir(parents=True)
    with compiled.open("wb") as file:
        write_mo(file, catalogue)
    return folder


@pytest.fixture
def settings(settings: Settings, bracketed: Path) -> Settings:
    """The settings of every test, with the bracketed language."""
    return settings.model_copy(update={"frontend_dir": bracketed})


@pytest.fixture
def noas(app: FastAPI, engine: sa.Engine, people: People) -> Partner:
    """Noa, who does things, and reads brackets; as does everybody here."""
    with unit_of_work(engine) as session:
        for person_id in (people.noa, people.ilan, people.sam):
            session.get_one(Person, person_id).locale = LANGUAGE
    return Partner(engine, app.state.outbox, people.noa)


@pytest.fixture
def ilans(app: FastAPI, engine: sa.Engine, people: People) -> Partner:
    """Ilan, who does things."""
    return Partner(engine, app.state.outbox, people.ilan)


def texts(node: Node) -> Iterator[str]:
    """All text that can be seen, in order, also what only opens later; names of zones left out.

    What no language has, such as a token or a header's name, says so in `translate="no"`.
    """
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif (
            child.tag not in {"script", "style", "select", "textarea"}
            and child.attrs.get("translate") != "no"
        ):
            yield from texts(child)


def outside(pieces: Iterator[str]) -> list[str]:
    """What stands outside of brackets and is no name, hour or code."""
    found, depth = [], 0
    for piece in pieces:
        bare = ""
        for letter in piece:
            depth += (letter == "⟦") - (letter == "⟧")
            if depth == 0 and letter != "⟧":
                bare += letter
        if left := OURS.sub("", bare):
            found.append(f"{left!r} in {bare.strip()!r}")
    return found


def untranslated(html: str) -> list[str]:
    """Every sentence of a page that no translator has seen."""
    page = parse(html)
    found = outside(texts(page))
    for node in page.inside():
        for name, value in node.attrs.items():
            spoken = name in SPOKEN or (name.startswith("data-") and re.search(r"[A-Z][\w’]* [a-z]", value))
            if spoken and name != "data-zone":
                found += [f"{name}: {left}" for left in outside(iter([value]))]
    return found


def look(visitor: Visitor, *paths: str) -> None:
    for path in paths:
        visitor.headers["Accept-Language"] = LANGUAGE
        answer = visitor.get(path)
        assert answer.status_code == 200, path
        assert "⟦" in answer.text, path
        assert untranslated(answer.text) == [], path


def test_the_pages_of_a_couple_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor, engine: sa.Engine
) -> None:
    look(noa, "/", "/us", "/us/agreement", "/us/agreement/proposal", "/us/agreement/history", "/us/leaving")
    look(
        noa,
        "/rehearsal",
        "/devices",
        "/account",
        "/account/tokens",
        "/account/tokens/how",
        *(f"/account?saved={what}" for what in ("profile", "password")),
    )
    look(noa, f"/rehearsals/{noas.rehearse(now()).id}")
    pause = noas.call(now()).pause
    for visitor in (noa, ilan):
        look(visitor, "/", f"/pauses/{pause.id}")
    ilans.call(now())
    for practical in Practical:
        ilans.note(pause, practical, now())
    ilans.travel("America/New_York")
    noas.agree(ilans, Wording("Teapot", soothing={noas.id: "A walk", ilans.id: "A walk"}), now())
    with unit_of_work(engine) as session:
        propose(session, ilans.member(session), Wording("Teapot", minutes=30), instead_of=None, now=now())
    noas.add_device()
    ilans.add_device()
    practice = noas.rehearse(now() + MINUTE)
    for visitor in (noa, ilan):
        look(visitor, "/", "/us", "/us/agreement", "/us/agreement/history", "/us/agreement/proposal")
        look(visitor, f"/pauses/{pause.id}", f"/rehearsals/{practice.id}", "/rehearsal", "/devices")
    ilans.answer(pause, now())
    for visitor in (noa, ilan):
        look(visitor, f"/pauses/{pause.id}")
    noas.come_back(pause, now())
    for visitor in (noa, ilan):
        look(visitor, f"/pauses/{pause.id}")


def test_the_pages_of_tokens_and_the_answers_to_them_hold_no_sentence_outside_the_catalogue(
    noas: Partner, noa: Visitor, anyone: Visitor
) -> None:
    for name, scope in (("Noa", "signals:send"), ("Ilan", "signals:read")):
        made, again = (noa.post_form("/account/tokens", name=name, scope=scope) for _ in range(2))
        assert untranslated(made.text) + untranslated(again.text) == []
        headers = {"Authorization": f"Bearer {parse(made.text).one('p', class_='code').text}"}
        pressed = anyone.post("/api/signals", json={"kind": "pause"}, headers=headers).json()
        said = [pressed["delivery"]["sentence"] if "delivery" in pressed else pressed["detail"]]
        wrong = anyone.post("/api/signals", json={"kind": "?", "minutes": "soon"}, headers=headers).json()
        assert outside(iter([*said, *wrong.get("errors", {}).values()])) == []
    look(noa, "/account/tokens")


def test_the_pages_before_linking_hold_no_sentence_outside_the_catalogue(
    noas: Partner,
    sam: Visitor,
    anyone: Visitor,
    app: FastAPI,
    engine: sa.Engine,
    people: People,
    visit: Callable[[], Visitor],
) -> None:
    look(anyone, "/", "/sign-in", "/sign-up", "/goodbye", "/invitation")
    look(anyone, "/pause", "/offline", "/safety", "/install")
    look(sam, "/", "/link", "/invitation", "/account", "/devices")
    with unit_of_work(engine) as session:
        ada = add_person(session, "Ada")
        ada.locale = LANGUAGE
        invitation = invite(session, ada, secret=app.state.secret, now=now())
        code = code_of(invitation.id, app.state.secret)
        adas = ada.id
    inviter = visit().as_(adas)
    look(inviter, "/link")
    read = sam.post_form("/invitation/reading", code=code)
    assert untranslated(read.text) == []
    with unit_of_work(engine) as session:
        accept_invitation(
            session,
            session.get_one(Person, people.sam),
            code=code,
            secret=app.state.secret,
            now=now(),
        )
    look(sam, "/invitation")
    look(inviter, "/link")


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/sign-up", {}),
        ("/sign-up", ADA | {"name": "x" * 80, "email": "x", "time_zone": "Nowhere/Land"}),
        ("/sign-up", ADA | {"email": "noa@example.org"}),
        ("/sign-up", ADA | {"password": "short"}),
        ("/sign-up", ADA | {"password": "password1234"}),
        ("/sign-in", {}),
        ("/sign-in", {"email": "noa@example.org", "password": "wrong"}),
    ],
)
def test_what_is_wrong_with_a_form_is_said_in_the_readers_language(
    anyone: Visitor, path: str, fields: dict[str, str]
) -> None:
    anyone.headers["Accept-Language"] = LANGUAGE
    answer = anyone.post_form(path, **fields)
    assert answer.status_code in {409, 422}
    assert untranslated(answer.text) == []


def test_errors_are_said_in_the_readers_language(noas: Partner, noa: Visitor, ilan: Visitor) -> None:
    for visitor in (noa, ilan):  # what nobody's page is speaks the browser's language
        visitor.headers["Accept-Language"] = LANGUAGE
    pause = noas.call(now()).pause
    answers = [
        noa.get("/nowhere"),
        noa.get("/pauses/not-an-id"),
        noa.post("/us"),
        noa.post_form("/pauses", minutes="soon"),
        noa.post_form(f"/pauses/{pause.id}/answer"),
        ilan.post_form(f"/pauses/{pause.id}/return"),
        noa.post("/pauses", content="x" * (MAX_BODY_BYTES + 1)),
        noa.post("/pauses", headers={"Sec-Fetch-Site": "cross-site"}),
    ]
    assert {answer.status_code for answer in answers} == {403, 404, 405, 409, 413, 422}
    for answer in answers:
        assert untranslated(answer.text) == []
    problem = noa.post_form("/account/profile", name="", time_zone="")
    assert untranslated(problem.text) == []
    again = noa.post_form("/us/agreement/proposals", phrase="")
    assert untranslated(again.text) == []


def test_a_message_is_told_in_its_readers_language(noas: Partner, ilans: Partner, engine: sa.Engine) -> None:
    noas.rehearse(now())
    pause = noas.call(now()).pause
    ilans.note(pause, Practical.KIDS, now())
    ilans.answer(pause, now())
    noas.come_back(pause, now())
    for message in told(engine):
        for words in (message.row.title, message.row.body, message.row.ended_title, message.row.ended_body):
            assert outside(iter([words])) == []
        assert message.row.lang == LANGUAGE


def test_the_home_screen_reads_the_manifest_in_its_language(anyone: Visitor) -> None:
    manifest = anyone.get("/manifest.webmanifest", headers={"Accept-Language": LANGUAGE}).json()
    sentences = [manifest["description"], *(shortcut["name"] for shortcut in manifest["shortcuts"])]
    assert outside(iter(sentences)) == []


def test_every_page_there_is_was_looked_at(app: FastAPI) -> None:
    source = "".join(path.read_text() for path in Path(__file__).parent.glob("test_every_sentence*.py"))
    for path in get_paths(app):
        start, braces, _ = path.partition("{")
        assert path in NO_PAGES or (f'"{start}{braces}' in source or f'"{path}"' in source), path
    assert NO_PAGES.keys() <= get_paths(app) | {"/style"}


def get_paths(app: FastAPI) -> set[str]:
    """The paths of every route that answers GET."""
    return {route.path for route in routes_of(app) if method_of(route) == "GET"}
