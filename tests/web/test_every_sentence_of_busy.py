"""Every sentence of imported calendars goes through gettext: the page, what is wrong, what is suggested."""

import pytest
from fastapi import FastAPI
from sqlmodel import select

from mend.busy.models import BusyCalendar
from mend.busy.trouble import Trouble
from mend.clock import now
from mend.database import unit_of_work
from mend.ids import new_id
from tests.people import Visitor
from tests.signals.partners import Partner
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, untranslated

pytestmark = pytest.mark.any_database

bracketed, settings, noas = sentences.bracketed, sentences.settings, sentences.noas
PAGE = "/us/calendar/busy"


def test_the_page_of_calendars_holds_no_sentence_outside_the_catalogue(
    noas: Partner, noa: Visitor, app: FastAPI
) -> None:
    look(noa, PAGE, "/us/calendar", "/together/plans/new")
    for wrong in (
        "cal",
        "http://example.org/",
        "https://a@example.org/",
        "https://10.0.0.1/",
        "https://" + "x" * 4000,
        "https://example.org/" + "x" * 4000,
    ):
        answer = noa.post_form(PAGE, id=new_id(), label="Noa", address=wrong)
        assert [piece for piece in untranslated(answer.text) if piece not in ("Noa", wrong)] == []
    noa.post_form(PAGE, id=new_id(), label="Noa", address="https://example.org/")
    look(noa, PAGE)
    for trouble in (None, *Trouble):
        with unit_of_work(app.state.engine) as session:
            found = session.exec(select(BusyCalendar)).one()
            found.looked_at, found.trouble, found.next_look_at = now(), trouble, now().replace(year=2999)
            found.unread, found.read_at = 2, now() if trouble else None
            found.read_until = found.read_at
            session.add(found)
        pieces = untranslated(noa.get(PAGE).text)
        assert [piece for piece in pieces if piece not in ("Noa", "example.org")] == []
