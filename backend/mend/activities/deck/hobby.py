"""Making, playing, learning."""

from functools import partial

from mend.activities.cards import Card, Kind
from mend.activities.deck.writing import (
    ANYWHERE,
    APART,
    AWAY,
    CHILDREN,
    EASY,
    FREE,
    HOME,
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

hobby = partial(card, Kind.HOBBY)

HOBBY: tuple[Card, ...] = (
    hobby(
        "draw_without_looking",
        N_("Draw each other without looking at the paper"),
        needs(15, FREE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
    hobby(
        "jigsaw_all_week",
        N_("Start a jigsaw and leave it out all week"),
        needs(45, LITTLE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
    hobby(
        "old_board_game",
        N_("Get out a board game you half remember"),
        needs(60, FREE, EASY, HOME, CHILDREN, RAIN),
    ),
    hobby(
        "learn_one_song", N_("Learn to play or sing one song"), needs(60, FREE, EASY, HOME, CHILDREN, RAIN)
    ),
    hobby(
        "dance_step", N_("Learn one dance step from a video"), needs(30, FREE, LIVELY, HOME, CHILDREN, RAIN)
    ),
    hobby(
        "herbs_in_a_pot",
        N_("Plant herbs in a pot on the windowsill"),
        needs(30, LITTLE, EASY, HOME, CHILDREN, RAIN, QUIET),
    ),
    hobby(
        "fix_one_thing", N_("Fix one small broken thing together"), needs(45, FREE, EASY, HOME, RAIN, QUIET)
    ),
    hobby("sew_a_patch", N_("Sew a patch on something you love"), needs(45, FREE, EASY, HOME, RAIN, QUIET)),
    hobby(
        "shape_some_clay",
        N_("Shape something out of clay"),
        needs(60, LITTLE, EASY, HOME, CHILDREN, RAIN, QUIET),
    ),
    hobby(
        "what_the_other_loves",
        N_("Spend an hour learning what the other loves doing"),
        needs(60, FREE, EASY, ANYWHERE),
    ),
    hobby(
        "same_book",
        N_("Read the same book, a chapter at a time"),
        needs(30, LITTLE, EASY, ANYWHERE, APART, RAIN, QUIET),
    ),
    hobby(
        "words_by_message",
        N_("Play a word game by message"),
        needs(10, FREE, TIRED, ANYWHERE, APART, CHILDREN, RAIN, QUIET),
    ),
    hobby(
        "cards_for_nothing",
        N_("Play cards with nothing at stake"),
        needs(30, FREE, TIRED, HOME, CHILDREN, RAIN),
    ),
    hobby(
        "ten_new_words",
        N_("Learn ten words of a new language"),
        needs(20, FREE, EASY, ANYWHERE, APART, CHILDREN, RAIN),
    ),
    hobby(
        "one_painting",
        N_("Paint one picture together, taking turns"),
        needs(60, LITTLE, EASY, HOME, CHILDREN, RAIN, QUIET),
    ),
    hobby(
        "stretch_on_the_floor",
        N_("Stretch together on the floor for ten minutes"),
        needs(10, FREE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
    hobby(
        "throw_a_ball", N_("Find some grass and throw a ball about"), needs(30, FREE, LIVELY, NEAR, CHILDREN)
    ),
    hobby("beginners_class", N_("Go to a class for beginners"), needs(90, SOME, LIVELY, AWAY, RAIN)),
    hobby(
        "float_in_a_pool",
        N_("Go to an indoor pool and float"),
        needs(60, LITTLE, LIVELY, AWAY, CHILDREN, RAIN),
    ),
    hobby(
        "slow_bicycles", N_("Take your bicycles out for a slow ride"), needs(60, FREE, LIVELY, NEAR, CHILDREN)
    ),
    hobby(
        "trip_on_a_map",
        N_("Plan a trip on a map, just for fun"),
        needs(30, FREE, TIRED, HOME, CHILDREN, RAIN),
    ),
    hobby(
        "photos_of_the_year",
        N_("Pick ten photos of this year for an album"),
        needs(40, FREE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
    hobby(
        "same_team_online",
        N_("Play an online game on the same team"),
        needs(45, FREE, EASY, ANYWHERE, APART, CHILDREN, RAIN),
    ),
    hobby(
        "draw_your_view",
        N_("Draw what you see from your window and send it"),
        needs(15, FREE, TIRED, ANYWHERE, APART, CHILDREN, RAIN, QUIET),
    ),
    hobby(
        "build_a_shelf",
        N_("Build a small shelf or a bird box"),
        needs(120, SOME, LIVELY, HOME, CHILDREN, RAIN),
    ),
    hobby(
        "teach_a_trick",
        N_("Teach each other a knot or a card trick"),
        needs(20, FREE, EASY, HOME, CHILDREN, RAIN),
    ),
    hobby(
        "line_by_line",
        N_("Write a short poem, one line each in turn"),
        needs(15, FREE, TIRED, ANYWHERE, APART, RAIN, QUIET),
    ),
)
