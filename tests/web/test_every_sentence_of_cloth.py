"""Every sentence of the cloth goes through gettext, those of its picture too."""

from datetime import UTC, datetime

import pytest

from mend.cloth.models import Kind
from mend.cloth.stitches import add_stitch
from mend.database import unit_of_work
from mend.ids import new_id
from tests.people import Visitor
from tests.signals.partners import Partner
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look

pytestmark = pytest.mark.any_database

# The people there read in brackets.
bracketed = sentences.bracketed
settings = sentences.settings
noas = sentences.noas
ilans = sentences.ilans


def test_the_pages_of_the_cloth_hold_no_sentence_outside_the_catalogue(noa: Visitor, noas: Partner) -> None:
    look(noa, "/cloth")
    with unit_of_work(noas.engine) as session:
        for kind in Kind:
            for day in (1, 3, 4, 5):
                at = datetime(2021, 1, day, 12, tzinfo=UTC)
                add_stitch(session, noas.member(session).couple_id, kind, new_id(), at)
    look(noa, "/cloth", "/cloth/2021")
