"""Every sentence of weekly us goes through gettext; the pages are looked at as `test_every_sentence` does."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from mend.clock import now
from mend.database import unit_of_work
from mend.weekly.models import LineKind, Step, Verdict, WeeklyMeeting
from tests.people import Visitor
from tests.signals.partners import Partner
from tests.web import test_every_sentence as sentences
from tests.web.test_every_sentence import look, untranslated
from tests.weekly.partners import Meeter

pytestmark = pytest.mark.any_database

bracketed, settings, noas, ilans = sentences.bracketed, sentences.settings, sentences.noas, sentences.ilans
HOUR = timedelta(hours=1)


def meeters(*partners: Partner) -> tuple[Meeter, ...]:
    return tuple(Meeter(one.engine, one.outbox, one.id) for one in partners)


def test_the_pages_of_the_ritual_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor
) -> None:
    at = now()
    noa_, ilan_ = meeters(noas, ilans)

    def look_both(*paths: str) -> None:
        for visitor in (noa, ilan):
            look(visitor, *(paths or ("/", "/us", "/weekly", "/weekly/time")))

    look_both()
    ilans.travel("America/New_York")
    noa_.suggest((at + HOUR).weekday(), (at + HOUR).time().replace(microsecond=0, second=0), at=at)
    look_both()
    ilan_.not_now(at)
    look_both()
    ilan_.join(at=at)
    noa_.promise("Teapot", to=ilan_)
    look_both("/", "/weekly", "/weekly/time", "/weekly/preparation", "/weekly/preparation?saved=yes")
    for fields in ({"thanks": "x" * 300}, {"thought-x": "keep"}):
        assert untranslated(noa.post_form("/weekly/preparation", **fields).text) == []
    assert untranslated(noa.post_form("/weekly/time", weekday=9, at="late").text) == []
    for who in (ilan_, noa_):
        who.leave(at)
        look_both()
    assert untranslated(noa.post_form("/weekly/meetings").text) == []


def test_the_pages_of_the_meeting_hold_no_sentence_outside_the_catalogue(
    noas: Partner, ilans: Partner, noa: Visitor, ilan: Visitor, engine: sa.Engine
) -> None:
    at = now()
    noa_, ilan_ = meeters(noas, ilans)
    noa_.suggest(at=at)
    ilan_.join(at=at)
    tea, walk, pot = (noa_.promise("Teapot", to=ilan_, ours=ours) for ours in (False, True, False))
    noa_.prepare("Teapot", "A walk", "A walk", {tea.id: Verdict.KEEP}, at=at)
    meeting = noa_.start(at)
    here = f"/weekly/meetings/{meeting.id}"

    def look_both(*paths: str) -> None:
        for visitor in (noa, ilan):
            look(visitor, "/", "/weekly", here, *paths)

    look_both(*(f"{here}/{kind}" for kind in ("thanks", "plan", "issue")))
    noa.post_form(f"{here}/thanks", id=tea.id, words="Teapot")
    look_both()
    noa_.on(meeting, Step.THANKS, at)
    look_both()
    line = noa_.bring(meeting, "A walk", on_day=at.date() + timedelta(days=2), at=at)
    look_both()
    ilan_.want(meeting, line, at)
    look_both()
    noa_.on(meeting, Step.PLAN, at)
    look_both()
    noa_.look(meeting, tea, Verdict.KEEP, at=at)
    noa_.look(meeting, walk, Verdict.RESIZE, at=at)
    look_both()
    noa_.look(meeting, pot, Verdict.LET_GO, at=at)
    ilan_.look(meeting, tea, Verdict.KEEP, at=at)
    look_both()
    ilan_.look(meeting, walk, Verdict.KEEP, at=at)
    look_both()
    noa_.look(meeting, walk, Verdict.KEEP, at=at)
    look_both()
    noa_.on(meeting, Step.PROMISES, at)
    look_both()
    roof = noa_.bring(meeting, "A walk", kind=LineKind.ISSUE, at=at)
    look_both(f"{here}/lines/{roof.id}/talk")
    ilan_.want(meeting, roof, at)
    look_both()
    ilan_.go(meeting, at)
    look_both()
    noa_.on(meeting, Step.ISSUE, at)
    look_both()
    assert untranslated(noa.post_form(f"{here}/plan", words="A walk").text) == []
    over = noa_.start(at)
    with unit_of_work(engine) as session:
        session.get_one(WeeklyMeeting, (over.meeting.couple_id, over.id)).until = at - HOUR
    look(noa, f"/weekly/meetings/{over.id}")
    late = noa_.start(at)
    late_here = f"/weekly/meetings/{late.id}"
    for seen in (Step.THANKS, Step.PLAN, Step.PROMISES):
        noa_.on(late, seen, at)
    other = noa_.bring(late, "A walk", kind=LineKind.ISSUE, at=at)
    with unit_of_work(engine) as session:
        session.get_one(WeeklyMeeting, (late.meeting.couple_id, late.id)).until = at + timedelta(minutes=5)
    for visitor in (noa, ilan):
        look(visitor, late_here)
    assert untranslated(ilan.post_form(f"{late_here}/lines/{other.id}/yes").text) == []
