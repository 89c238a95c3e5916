"""Owning a miss over HTTP: typed, looked at, changed, sent, once; and found by the two alone."""

import pytest

from mend.commitments.amends_models import MAX_PART
from mend.commitments.entry_models import FollowThrough, Outcome, WayOn
from mend.commitments.models import MAX_WORDS
from mend.ids import new_id
from mend.rhythms.rhythm import once
from tests.commitments import fixtures
from tests.commitments.amends_page import FILLED, carried, filled, form_of, path_of, problems, reply, step
from tests.commitments.keepers import DAY, EVENING, MINUTE, TODAY, WORDS
from tests.commitments.owners import CHECK_IN, DID, LANDED, WILL, Owner, all_amends
from tests.markup import parse, typed
from tests.people import Visitor

clock, noas, ilans = fixtures.clock, fixtures.noa_owns, fixtures.ilan_owns
# The clock stands before any browser is signed in.
pytestmark = pytest.mark.usefixtures("clock")


def test_a_miss_leads_to_the_form_which_begins_with_its_days_and_a_look_in_two_weeks(
    noas: Owner, noa: Visitor
) -> None:
    entry = noas.miss()
    day = noa.get(f"/promises/{entry.commitment_id}/days/{TODAY}").text
    assert f'href="{path_of(entry)}"' in day
    assert "Own it" in day
    page = noa.get(path_of(entry)).text
    assert WORDS in page
    assert "Wednesday, 25 November" in page
    form = form_of(noa, entry)
    assert (form["when"], form["review_on"]) == ("daily", CHECK_IN.isoformat())
    assert form["did"] == form["landed"] == form["words"] == ""
    assert {"why", "occasion", "deed"} & set(form) == set()  # no field for excuses


def test_a_miss_of_what_was_for_one_day_asks_for_another(noas: Owner, noa: Visitor) -> None:
    entry = noas.enter(noas.promise(rhythm=once(TODAY - DAY)), Outcome.MISSED, on=TODAY - DAY)
    form = form_of(noa, entry)
    assert (form["when"], form["on"]) == ("once", "")


def test_it_is_looked_at_changed_and_sent_and_nothing_typed_is_lost(
    noas: Owner, noa: Visitor, ilan: Visitor
) -> None:
    entry = noas.miss(line="The meeting ran late")
    fields = filled(noa, entry, landed="You sat\r\nwith the <soup> & “waited”.", until="2026-12-24")
    preview = step(noa, entry, "preview", fields)
    assert preview.status_code == 200
    for words in (DID, "with the &lt;soup&gt;", WILL, "9 December", "Not sent yet", WORDS):
        assert words in preview.text
    assert "The meeting ran late" not in preview.text
    assert "stays yours" in preview.text
    assert all_amends(noas.engine) == []
    assert ilan.get(path_of(entry)).status_code == 404
    change = step(noa, entry, "change", carried(preview, entry))
    again = typed(parse(change.text).one("form", action=path_of(entry)))
    assert change.status_code == 200
    assert "Not saved yet" not in change.text
    same = {name: " ".join(str(value).split()) for name, value in fields.items() if value}
    assert {name: value for name, value in again.items() if value} == same
    preview = step(noa, entry, "preview", carried(preview, entry) | {"did": "I left."})
    sent = step(noa, entry, "send", carried(preview, entry))
    assert (sent.status_code, sent.headers["location"]) == (303, path_of(entry))
    (amends,) = all_amends(noas.engine)
    assert (amends.did, amends.landed) == ("I left.", "You sat\nwith the <soup> & “waited”.")
    assert noas.finds(amends.plan_id).wording.review_on == CHECK_IN


def test_what_does_not_fit_is_said_beside_each_field_and_nothing_is_sent(noas: Owner, noa: Visitor) -> None:
    entry = noas.miss()
    soup = "🍲" * 5_000
    wrong: list[tuple[dict[str, object], str]] = [
        ({"did": " \r\n "}, "write down what you did"),
        ({"landed": ""}, "how it may have landed"),
        ({"words": " "}, "write down what is promised"),
        ({"did": soup}, f"At most {MAX_PART} characters"),
        ({"landed": "x" * (MAX_PART + 1)}, f"At most {MAX_PART} characters"),
        ({"words": "x" * (MAX_WORDS + 1)}, f"At most {MAX_WORDS} characters"),
        ({"did": "\u202eabc"}, "characters that cannot be shown"),
        ({"when": ""}, "choose"),
        ({"when": "once", "on": ""}, "choose the day"),
        ({"when": "once", "on": "2026-11-24"}, "passed"),
        ({"review_on": "2026-11-24"}, "This day has passed"),
        ({"review_on": "soon"}, "choose a day"),
        ({"id": "?"}, "id of Mend"),
        ({"why": "The bus was late"}, "At most 0 characters"),
        ({"excuse": "The bus was late"}, "does not belong here"),
        ({"step": "shout"}, "one of the options"),
    ]
    good = filled(noa, entry)
    for how, sentence in wrong:
        for way in ("preview", "send"):
            fields = good | {"step": way} | how
            answer = noa.post_form(path_of(entry), **fields)
            assert answer.status_code == 422, how
            assert sentence in problems(answer), how
            kept = typed(parse(answer.text).one("form", action=path_of(entry)))
            if "landed" not in how:
                assert kept["landed"].split() == LANDED.split()
    both = step(noa, entry, "preview", good | {"did": "", "landed": "", "words": ""})
    assert len(parse(both.text).one(class_="summary").all("li")) == 3
    assert all_amends(noas.engine) == []


