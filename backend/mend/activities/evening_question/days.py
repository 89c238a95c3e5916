"""Which question is asked on which evening.

Each couple has an order of its own and goes through it one evening after the other, whether anybody answers
or not; after the last question the first comes again. There are more questions than a year has days, so none
comes again within a year. The order follows from the couple's id, and the place in it from the day, and from
nothing else: what one of the two did with a question cannot change what the other is asked.

Questions that are added later come behind all that were there before, from the evening they name on. So they
shuffle nobody's order, and throw nobody to another place in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, zip_longest
from uuid import UUID, uuid5

from mend.activities.questions import THEMES
from mend.activities.questions.question import Question
from mend.cloth.stitches import day_begun_in
from mend.couples.membership import Member

# A long evening belongs to the day it began on.
ENDS_AT = timedelta(hours=5)
# An answer may come on the next day too: who was asleep already answers in the morning.
OPEN_FOR = timedelta(days=1)
# A page left open for so long still knows which evening it was.
REMEMBERED = 60  # days


@dataclass(frozen=True, slots=True, eq=False)
class Deck:
    """The questions, theme by theme."""

    themes: tuple[tuple[Question, ...], ...]


@dataclass(frozen=True, slots=True)
class _Turns:
    questions: tuple[Question, ...]
    batches: tuple[tuple[date, int], ...]  # from that evening on there are so many


ALL = Deck(THEMES)


def evening_of(member: Member, now: datetime) -> date:
    """The couple's evening: a new day has begun when it is past five in the morning for both."""
    return day_begun_in((member.person.time_zone, member.partner.time_zone), now - ENDS_AT)


def id_of(couple_id: UUID, day: date) -> UUID:
    """The id of a couple's question of this day, the same each time (UUIDv5: RFC 9562, section 5.5)."""
    return uuid5(couple_id, f"question {day.isoformat()}")


def lately_asked(couple_id: UUID, question_id: UUID, today: date) -> date | None:
    """The day whose question has this id, as far back as a page may have been left open."""
    days = (today - timedelta(days=back) for back in range(REMEMBERED))
    return next((day for day in days if id_of(couple_id, day) == question_id), None)


def takes_replies(day: date, today: date) -> bool:
    """Whether something can be done with the question of `day` on the evening `today`."""
    return day <= today <= day + OPEN_FOR


def question_of(couple_id: UUID, day: date, deck: Deck = ALL) -> Question:
    """What this couple is asked on this day."""
    turns = _turns(deck, couple_id)
    place = 0
    for number, (since, size) in enumerate(turns.batches):
        later = turns.batches[number + 1 : number + 2]
        until = min(day, later[0][0]) if later else day
        place = (place + (until - since).days) % size
        if until == day:
            break
    return turns.questions[place]


@lru_cache(maxsize=256)
def _turns(deck: Deck, couple_id: UUID) -> _Turns:
    """One theme after the other, batch by batch: no two evenings are alike.

    Sorted by what a hash makes of the couple and the key: it stays, on every machine and with every Python.
    """

    def place(question: Question) -> bytes:
        return blake2b(couple_id.bytes + question.key.encode(), digest_size=16).digest()

    questions: list[Question] = []
    batches = []
    for since in sorted({question.since for theme in deck.themes for question in theme}):
        questions += _batch(deck, since, place)
        batches.append((since, len(questions)))
    return _Turns(tuple(questions), tuple(batches))


def _batch(deck: Deck, since: date, place: Callable[[Question], bytes]) -> list[Question]:
    themes = [sorted((one for one in theme if one.since == since), key=place) for theme in deck.themes]
    shuffled = sorted(filter(None, themes), key=lambda theme: place(theme[0]))
    return [one for one in chain.from_iterable(zip_longest(*shuffled)) if one is not None]
