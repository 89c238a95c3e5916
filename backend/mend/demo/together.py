"""What both would like to do, found out in secret; and a question answered by both on some evenings."""

from datetime import datetime
from functools import partial

from mend.activities.cards import Cost, Energy, Fit, Place
from mend.activities.evening_question.days import evening_of, id_of, question_of
from mend.activities.evening_question.replies import answer
from mend.activities.leanings import decline, like
from mend.activities.own_ideas import Making, add_idea
from mend.couples.membership import Member
from mend.demo.diary import Calendar, Diary, at
from mend.demo.partners import MINUTE, Two, Who
from mend.ids import new_id

# Days ago, whose like it was, and which card. What both like is found out on the day of the second.
LIKES = (
    (300, Who.NOA, "kitchen_dance"),
    (296, Who.ILAN, "kitchen_dance"),
    (210, Who.ILAN, "loaf_of_bread"),
    (188, Who.NOA, "loaf_of_bread"),
    (120, Who.NOA, "same_moon"),
    (70, Who.NOA, "end_of_the_line"),
    (33, Who.ILAN, "end_of_the_line"),
    (30, Who.ILAN, "jigsaw_all_week"),
    (12, Who.ILAN, "noodles_by_hand"),
    (3, Who.NOA, "noodles_by_hand"),
)
NO_THANKS = ((200, Who.NOA, "climbing_wall"), (199, Who.ILAN, "ten_new_words"))
# What Noa and Ilan answer, should the evening bring the question.
ANSWERS = {
    "today_smile": ("The boy on the tram with a pineapple.", "Your shoes, side by side."),
    "us_good_at": ("Leaving parties at the same moment.", "Soup. And waiting for each other."),
    "glad_easier": ("You, when you took the phone calls.", "My brother. And you, on Thursday."),
    "everyday_corner": ("The chair by the stove.", "Where the cat lies, so: everywhere."),
    "memory_first_meal": ("You burnt the rice and served it proudly.", "You ate it. All of it."),
    "inside_tonight": ("Ten minutes of nothing.", "A walk without a goal."),
    "play_boat": ("The Patient Goose.", "Second Breakfast."),
    "us_team": ("When we carry something heavy.", "When we cook without talking."),
    "sense_better_day": ("Your lemon cake.", "Bread with too much butter."),
    "today_keep_minute": ("The light at four.", "You in the doorway, still in your coat."),
    "memory_early_joke": ("The penguin.", "The penguin. Always."),
    "inside_long_day": ("Nobody asking me anything until I’ve sat down.", "Hot water. Then you."),
    "us_habit": ("That you say good night to the plants.", "Our slow Sundays."),
    "people_laugh": ("Your aunt.", "You, when you try not to."),
    "thought_good_day": ("One where I notice the weather.", "When nobody hurries."),
    "glad_ordinary": ("The kettle.", "Your key in the door."),
    "us_grown": ("We stop earlier.", "I say it sooner. You wait longer."),
    "everyday_sound": ("The third stair.", "Your key."),
    "sense_hour": ("Just before dinner.", "Six in the morning, alone with the cat."),
    "ahead_tomorrow": ("Seeing the sea of leaves in the park.", "Coffee before everybody wakes."),
    "wish_this_month": ("One whole day without a plan.", "That we go and see the lake."),
    "inside_when_sad": ("Next to me, without words.", "With tea, and a bit of distance first."),
    "today_taste": ("The clementine you peeled for me.", "Your crooked dumplings."),
    "play_superpower": ("Finding the right lid at once.", "Always the warm side of the bed."),
}


def spend_time(two: Two, diary: Diary, calendar: Calendar) -> None:
    """Likes and declines, one idea of their own, and the evenings that bring a question they answer."""
    for ago, who, key in LIKES:
        diary.note(calendar.ago(ago, 21, 50), partial(_like, two, two.of(who), key))
    for ago, who, key in NO_THANKS:
        diary.note(calendar.ago(ago, 21, 55), partial(_decline, two, two.of(who), key))
    diary.note(calendar.ago(44, 21, 45), partial(_have_an_idea, two))
    for day in calendar.days():
        diary.note(at(day, 21, 5), partial(_answer, two))


def _like(two: Two, member: Member, key: str, now: datetime) -> None:
    like(two.session, member, key, two.outbox, now)


def _decline(two: Two, member: Member, key: str, now: datetime) -> None:
    decline(two.session, member, key, now)


def _have_an_idea(two: Two, now: datetime) -> None:
    making = Making(
        "Your father’s records, all of one evening",
        90,
        Cost.FREE,
        Energy.TIRED,
        Place.HOME,
        frozenset({Fit.RAIN}),
    )
    idea = add_idea(two.session, two.ilan, new_id(), making, now)
    for member in two.both:
        like(two.session, member, str(idea.id), two.outbox, now + 5 * MINUTE)


def _answer(two: Two, now: datetime) -> None:
    evening, couple_id = evening_of(two.noa, now), two.noa.couple_id
    answers = ANSWERS.get(question_of(couple_id, evening).key)
    if answers is None:
        return
    for member, words in zip(two.both, answers, strict=True):
        answer(
            two.session,
            member,
            id_of(couple_id, evening),
            words,
            seen=0,
            outbox=two.outbox,
            now=now + 10 * MINUTE,
        )
