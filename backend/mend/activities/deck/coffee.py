"""A cup of something, and what goes with it."""

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
    NEAR,
    QUIET,
    RAIN,
    SOME,
    TIRED,
    card,
    needs,
)
from mend.errors import N_

coffee = partial(card, Kind.COFFEE)

COFFEE: tuple[Card, ...] = (
    coffee(
        "before_the_day",
        N_("Have a cup together before the day starts"),
        needs(15, FREE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
    coffee(
        "new_cafe", N_("Try a café you have never been to"), needs(45, LITTLE, EASY, NEAR, CHILDREN, RAIN)
    ),
    coffee(
        "flask_and_a_view", N_("Take a flask of tea to a view"), needs(45, FREE, EASY, NEAR, CHILDREN, QUIET)
    ),
    coffee(
        "hot_chocolate",
        N_("Make hot chocolate and sit close"),
        needs(20, LITTLE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
    coffee(
        "coffee_on_a_call",
        N_("Drink your coffee together on a call"),
        needs(20, FREE, TIRED, ANYWHERE, APART, CHILDREN, RAIN),
    ),
    coffee(
        "silent_cup",
        N_("Drink your tea in silence, then say one thing"),
        needs(15, FREE, TIRED, HOME, RAIN, QUIET),
    ),
    coffee("two_forks", N_("Share one slice of cake with two forks"), needs(30, LITTLE, TIRED, NEAR, RAIN)),
    coffee(
        "cafe_and_books", N_("Sit in a café, each with a book"), needs(60, LITTLE, TIRED, NEAR, RAIN, QUIET)
    ),
    coffee(
        "three_teas", N_("Taste three kinds of tea side by side"), needs(30, LITTLE, EASY, HOME, RAIN, QUIET)
    ),
    coffee(
        "midday_coffee", N_("Meet for coffee in the middle of the day"), needs(30, LITTLE, EASY, AWAY, RAIN)
    ),
    coffee(
        "cups_outside",
        N_("Take your cups outside and watch people pass"),
        needs(15, FREE, TIRED, NEAR, CHILDREN, QUIET),
    ),
    coffee(
        "morning_message",
        N_("Record a good morning for each other over coffee"),
        needs(10, FREE, TIRED, ANYWHERE, APART, RAIN),
    ),
    coffee(
        "breakfast_out",
        N_("Go out for breakfast on an ordinary day"),
        needs(60, SOME, EASY, NEAR, CHILDREN, RAIN),
    ),
    coffee(
        "cold_drink_in_the_shade",
        N_("Find some shade and share a cold drink"),
        needs(30, LITTLE, TIRED, NEAR, CHILDREN, QUIET),
    ),
    coffee(
        "just_as_they_like_it",
        N_("Make each other’s drink just how they like it"),
        needs(15, FREE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
    coffee(
        "skip_the_museum",
        N_("Sit in a museum café and skip the museum"),
        needs(45, LITTLE, EASY, AWAY, CHILDREN, RAIN),
    ),
    coffee(
        "watch_the_trains",
        N_("Drink something warm and watch trains come and go"),
        needs(40, LITTLE, TIRED, AWAY, CHILDREN, QUIET),
    ),
    coffee(
        "cafe_to_cafe",
        N_("Write to each other, each from a café"),
        needs(40, LITTLE, EASY, ANYWHERE, APART, RAIN, QUIET),
    ),
    coffee(
        "tea_at_four",
        N_("Stop everything for tea at four o’clock"),
        needs(20, FREE, TIRED, HOME, CHILDREN, RAIN),
    ),
)
