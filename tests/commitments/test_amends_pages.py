import re
from mend.commitments.entry_models import Outcome
from mend.ids import new_id
import pytest
from tests.commitments import fixtures
from tests.commitments.keepers import *
from tests.people import Visitor

clock, noas, ilans, maras = fixtures.clock, fixtures.noas, fixtures.ilans, fixtures.maras
pytestmark = pytest.mark.usefixtures("clock")


def test_it(noas, noa, ilan):
    p = noas.promise()
    e = noas.enter(p, Outcome.MISSED, line="Late bus")
    path = f"/promises/{p}/entries/{e.id}/amends"
    r = noa.get(path)
    assert r.status_code == 200, r.text
    f = dict(
        id=new_id(),
        did="I did not text.",
        landed="You waited",
        words="I will set an alarm",
        when="daily",
        review_on="2026-12-09",
    )
    r = noa.post_form(path, step="preview", **f)
    assert r.status_code == 200, r.text
    assert "You waited" in r.text
    assert ilan.get(path).status_code == 404
    r = noa.post_form(path, step="send", **f)
    assert r.status_code == 303, r.text
    assert noa.get(path).status_code == 200
    assert "wrote to you about" in ilan.get("/").text
    r = ilan.get(path)
    assert r.status_code == 200
    r = ilan.post_form(path + "/answers", reply="need")
    assert r.status_code == 422
    r = ilan.post_form(path + "/answers", reply="need", words="a day")
    assert r.status_code == 303
    r = ilan.post_form(path + "/answers", reply="later")
    assert r.status_code == 303
    assert "Earlier answers" in noa.get(path).text
    assert noa.get(f"/promises/{p}").status_code == 200
    assert "An answer to what you wrote" in noa.get("/").text
