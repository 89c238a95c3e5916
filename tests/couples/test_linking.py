"""Linking over HTTP: two browsers, one code, and everything that can be wrong with it."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from fastapi import FastAPI
from sqlmodel import col, update

from mend.accounts.throttle import LONGEST_WAIT
from mend.couples.models import Invitation
from mend.database import unit_of_work
from tests.people import People, Visitor, add_person

Visit = Callable[[], Visitor]


@pytest.fixture
def ada(app: FastAPI, visit: Visit) -> Visitor:
    """Somebody else who is alone."""
    with unit_of_work(app.state.engine) as session:
        ada = add_person(session, "Ada").id
    return visit().as_(ada)


def shown_code(inviter: Visitor) -> str:
    assert inviter.post_form("/invitations").headers["location"] == "/link"
    found = re.search(r'data-copy="https://mend\.test/invitation#([0-9A-Z-]+)"', inviter.get("/link").text)
    assert found is not None
    return found[1]


def form_path(visitor: Visitor, ending: str) -> str:
    found = re.search(rf'action="(/invitations/[0-9a-f-]+/{ending})"', visitor.get("/link").text)
    assert found is not None
    return found[1]


def terms_in(html: str) -> list[str]:
    return re.findall(r'<section class="terms.*?</section>', html, re.DOTALL)


def test_two_link_by_a_code(sam: Visitor, ada: Visitor) -> None:
    code = shown_code(sam)
    read = ada.post_form("/invitation/reading", code=code)
    assert read.status_code == 200
    assert "Sam invites you" in read.text
    accepted = ada.post_form("/invitation/acceptance", code=code)
    assert accepted.headers["location"] == "/invitation"
    assert "Sam confirms on their phone" in ada.get("/invitation").text
    asked = sam.get("/link").text
    assert "Ada wants to link with you" in asked
    assert "ada@example.org" in asked
    assert sam.post_form(form_path(sam, "confirmation")).headers["location"] == "/"
    assert sam.get("/us").status_code == 200
    assert ada.get("/us").status_code == 200


def test_both_read_the_same_terms_word_for_word(sam: Visitor, ada: Visitor) -> None:
    before = terms_in(sam.get("/link").text)
    read = terms_in(ada.post_form("/invitation/reading", code=shown_code(sam)).text)
    assert len(before) == 2
    assert before == read


def test_the_code_stands_in_no_address_a_server_would_see(sam: Visitor, ada: Visitor) -> None:
    code = shown_code(sam)
    plain = code.replace("-", "")
    pages = [sam.get("/link"), ada.post_form("/invitation/reading", code=code)]
    pages += [ada.post_form("/invitation/acceptance", code=code), ada.get("/invitation")]
    for answer in pages:
        addresses = re.findall(
            r'(?:href|src|action|hx-get|hx-post|data-share|data-copy)="([^"]*)"', answer.text
        )
        addresses.append(answer.headers.get("location", ""))
        for address in addresses:
            assert code not in address.partition("#")[0]
            assert plain not in address.partition("#")[0]
        assert answer.headers.get("cache-control", "no-store") == "no-store"


def test_not_now_tells_nobody(sam: Visitor, ada: Visitor) -> None:
    code = shown_code(sam)
    before = sam.get("/link").text
    assert ">Not now</a>" in ada.post_form("/invitation/reading", code=code).text
    assert sam.get("/link").text == before
    assert ada.post_form("/invitation/reading", code=code).status_code == 200


def test_the_open_page_waits_quietly_and_then_moves_on(sam: Visitor, ada: Visitor) -> None:
    code = shown_code(sam)
    asks = form_path(sam, "withdrawal").replace("withdrawal", "answer")
    htmx = {"HX-Request": "true"}
    assert sam.get(asks, headers=htmx).status_code == 204
    assert "HX-Redirect" not in sam.get(asks, headers=htmx).headers
    ada.post_form("/invitation/acceptance", code=code)
    assert sam.get(asks, headers=htmx).headers["HX-Redirect"] == "/link"
    assert "HX-Redirect" not in ada.get("/invitations/acceptance", headers=htmx).headers
    sam.post_form(form_path(sam, "confirmation"))
    assert ada.get("/invitations/acceptance", headers=htmx).headers["HX-Redirect"] == "/"
    assert ada.get("/invitation").headers["location"] == "/"
    assert sam.get("/link").headers["location"] == "/"


def test_saying_it_is_somebody_else_lets_both_begin_anew(sam: Visitor, ada: Visitor) -> None:
    ada.post_form("/invitation/acceptance", code=shown_code(sam))
    assert sam.post_form(form_path(sam, "refusal")).headers["location"] == "/link"
    waiting = ada.get("/invitations/acceptance", headers={"HX-Request": "true"})
    assert waiting.headers["HX-Redirect"] == "/invitation"
    assert "nothing was shared" in ada.get("/invitation").text
    assert ada.get("/us").status_code == 404


def test_an_acceptance_taken_back_ends_the_waiting(sam: Visitor, ada: Visitor) -> None:
    ada.post_form("/invitation/acceptance", code=shown_code(sam))
    path = form_path(sam, "confirmation")
    assert ada.post_form("/invitation/acceptance/withdrawal").headers["location"] == "/"
    answer = sam.post_form(path)
    assert answer.status_code == 410
    assert "used already" in answer.text


def test_signed_out_the_invitation_explains_and_offers_an_account(anyone: Visitor) -> None:
    answer = anyone.get("/invitation")
    assert answer.status_code == 200
    assert "/sign-up?next=/invitation" in answer.text
    assert "/sign-in?next=/invitation" in answer.text


def wrong_codes() -> list[tuple[str, int, str]]:
    return [
        ("teapot", 422, "ten letters and digits"),
        ("ZZZZZ-ZZZZZ", 404, "No invitation has this code"),
        ("x" * 301, 422, "too long"),
        ("", 422, "fill this in"),
        ("7KX1M\u202e0QPRT", 422, "ten letters and digits"),
    ]


@pytest.mark.parametrize(("typed", "status", "sentence"), wrong_codes())
@pytest.mark.parametrize("path", ["/invitation/reading", "/invitation/acceptance"])
def test_a_wrong_code_is_a_sentence_and_stays_in_its_field(
    sam: Visitor, path: str, typed: str, status: int, sentence: str
) -> None:
    answer = sam.post_form(path, code=typed)
    assert answer.status_code == status
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text


@pytest.mark.parametrize("path", ["/invitation/reading", "/invitation/acceptance"])
def test_a_form_with_missing_repeated_or_forged_fields_is_refused(sam: Visitor, path: str) -> None:
    assert sam.post_form(path).status_code == 422
    assert sam.post(path, data={"code": ["7KX1M-0QPRT", "ZZZZZ-ZZZZZ"]}).status_code == 400
    assert sam.post_form(path, code="7KX1M-0QPRT", inviter_id="me").status_code == 422


def test_ones_own_invitation_is_a_plain_sentence(sam: Visitor) -> None:
    answer = sam.post_form("/invitation/reading", code=shown_code(sam))
    assert answer.status_code == 409
    assert "your own invitation" in answer.text


def test_a_used_invitation_is_a_plain_sentence(
    sam: Visitor, ada: Visitor, app: FastAPI, visit: Visit
) -> None:
    with unit_of_work(app.state.engine) as session:
        ben = add_person(session, "Ben").id
    code = shown_code(sam)
    ada.post_form("/invitation/acceptance", code=code)
    answer = visit().as_(ben).post_form("/invitation/acceptance", code=code)
    assert answer.status_code == 410
    assert "used already" in answer.text


def test_an_expired_invitation_is_a_plain_sentence(
    sam: Visitor, ada: Visitor, app: FastAPI, people: People
) -> None:
    code = shown_code(sam)
    with unit_of_work(app.state.engine) as session:
        session.exec(
            update(Invitation)
            .where(col(Invitation.inviter_id) == people.sam)
            .values(expires_at=datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
        )
    answer = ada.post_form("/invitation/acceptance", code=code)
    assert answer.status_code == 410
    assert "has run out" in answer.text
    assert "Make an invitation" in sam.get("/link").text


def test_who_is_linked_is_told_so(noa: Visitor, sam: Visitor) -> None:
    answer = noa.post_form("/invitation/reading", code=shown_code(sam))
    assert answer.status_code == 409
    assert "linked with Ilan already" in answer.text
    assert noa.post_form("/invitations").status_code == 409


def test_guessing_codes_is_slowed_but_never_for_more_than_a_minute(sam: Visitor) -> None:
    answers = [sam.post_form("/invitation/reading", code=f"ZZZZZ-{number:05}") for number in range(30)]
    waits = [int(answer.headers["retry-after"]) for answer in answers if answer.status_code == 429]
    assert waits
    assert max(waits) <= LONGEST_WAIT.total_seconds()
    number, refused = next(pair for pair in enumerate(answers) if pair[1].status_code == 429)
    assert f'value="ZZZZZ-{number:05}"' in refused.text
    assert "seconds, then try again" in refused.text


def test_making_many_invitations_is_slowed(sam: Visitor) -> None:
    statuses = [sam.post_form("/invitations").status_code for _ in range(14)]
    assert statuses[:10] == [303] * 10
    assert 429 in statuses[10:]  # each try costs a wait that a slow machine may sit out
    assert sam.get("/link").status_code == 200


def test_the_page_says_until_when_the_invitation_works(sam: Visitor) -> None:
    shown_code(sam)
    assert re.search(r"It works once, until \d\d:\d\d", sam.get("/link").text)