def test_two_taps_on_send_are_one_and_a_second_form_is_led_to_what_was_sent(
    noas: Owner, noa: Visitor
) -> None:
    entry = noas.miss()
    one, two = filled(noa, entry), filled(noa, entry, did="I forgot.")
    for _ in range(2):
        assert step(noa, entry, "send", one).status_code == 303
    for way in ("preview", "send"):
        late = step(noa, entry, way, two)
        assert late.status_code == 409
        assert "You owned this day already." in problems(late)
        assert "I forgot." in late.text
        assert f'href="{path_of(entry)}"' in late.text
    changed = step(noa, entry, "send", one | {"did": "I forgot."})
    assert (changed.status_code, "with other words" in problems(changed)) == (409, True)
    assert f'value="{one["id"]}"' not in changed.text
    assert len(all_amends(noas.engine)) == 1


def test_what_changed_meanwhile_on_another_phone_is_said_and_what_was_typed_stays(
    noas: Owner, noa: Visitor
) -> None:
    entry = noas.miss(EVENING - MINUTE)
    fields = filled(noa, entry)
    noas.take_back(entry)
    for way in ("preview", "send"):
        answer = step(noa, entry, way, fields)
        assert (answer.status_code, "You took this back." in problems(answer)) == (410, True)
        assert DID in answer.text
    day = f"/promises/{entry.commitment_id}/days/{TODAY}"
    assert noa.get(path_of(entry)).headers["location"] == day
    kept = noas.enter(entry.commitment_id)
    assert noa.get(path_of(kept)).headers["location"] == day


def test_nobody_but_the_two_finds_it_and_each_does_only_their_part(
    noas: Owner, noa: Visitor, ilan: Visitor, mara: Visitor
) -> None:
    entry = noas.miss()
    for visitor in (ilan, mara):
        assert visitor.get(path_of(entry)).status_code == 404
        assert step(visitor, entry, "send", {"id": new_id()} | FILLED).status_code == 404
        assert reply(visitor, entry, "thanks").status_code == 404
    assert reply(noa, entry, "thanks").headers["location"] == path_of(entry)
    noas.own(entry)
    assert mara.get(path_of(entry)).status_code == 404
    refused = step(ilan, entry, "send", {"id": new_id()} | FILLED)
    assert (refused.status_code, "Only Noa can change this." in refused.text) == (409, True)
    own = reply(noa, entry, "thanks")
    assert (own.status_code, "your own words" in problems(own)) == (409, True)
    assert DID in own.text  # the page it is about, and not a bare one
    other = FollowThrough(**entry.model_dump() | {"commitment_id": noas.promise()})
    for visitor in (noa, ilan):
        assert visitor.get(path_of(other)).status_code == 404
        assert reply(visitor, other, "thanks").status_code == 404
    assert step(noa, other, "send", {"id": new_id()} | FILLED).status_code == 404


def test_the_pages_of_both_lead_there_and_none_offers_to_undo_it(
    noas: Owner, noa: Visitor, ilan: Visitor
) -> None:
    entry = noas.miss(line="A secret line")
    amends = noas.own(entry)
    day = noa.get(f"/promises/{entry.commitment_id}/days/{TODAY}").text
    assert "You owned this." in day
    assert f'href="{path_of(entry)}"' in day
    for gone in ("Say something else", "Take it back", "Make it smaller", "Own it", "Share this"):
        assert gone not in day
    promise = ilan.get(f"/promises/{entry.commitment_id}").text
    assert f'href="{path_of(entry)}"' in promise
    for visitor in (noa, ilan):
        assert f'href="{path_of(entry)}"' in visitor.get(f"/promises/{amends.plan_id}").text
    assert "A secret line" not in promise + ilan.get(f"{path_of(entry)[:-6]}thanks").text
    assert "It came with" not in promise
    withdrawn = noa.post_form(f"{path_of(entry)[:-7]}/withdrawal")
    assert (withdrawn.status_code, "What you said of this day stays." in withdrawn.text) == (409, True)
    assert "You owned this." in withdrawn.text


@pytest.mark.parametrize("way", [WayOn.SMALLER, WayOn.LET_GO])
def test_who_went_on_otherwise_can_still_own_it(noas: Owner, noa: Visitor, way: WayOn) -> None:
    entry = noas.miss()
    noas.go_on(entry, way)
    assert "Own it" in noa.get(f"/promises/{entry.commitment_id}/days/{TODAY}").text
