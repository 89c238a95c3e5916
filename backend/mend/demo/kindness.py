"""Thanks in words of their own, some of them every week of the year."""

from datetime import datetime
from functools import partial

from mend.couples.membership import Member
from mend.demo.diary import Calendar, Diary
from mend.demo.partners import Two
from mend.ids import new_id
from mend.thanks.jar import give_thanks

# The first is what was written first; both take turns now and then, and sometimes one writes twice.
FROM_NOA = (
    "Thank you for the soup that was warm when I came home.",
    "You asked about the interview. It helped.",
    "For driving, and for the singing.",
    "You noticed the new plant.",
    "Thank you for taking the early train with me.",
    "That you said sorry first, and meant it.",
    "For the quiet morning.",
    "You wrote the letter to the school. I had dreaded it.",
    "Thank you for not answering your phone at dinner.",
    "For the blanket, without a word.",
    "You laughed at my terrible joke, twice.",
    "Thank you for calling my mother.",
    "That you waited with the film.",
    "For carrying everything up, again.",
    "You let me sleep.",
    "Thank you for the walk in the rain.",
    "For the honest answer on Sunday.",
    "You kept the last piece for me.",
)
FROM_ILAN = (
    "Thank you for texting from the tram.",
    "You stayed calm with the landlord. I could not have.",
    "For the note in my coat.",
    "Thank you for listening to all of it.",
    "You made room for my bad mood.",
    "For learning that song on the piano.",
    "Thank you for the lemon cake on a Tuesday.",
    "You told me before I asked.",
    "For laughing with my sister.",
    "Thank you for coming back at half past, as you said.",
    "You found my glasses. Again.",
    "For the map with all our places.",
    "Thank you for the evening without plans.",
    "That you asked what I need.",
    "For the seat by the window.",
    "You remembered the dentist for me.",
    "Thank you for today. Nothing special. That was it.",
    "For the tea outside my door.",
)


def give(two: Two, diary: Diary, calendar: Calendar) -> None:
    """Spread over the year; each writes theirs in order."""
    for member, all_words, first, every in ((two.noa, FROM_NOA, 359, 20), (two.ilan, FROM_ILAN, 351, 20)):
        for number, words in enumerate(all_words):
            last = number == len(all_words) - 1  # the other finds it on home
            moment = calendar.ago(
                1 if last else first - every * number, 20 + number % 3, 30 if last else 7 * number % 60
            )
            diary.note(moment, partial(_thank, two, member, words))


def _thank(two: Two, member: Member, words: str, now: datetime) -> None:
    give_thanks(two.session, member, thanks_id=new_id(), words=words, outbox=two.outbox, now=now)
