"""The question of an evening on two phones: nothing shows until both have answered, then both read both.

One of them is in Berlin, past midnight, and the other in New York, where the evening has begun.
"""

import re

from tests.fakes.push_service import PushService
from tests.journeys.phone import Phone

# Ids that are born with a page, and the moment it was made at.
BORN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}|data-now=\"[^\"]*\"")
BREAD, WALK = "The bread, still warm.", "The walk along the river."


def looks(phone: Phone, question: str) -> list[str]:
    """All that a phone shows, the numbers of its live stream too; ids born with a page made alike."""
    return [
        BORN.sub("born", phone.context.request.get(phone.origin + path).text())
        for path in ("/", "/us", "/us/questions", "/us/questions/kept", question, f"{question}/answer")
    ]


def test_an_answer_opens_when_both_have_answered(
    phones: tuple[Phone, Phone], push_service: PushService
) -> None:
    noa, ilan = phones
    noa.open("/")
    noa.sees("A question for the evening")
    asked = noa.page.locator("section.card h2").last.inner_text()
    noa.tap("Answer")
    question = noa.page.url.removeprefix(noa.origin).removesuffix("/answer")
    ilan.open("/")
    ilan.sees(asked)  # the same for both
    before = looks(ilan, question)

    noa.fill("Your answer", BREAD)
    noa.tap("Keep my answer")
    noa.sees("It opens for you and Ilan once you have both answered.")
    noa.sees(BREAD)
    assert looks(ilan, question) == before
    noa.tap("Let’s talk about it instead")
    noa.sees("Mend tells you both only if Ilan would too.")
    assert looks(ilan, question) == before
    noa.tap("Answer after all")
    noa.tap("Keep my answer")
    noa.sees("It opens for you and Ilan once you have both answered.")
    assert looks(ilan, question) == before

    ilan.tap("Answer")
    ilan.fill("Your answer", WALK)
    ilan.tap("Keep my answer")
    for phone in (noa, ilan):  # Noa's page has changed by itself
        phone.sees(BREAD)
        phone.sees(WALK)
    told = noa.receive()
    assert told.json["notification"]["title"] == "Pause · your evening question"
    assert not any(words in told.payload.decode() for words in (BREAD, WALK, asked))
    ilan.notifications(0)  # who was the last to answer has it before their eyes
    assert ilan.subscription is not None
    assert push_service.messages(ilan.subscription) == []
    noa.open(question)  # and the page takes its notification away
    noa.notifications(0)

    ilan.open("/us/questions")
    ilan.sees(BREAD)
    assert push_service.faults == []
