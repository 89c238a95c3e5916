"""Doing somebody else a good turn."""

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

volunteer = partial(card, Kind.VOLUNTEER)

VOLUNTEER: tuple[Card, ...] = (
    volunteer(
        "pick_up_litter", N_("Pick up litter along a street or a path"), needs(30, FREE, EASY, NEAR, CHILDREN)
    ),
    volunteer(
        "bag_for_the_food_bank",
        N_("Fill a bag for the food bank"),
        needs(30, SOME, EASY, NEAR, CHILDREN, RAIN),
    ),
    volunteer(
        "evening_at_the_food_bank", N_("Give an evening to a food bank"), needs(120, FREE, EASY, AWAY, RAIN)
    ),
    volunteer(
        "community_garden",
        N_("Spend a morning helping in a community garden"),
        needs(120, FREE, LIVELY, AWAY, CHILDREN, QUIET),
    ),
    volunteer(
        "errand_for_a_neighbour",
        N_("Ask a neighbour what you can bring from the shop"),
        needs(20, FREE, EASY, NEAR, CHILDREN),
    ),
    volunteer(
        "clothes_to_give_away",
        N_("Sort out clothes to give away"),
        needs(45, FREE, EASY, HOME, CHILDREN, RAIN, QUIET),
    ),
    volunteer(
        "card_to_somebody_alone",
        N_("Write a card to somebody who lives alone"),
        needs(15, FREE, TIRED, HOME, CHILDREN, RAIN, QUIET),
    ),
    volunteer(
        "call_somebody",
        N_("Call somebody who would love to hear from you"),
        needs(15, FREE, TIRED, ANYWHERE, CHILDREN, RAIN),
    ),
    volunteer(
        "thanks_to_a_helper",
        N_("Each write to somebody who once helped you"),
        needs(20, FREE, TIRED, ANYWHERE, APART, RAIN, QUIET),
    ),
    volunteer(
        "meal_for_a_hard_week",
        N_("Cook a meal for somebody having a hard week"),
        needs(90, LITTLE, EASY, HOME, CHILDREN, RAIN),
    ),
    volunteer(
        "shelter_dog", N_("Ask an animal shelter if you can walk a dog"), needs(60, FREE, LIVELY, AWAY)
    ),
    volunteer("plant_trees", N_("Join a day of planting trees"), needs(180, FREE, LIVELY, AWAY, CHILDREN)),
    volunteer("repair_evening", N_("Help out at a repair evening"), needs(120, FREE, EASY, AWAY, RAIN)),
    volunteer(
        "fill_in_a_map",
        N_("Add missing places to a free online map"),
        needs(30, FREE, EASY, ANYWHERE, APART, RAIN, QUIET),
    ),
    volunteer(
        "old_handwriting",
        N_("Help an archive read old handwriting online"),
        needs(30, FREE, EASY, ANYWHERE, APART, RAIN, QUIET),
    ),
    volunteer(
        "count_birds",
        N_("Join a count of birds or butterflies"),
        needs(60, FREE, EASY, NEAR, CHILDREN, QUIET),
    ),
    volunteer(
        "water_for_runners", N_("Hand out water at a charity run"), needs(180, FREE, LIVELY, AWAY, CHILDREN)
    ),
    volunteer(
        "give_a_little",
        N_("Choose a good cause and give a little"),
        needs(15, LITTLE, TIRED, ANYWHERE, APART, CHILDREN, RAIN, QUIET),
    ),
    volunteer(
        "care_home_visit", N_("Visit a care home and read or play cards"), needs(90, FREE, EASY, AWAY, RAIN)
    ),
    volunteer(
        "sharing_shelf",
        N_("Take books you have read to a sharing shelf"),
        needs(30, FREE, TIRED, NEAR, CHILDREN, QUIET),
    ),
    volunteer(
        "hands_for_a_friend",
        N_("Help a friend paint a room"),
        needs(120, FREE, LIVELY, AWAY, RAIN),
    ),
)
