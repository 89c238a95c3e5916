"""Cooking, and eating what comes of it."""

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
    QUIET,
    RAIN,
    SOME,
    TIRED,
    card,
    needs,
)
from mend.errors import N_

cook = partial(card, Kind.COOK)

COOK: tuple[Card, ...] = (
    cook(
        "soup_from_what_is_there",
        N_("Make soup from whatever is in the kitchen"),
        needs(45, FREE, EASY, HOME, CHILDREN, RAIN),
    ),
    cook(
        "stack_of_pancakes",
        N_("Make a tall stack of thin pancakes"),
        needs(40, LITTLE, EASY, HOME, CHILDREN, RAIN),
    ),
    cook(
        "things_on_toast",
        N_("Put good things on toast and call it supper"),
        needs(15, LITTLE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
    cook(
        "loaf_of_bread",
        N_("Bake a loaf of bread from scratch"),
        needs(180, LITTLE, EASY, HOME, CHILDREN, RAIN, QUIET),
    ),
    cook(
        "fold_dumplings",
        N_("Fold dumplings together at the table"),
        needs(90, LITTLE, EASY, HOME, CHILDREN, RAIN, QUIET),
    ),
    cook(
        "dish_from_childhood",
        N_("Cook a dish one of you grew up with"),
        needs(60, LITTLE, EASY, HOME, CHILDREN, RAIN),
    ),
    cook(
        "untried_vegetable",
        N_("Cook a vegetable neither of you has tried"),
        needs(45, LITTLE, EASY, HOME, CHILDREN, RAIN),
    ),
    cook(
        "same_meal_on_video",
        N_("Cook the same meal on a video call"),
        needs(60, LITTLE, EASY, ANYWHERE, APART, RAIN),
    ),
    cook(
        "cook_and_reader",
        N_("One of you cooks while the other reads aloud"),
        needs(40, FREE, EASY, HOME, CHILDREN, RAIN),
    ),
    cook(
        "breakfast_at_night",
        N_("Eat breakfast food in the evening"),
        needs(20, LITTLE, TIRED, HOME, CHILDREN, RAIN),
    ),
    cook(
        "own_pizza_half",
        N_("Make a pizza and each top your own half"),
        needs(75, LITTLE, EASY, HOME, CHILDREN, RAIN),
    ),
    cook("by_candlelight", N_("Eat what you have by candlelight"), needs(30, FREE, TIRED, HOME, RAIN, QUIET)),
    cook("three_tiny_courses", N_("Make a meal of three tiny courses"), needs(90, SOME, LIVELY, HOME, RAIN)),
    cook(
        "picnic_on_the_floor",
        N_("Have a picnic on the living room floor"),
        needs(30, LITTLE, TIRED, HOME, CHILDREN, RAIN),
    ),
    cook("jars_of_jam", N_("Cook a few jars of jam"), needs(90, LITTLE, LIVELY, HOME, CHILDREN, RAIN)),
    cook(
        "biscuits_to_give",
        N_("Bake biscuits and give half of them away"),
        needs(75, LITTLE, EASY, HOME, CHILDREN, RAIN),
    ),
    cook("slow_curry", N_("Grind spices and cook a slow curry"), needs(90, LITTLE, LIVELY, HOME, RAIN)),
    cook(
        "big_pot",
        N_("Cook a big pot and freeze some for later"),
        needs(90, LITTLE, EASY, HOME, CHILDREN, RAIN),
    ),
    cook(
        "market_decides", N_("Let the market decide what you cook"), needs(120, SOME, LIVELY, AWAY, CHILDREN)
    ),
    cook(
        "plate_of_fruit",
        N_("Cut up fruit and share the plate"),
        needs(10, LITTLE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
    cook(
        "swap_recipes",
        N_("Send each other a recipe and cook it"),
        needs(60, LITTLE, EASY, ANYWHERE, APART, CHILDREN, RAIN),
    ),
    cook(
        "supper_on_video",
        N_("Eat supper together over a video call"),
        needs(30, FREE, TIRED, ANYWHERE, APART, CHILDREN, RAIN),
    ),
    cook("over_the_fire", N_("Toast something over an open fire"), needs(60, LITTLE, LIVELY, AWAY, CHILDREN)),
    cook(
        "noodles_by_hand",
        N_("Roll out fresh noodles by hand"),
        needs(75, LITTLE, LIVELY, HOME, CHILDREN, RAIN),
    ),
    cook(
        "popcorn_in_a_pot",
        N_("Make popcorn in a pot with a lid"),
        needs(15, LITTLE, TIRED, HOME, CHILDREN, RAIN),
    ),
    cook(
        "how_you_cook_eggs",
        N_("Show each other how you cook eggs"),
        needs(20, LITTLE, EASY, HOME, CHILDREN, RAIN),
    ),
    cook(
        "nicest_plates",
        N_("Eat leftovers from your nicest plates"),
        needs(20, FREE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
)
