"""A question an evening, for more than a year. One theme after the other, so that no two evenings are alike.

Whoever adds one puts it at the end of its theme, with the first evening it may be asked on: all before it
keep their place.
"""

from itertools import chain, zip_longest

from mend.activities.questions.ahead import AHEAD
from mend.activities.questions.gratitude import GRATITUDE
from mend.activities.questions.home_and_work import HOME_AND_WORK
from mend.activities.questions.how_we_are import HOW_WE_ARE
from mend.activities.questions.memories import MEMORIES
from mend.activities.questions.people import PEOPLE
from mend.activities.questions.play import PLAY
from mend.activities.questions.question import Question
from mend.activities.questions.senses import SENSES
from mend.activities.questions.small_today import TODAY
from mend.activities.questions.thoughts import THOUGHTS
from mend.activities.questions.us import US
from mend.activities.questions.wishes import WISHES

THEMES: tuple[tuple[Question, ...], ...] = (
    TODAY,
    MEMORIES,
    HOW_WE_ARE,
    PLAY,
    US,
    SENSES,
    AHEAD,
    PEOPLE,
    GRATITUDE,
    HOME_AND_WORK,
    WISHES,
    THOUGHTS,
)
QUESTIONS: tuple[Question, ...] = tuple(
    question for question in chain.from_iterable(zip_longest(*THEMES)) if question is not None
)
BY_KEY = {question.key: question for question in QUESTIONS}
