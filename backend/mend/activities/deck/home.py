"""At home, with hardly anything to get ready."""

from functools import partial

from mend.activities.cards import Card, Kind
from mend.activities.deck.writing import (
    ANYWHERE,
    APART,
    CHILDREN,
    EASY,
    FREE,
    HOME,
    LITTLE,
    LIVELY,
    QUIET,
    RAIN,
    TIRED,
    card,
    needs,
)
from mend.errors import N_

at_home = partial(card, Kind.HOME)

AT_HOME: tuple[Card, ...] = (
    at_home(
        "album_on_the_floor",
        N_("Lie on the floor and listen to an album"),
        needs(40, FREE, TIRED, HOME, RAIN, QUIET),
    ),
    at_home(
        "kitchen_dance", N_("Dance to one song in the kitchen"), needs(5, FREE, EASY, HOME, CHILDREN, RAIN)
    ),
    at_home(
        "read_to_each_other", N_("Read to each other for twenty minutes"), needs(20, FREE, TIRED, HOME, RAIN)
    ),
    at_home(
        "film_at_fifteen",
        N_("Watch a film one of you loved at fifteen"),
        needs(100, LITTLE, TIRED, HOME, RAIN, QUIET),
    ),
    at_home(
        "same_film_apart",
        N_("Start the same film at the same moment"),
        needs(100, LITTLE, TIRED, ANYWHERE, APART, RAIN, QUIET),
    ),
    at_home(
        "talk_in_the_dark", N_("Put the lights out and talk in the dark"), needs(20, FREE, TIRED, HOME, RAIN)
    ),
    at_home(
        "warm_feet",
        N_("Soak your feet in warm water, side by side"),
        needs(20, FREE, TIRED, HOME, RAIN, QUIET),
    ),
    at_home(
        "shoulder_rub", N_("Give each other a short shoulder rub"), needs(10, FREE, TIRED, HOME, RAIN, QUIET)
    ),
    at_home(
        "one_drawer",
        N_("Tidy one drawer together and stop there"),
        needs(20, FREE, EASY, HOME, CHILDREN, RAIN, QUIET),
    ),
    at_home(
        "first_year_photos",
        N_("Look through photos from your first year together"),
        needs(30, FREE, TIRED, HOME, CHILDREN, RAIN),
    ),
    at_home("nap_together", N_("Take a nap at the same time"), needs(30, FREE, TIRED, HOME, RAIN, QUIET)),
    at_home("blanket_den", N_("Build a den out of blankets"), needs(30, FREE, LIVELY, HOME, CHILDREN, RAIN)),
    at_home(
        "watch_the_weather",
        N_("Sit at the window and watch the weather"),
        needs(15, FREE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
    at_home(
        "last_call_of_the_day",
        N_("Say good night to each other on a call"),
        needs(15, FREE, TIRED, ANYWHERE, APART, RAIN),
    ),
    at_home(
        "playlist_in_turns",
        N_("Make a playlist, one song each in turn"),
        needs(30, FREE, TIRED, ANYWHERE, APART, CHILDREN, RAIN),
    ),
    at_home(
        "move_the_furniture",
        N_("Move the furniture and see how it feels"),
        needs(60, FREE, LIVELY, HOME, CHILDREN, RAIN),
    ),
    at_home(
        "three_good_moments",
        N_("Write down three good moments from this month"),
        needs(15, FREE, TIRED, ANYWHERE, APART, RAIN, QUIET),
    ),
    at_home(
        "silly_quiz",
        N_("Make up a silly quiz for each other"),
        needs(30, FREE, EASY, ANYWHERE, APART, CHILDREN, RAIN),
    ),
    at_home(
        "quiet_hour", N_("Spend a quiet hour in the same room"), needs(60, FREE, TIRED, HOME, RAIN, QUIET)
    ),
    at_home(
        "letter_by_hand",
        N_("Write each other a short letter by hand"),
        needs(30, FREE, EASY, ANYWHERE, APART, RAIN, QUIET),
    ),
    at_home(
        "screens_off",
        N_("Switch every screen off for one evening"),
        needs(90, FREE, EASY, HOME, CHILDREN, RAIN, QUIET),
    ),
    at_home(
        "fresh_sheets",
        N_("Put on fresh sheets and go to sleep early"),
        needs(20, FREE, TIRED, HOME, RAIN, QUIET),
    ),
    at_home(
        "three_kept_things",
        N_("Show each other three things you have kept"),
        needs(20, FREE, TIRED, ANYWHERE, APART, CHILDREN, RAIN),
    ),
    at_home(
        "ready_for_tomorrow",
        N_("Get one thing ready for tomorrow together"),
        needs(10, FREE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
    at_home(
        "radio_play",
        N_("Listen to a radio play with the lights low"),
        needs(45, FREE, TIRED, HOME, RAIN, QUIET),
    ),
    at_home(
        "concert_on_the_sofa",
        N_("Watch a concert from the sofa"),
        needs(60, FREE, TIRED, HOME, CHILDREN, RAIN),
    ),
    at_home(
        "send_one_song",
        N_("Send each other one song to listen to"),
        needs(10, FREE, TIRED, ANYWHERE, APART, CHILDREN, RAIN, QUIET),
    ),
    at_home(
        "around_by_video",
        N_("Show each other around by video"),
        needs(15, FREE, TIRED, ANYWHERE, APART, CHILDREN, RAIN),
    ),
    at_home(
        "shadow_animals", N_("Make shadow animals on the wall"), needs(10, FREE, TIRED, HOME, CHILDREN, RAIN)
    ),
    at_home(
        "back_to_back", N_("Sit back to back and breathe slowly"), needs(5, FREE, TIRED, HOME, RAIN, QUIET)
    ),
)
