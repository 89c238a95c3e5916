"""Weekly us, all the way: suggested, joined, prepared alone, and an hour together that two phones share."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
import time_machine
from playwright.sync_api import expect

from mend.cloth.models import Kind, Stitch
from mend.notifications.outbox import Outbox
from mend.talks.models import Talk, TalkState
from mend.thanks.models import Thanks
from mend.web.words import Languages
from mend.weekly.models import WeeklyLine, WeeklyMeeting
from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone
from tests.patience import PATIENCE_MS
from tests.people import People
from tests.signals.conftest import LOCALE
from tests.talks.partners import rows
from tests.weekly.partners import Meeter

# 18:00 in Berlin, noon in New York; the clocks of both have changed by then.
SUNDAY_EVENING = datetime(2027, 4, 4, 16, 0, tzinfo=UTC)


def title(phone: Phone, words: str) -> None:
    expect(phone.page.get_by_role("heading", level=1)).to_have_text(words, timeout=PATIENCE_MS)


def test_an_hour_from_the_first_suggestion_to_good_night(
    clock: time_machine.Traveller,
    phones: tuple[Phone, Phone],
    people: People,
    engine: sa.Engine,
    push_service: PushService,
) -> None:
    noa, ilan = phones
    noas, ilans = (
        Meeter(engine, Outbox(Languages(LOCALE), b"of the journey, not of the server"), who)
        for who in (people.noa, people.ilan)
    )
    clock.move_to(SUNDAY_EVENING)

    # Noa suggests Sundays at 20:00, which is 14:00 for Ilan, who joins.
    noa.open("/us")
    noa.tap("Weekly us", exact=False)
    noa.tap("Suggest a time")
    noa.page.get_by_label("Each", exact=True).select_option("6")
    noa.page.get_by_label("At", exact=True).fill("20:00")
    noa.tap("Suggest it to Ilan")
    noa.sees("14:00 for Ilan")
    message = ilan.receive()
    assert message.json["notification"]["title"] == "Weekly us · Sunday 14:00"
    ilan.open("/weekly")
    ilan.sees("Noa suggests an hour for the two of you")
    ilan.tap("Join")
    noa.sees("Today, 20:00")  # her page has changed by itself

    # They have two promises; both prepare, each for themselves.
    tea = noas.promise("Tea at eight", to=ilans, review=date(2027, 4, 4), at=SUNDAY_EVENING)
    noas.promise("Ten minutes of walking", to=ilans, at=SUNDAY_EVENING)
    noa.tap("Prepare")
    noa.fill("Thanks I want to give", "You cooked all week.")
    noa.fill("Something good I would like us to plan", "The lake")
    noa.tap("Save")
    noa.sees("Saved. Only you can read it.")
    ilan.open("/weekly/preparation")
    ilan.fill("One issue I would bring", "The money for the roof")
    ilan.tap("Save")
    ilan.sees("Saved. Only you can read it.")
    ilan.sees_not("You cooked all week.")

    # Noa starts; Ilan finds the hour on his home.
    noa.open("/weekly")
    noa.tap("Start now")
    title(noa, "Thanks")
    ilan.open("/")
    ilan.page.get_by_text("Your hour together is under way.").click()
    title(ilan, "Thanks")
    noa.tap("Give it")
    ilan.sees("You cooked all week.")
    noa.tap("On to something good")

    title(ilan, "Something good")  # both screens are at the same step
    noa.tap("Bring it in")
    noa.fill("On which day, if you know", "2027-04-10")
    noa.tap("Bring it in")
    ilan.sees("Saturday, 10 April")
    ilan.page.get_by_role("button", name="Yes, let’s: The lake").click()
    noa.sees("You both want this")
    ilan.tap("On to your promises")

    title(noa, "Your promises")
    noa.sees("Tea at eight")
    noa.tap("Keep")
    ilan.sees("Noa says it still fits")
    ilan.tap("Yes, it fits")
    noa.sees("Ten minutes of walking")
    noa.tap("Resize")
    noa.sees("Make it smaller: less often, shorter, or only the first step.")
    noa.fill("In your own words", "Five minutes of walking")
    noa.tap("Suggest this to Ilan")
    noa.sees("You suggested a change.")
    assert noas.sees(tea).wording.review_on == date(2027, 5, 2)
    noa.open("/")
    noa.page.get_by_text("Your hour together is under way.").click()
    ilan.sees("Noa finds other words for it")
    ilan.tap("On to one issue")

    title(noa, "One issue")
    ilan.tap("Bring it in")
    noa.sees("The money for the roof")
    noa.page.get_by_role("button", name="Talk about it now: The money for the roof").click()
    for phone in (noa, ilan):
        expect(phone.page.locator(".clock-left time")).to_be_visible(timeout=PATIENCE_MS)
    [talk] = rows(engine, Talk)
    assert talk.state is TalkState.UNDER_WAY
    ilan.page.get_by_role("button", name="Done,", exact=False).click()
    for phone in (noa, ilan):
        phone.sees("That was weekly us.")
        phone.open("/")
        phone.sees("The lake")

    # What stays: thanks with a stitch, the good thing, the talk, and that they met.
    assert [row.words for row in rows(engine, Thanks)] == ["You cooked all week."]
    assert [row.kind for row in rows(engine, Stitch)] == [Kind.THANKS]
    assert [row.state for row in rows(engine, Talk)] == [TalkState.HELD]
    assert [row.ended_by for row in rows(engine, WeeklyMeeting)] == [people.ilan]
    assert {row.words for row in rows(engine, WeeklyLine)} >= {"The lake"}
    assert push_service.faults == []


def test_the_hour_ends_by_itself_on_both_screens(
    clock: time_machine.Traveller, phones: tuple[Phone, Phone], people: People, engine: sa.Engine
) -> None:
    noa, ilan = phones
    noas, ilans = (
        Meeter(engine, Outbox(Languages(LOCALE), b"of the journey, not of the server"), who)
        for who in (people.noa, people.ilan)
    )
    noas.suggest(at=SUNDAY_EVENING)
    ilans.join(at=SUNDAY_EVENING)
    here = f"/weekly/meetings/{noas.start(SUNDAY_EVENING).id}"
    clock.move_to(SUNDAY_EVENING.replace(minute=59, second=58))
    for phone in (noa, ilan):
        phone.open(here)
    for phone in (noa, ilan):
        phone.sees("An hour is enough. What is left can be a talk of its own.")
    ilan.tap("Book a talk")
    title(ilan, "Book a talk")
