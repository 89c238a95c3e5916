"""Pauses that were called and came to a return, and "Can we start over?", over the year."""

from datetime import datetime
from functools import partial

from mend.demo.diary import Calendar, Diary
from mend.demo.partners import MINUTE, Two, Who
from mend.demo.scenes import Argument, Card, Scene
from mend.ids import new_id
from mend.signals.decks import START_OVER
from mend.signals.models import Practical
from mend.signals.repair_models import Answer
from mend.signals.repairs import answer_repair, send_repair
from mend.signals.return_models import ReturnEnding

_SHORT = Card(kindness="I’m glad you are back.")
ARGUMENTS = (
    Argument(355, 20, 31, Who.NOA, Card("Thank you for waiting.", "I raised my voice."), _SHORT),
    Argument(
        341,
        19,
        2,
        Who.ILAN,
        Card(my_part="I answered before you had finished."),
        Card("I missed you in there."),
    ),
    Argument(
        318,
        21,
        14,
        Who.NOA,
        Card(
            "You cook when I’m late.",
            "I made a list of everything at once.",
            "alone",
            "the evening plan changes",
            "a word before",
        ),
        Card("You always tell me when you’re late now.", "I rolled my eyes."),
        later=20,
        practical=Practical.STOVE,
    ),
    Argument(290, 18, 47, Who.ILAN, Card(my_part="I was hungry and sharp."), _SHORT, ReturnEnding.LET_GO),
    Argument(
        266,
        20,
        5,
        Who.NOA,
        Card("You stayed kind.", "I spoke about your mother."),
        Card("It’s all right."),
        ReturnEnding.TALK,
        for_later="Who drives at Christmas?",
    ),
    Argument(
        233,
        22,
        8,
        Who.ILAN,
        Card("I love this flat with you.", "I slammed the door."),
        Card(my_part="I followed you."),
        later=10,
    ),
    Argument(199, 19, 40, Who.NOA, Card(my_part="I took it out on you."), Card("I know what a day you had.")),
    Argument(161, 20, 22, Who.ILAN, Card("You laughed first. Thank you."), _SHORT, ReturnEnding.LET_GO),
    Argument(
        118,
        21,
        1,
        Who.NOA,
        Card("You heard me.", "I expected you to guess."),
        Card(my_part="I was on my phone."),
        is_kept=True,
    ),
    Argument(
        83,
        19,
        16,
        Who.ILAN,
        Card(my_part="I decided alone."),
        Card("Thank you for saying so."),
        ReturnEnding.TALK,
    ),
    Argument(41, 20, 50, Who.NOA, Card("I like how we do this now.", "I started with “always”."), _SHORT),
    Argument(
        24,
        20,
        12,
        Who.ILAN,
        Card(
            "You make our evenings warm.",
            "I went quiet instead of saying it.",
            "small",
            "we talk about money at night",
            "a morning for it",
        ),
        Card(
            "You came back. You always do.",
            "I brought it up too late.",
            "worried",
            "the letters lie there",
            "ten minutes together",
        ),
        practical=Practical.KIDS,
        for_later="The letter from the landlord",
        is_kept=True,
    ),
    Argument(
        9, 19, 33, Who.NOA, Card("You put the kettle on.", "I was short with you."), Card("I’m on your side.")
    ),
)

# Days ago, who sent it, which phrase, and what the other said.
REPAIRS = (
    (357, Who.NOA, START_OVER, Answer.YES),
    (333, Who.ILAN, "came-out-wrong", Answer.YES),
    (309, Who.NOA, "sorry", Answer.YES),
    (283, Who.ILAN, START_OVER, Answer.NOT_YET),
    (251, Who.NOA, "tea", Answer.YES),
    (226, Who.ILAN, "same-team", Answer.YES),
    (192, Who.NOA, "slower", Answer.YES),
    (158, Who.ILAN, "your-side", Answer.YES),
    (121, Who.NOA, START_OVER, Answer.YES),
    (95, Who.ILAN, "a-point", Answer.YES),
    (66, Who.NOA, "hug", Answer.YES),
    (37, Who.ILAN, START_OVER, Answer.YES),
    (12, Who.NOA, "love", Answer.YES),
    (4, Who.ILAN, "tea", Answer.YES),
)


def argue(two: Two, diary: Diary, calendar: Calendar) -> None:
    """Every pause with its return, and every attempt to start over."""
    for argument in ARGUMENTS:
        Scene(two, diary, argument).begin(calendar.ago(argument.ago, argument.hour, argument.minute))
    for ago, by, key, answer in REPAIRS:
        diary.note(
            calendar.ago(ago, 18, 30 + ago % 25),
            partial(_reach_out, two, by, key, answer),
        )


def _reach_out(two: Two, by: Who, key: str, answer: Answer, now: datetime) -> None:
    sender = two.of(by)
    repair_id = new_id()
    send_repair(two.session, sender, repair_id=repair_id, key=key, pause_id=None, outbox=two.outbox, now=now)
    for said, minutes in ((answer, 6), (Answer.YES, 48)):
        answer_repair(
            two.session,
            two.other(sender),
            repair_id,
            said,
            from_device=None,
            outbox=two.outbox,
            now=now + minutes * MINUTE,
        )
        if answer is Answer.YES:
            return
