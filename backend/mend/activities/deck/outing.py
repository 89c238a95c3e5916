"""Going out to see or do something."""

from functools import partial

from mend.activities.cards import Card, Kind
from mend.activities.deck.writing import (
    ANYWHERE,
    APART,
    AWAY,
    CHILDREN,
    EASY,
    FREE,
    LITTLE,
    LIVELY,
    NEAR,
    QUIET,
    RAIN,
    SOME,
    TIRED,
    card,
    needs,
)
from mend.errors import N_

outing = partial(card, Kind.OUTING)

OUTING: tuple[Card, ...] = (
    outing(
        "museum_for_one_thing",
        N_("Visit a museum to see just one thing"),
        needs(60, LITTLE, EASY, AWAY, CHILDREN, RAIN, QUIET),
    ),
    outing(
        "library_books",
        N_("Choose a library book for each other"),
        needs(45, FREE, EASY, AWAY, CHILDREN, RAIN, QUIET),
    ),
    outing(
        "second_hand_find",
        N_("Look for something odd in a second-hand shop"),
        needs(45, LITTLE, EASY, AWAY, CHILDREN, RAIN),
    ),
    outing(
        "afternoon_cinema",
        N_("Go to the cinema in the afternoon"),
        needs(120, SOME, TIRED, AWAY, CHILDREN, RAIN, QUIET),
    ),
    outing(
        "music_in_a_small_room", N_("Hear music played in a small room"), needs(120, SOME, EASY, AWAY, RAIN)
    ),
    outing("picnic_blanket", N_("Take a blanket and have a picnic"), needs(60, LITTLE, EASY, NEAR, CHILDREN)),
    outing(
        "feet_in_the_water",
        N_("Put your feet in a lake, river or sea"),
        needs(60, FREE, EASY, AWAY, CHILDREN, QUIET),
    ),
    outing(
        "end_of_the_line",
        N_("Ride a bus to the end of the line"),
        needs(90, LITTLE, EASY, AWAY, CHILDREN, RAIN, QUIET),
    ),
    outing(
        "empty_swings",
        N_("Sit on the swings when the playground is empty"),
        needs(15, FREE, EASY, NEAR, CHILDREN, QUIET),
    ),
    outing(
        "local_team",
        N_("Cheer for a local team you know nothing about"),
        needs(120, LITTLE, LIVELY, AWAY, CHILDREN),
    ),
    outing(
        "free_talk",
        N_("Hear a free talk about something new to you"),
        needs(90, FREE, EASY, AWAY, RAIN, QUIET),
    ),
    outing(
        "market_stroll",
        N_("Wander round a market and buy one small thing"),
        needs(60, LITTLE, EASY, AWAY, CHILDREN),
    ),
    outing(
        "greenhouse",
        N_("Visit a big greenhouse full of plants"),
        needs(60, LITTLE, EASY, AWAY, CHILDREN, RAIN, QUIET),
    ),
    outing("mini_golf", N_("Play a round of mini golf"), needs(60, SOME, LIVELY, AWAY, CHILDREN)),
    outing(
        "train_to_a_new_town",
        N_("Take a train to a town you do not know"),
        needs(240, SOME, LIVELY, AWAY, CHILDREN),
    ),
    outing("small_theatre", N_("See a play in a small theatre"), needs(120, SOME, EASY, AWAY, RAIN, QUIET)),
    outing("street_fair", N_("Find a street fair or a festival"), needs(120, FREE, LIVELY, AWAY, CHILDREN)),
    outing(
        "photo_booth",
        N_("Have your picture taken in a photo booth"),
        needs(15, LITTLE, EASY, AWAY, CHILDREN, RAIN),
    ),
    outing("hour_in_a_bookshop", N_("Lose an hour in a bookshop"), needs(60, FREE, TIRED, AWAY, RAIN, QUIET)),
    outing(
        "high_place", N_("Find a high place with a wide view"), needs(45, FREE, LIVELY, AWAY, CHILDREN, QUIET)
    ),
    outing(
        "ice_cream_any_weather",
        N_("Go out for ice cream, whatever the weather"),
        needs(30, LITTLE, TIRED, NEAR, CHILDREN, RAIN),
    ),
    outing(
        "back_to_the_beginning", N_("Go back to a place from your first months"), needs(60, FREE, EASY, AWAY)
    ),
    outing(
        "place_you_walk_past",
        N_("Eat at the small place you always walk past"),
        needs(75, SOME, EASY, NEAR, CHILDREN, RAIN),
    ),
    outing("climbing_wall", N_("Try an indoor climbing wall"), needs(90, SOME, LIVELY, AWAY, CHILDREN, RAIN)),
    outing("on_the_water", N_("Take a ferry or hire a rowing boat"), needs(60, SOME, LIVELY, AWAY, CHILDREN)),
    outing(
        "museum_online",
        N_("Visit a museum online and choose a favourite each"),
        needs(30, FREE, TIRED, ANYWHERE, APART, CHILDREN, RAIN, QUIET),
    ),
    outing(
        "drive_until",
        N_("If you have a car, drive until something looks nice"),
        needs(90, LITTLE, EASY, AWAY, CHILDREN, RAIN),
    ),
    outing(
        "old_quiet_building",
        N_("Sit for a while in an old, quiet building"),
        needs(20, FREE, TIRED, AWAY, RAIN, QUIET),
    ),
    outing(
        "new_places_apart",
        N_("Each go somewhere new and swap photos"),
        needs(45, FREE, EASY, ANYWHERE, APART, CHILDREN),
    ),
)
