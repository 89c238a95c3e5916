"""Going on foot."""

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
    TIRED,
    card,
    needs,
)
from mend.errors import N_

walk = partial(card, Kind.WALK)

WALK: tuple[Card, ...] = (
    walk("round_the_block", N_("Walk once round the block"), needs(15, FREE, TIRED, NEAR, CHILDREN)),
    walk(
        "after_supper_walk",
        N_("Walk for ten minutes after supper"),
        needs(10, FREE, TIRED, NEAR, CHILDREN, QUIET),
    ),
    walk("watch_it_get_light", N_("Get up early and watch it get light"), needs(30, FREE, EASY, NEAR, QUIET)),
    walk(
        "sun_going_down",
        N_("Walk to where you can see the sun go down"),
        needs(45, FREE, EASY, NEAR, CHILDREN, QUIET),
    ),
    walk("one_umbrella", N_("Share one umbrella on a walk in the rain"), needs(20, FREE, EASY, NEAR, RAIN)),
    walk(
        "puddles",
        N_("Put boots on and walk through the puddles"),
        needs(20, FREE, LIVELY, NEAR, CHILDREN, RAIN),
    ),
    walk(
        "phones_stay_home", N_("Leave the phones at home and wander"), needs(45, FREE, EASY, NEAR, CHILDREN)
    ),
    walk(
        "left_or_right",
        N_("Walk, and take turns choosing left or right"),
        needs(40, FREE, EASY, NEAR, CHILDREN),
    ),
    walk(
        "walk_same_hour",
        N_("Walk at the same hour, each where you are"),
        needs(30, FREE, EASY, ANYWHERE, APART, QUIET),
    ),
    walk(
        "walk_by_phone",
        N_("Take each other along on a walk by phone"),
        needs(30, FREE, EASY, ANYWHERE, APART),
    ),
    walk("walk_without_words", N_("Walk side by side without talking"), needs(20, FREE, TIRED, NEAR, QUIET)),
    walk(
        "along_the_water",
        N_("Follow a river, a canal or the shore"),
        needs(60, FREE, EASY, AWAY, CHILDREN, QUIET),
    ),
    walk("among_trees", N_("Spend an hour among trees"), needs(60, FREE, EASY, AWAY, CHILDREN, QUIET)),
    walk("new_street", N_("Walk down a street you have never taken"), needs(30, FREE, EASY, NEAR, CHILDREN)),
    walk(
        "look_for_stars", N_("Step outside and look for stars"), needs(15, FREE, TIRED, NEAR, CHILDREN, QUIET)
    ),
    walk(
        "where_one_lived",
        N_("Visit a street where one of you once lived"),
        needs(60, FREE, EASY, AWAY, CHILDREN),
    ),
    walk(
        "lunch_on_a_hill",
        N_("Climb a hill and eat lunch at the top"),
        needs(120, LITTLE, LIVELY, AWAY, CHILDREN),
    ),
    walk(
        "visitors_in_town",
        N_("Walk through your town as if you were visiting"),
        needs(90, FREE, EASY, NEAR, CHILDREN),
    ),
    walk(
        "walk_to_the_bakery",
        N_("Walk to a bakery and share what you buy"),
        needs(30, LITTLE, TIRED, NEAR, CHILDREN),
    ),
    walk("five_photos", N_("Take five photos each on a short walk"), needs(30, FREE, EASY, NEAR, CHILDREN)),
    walk(
        "listen_for_birds",
        N_("Stand outside and listen for birds"),
        needs(10, FREE, TIRED, NEAR, CHILDREN, QUIET),
    ),
    walk(
        "marked_path",
        N_("Pack sandwiches and follow a marked path"),
        needs(180, LITTLE, LIVELY, AWAY, CHILDREN),
    ),
    walk(
        "good_bench", N_("Find a good bench and stay a while"), needs(20, FREE, TIRED, NEAR, CHILDREN, QUIET)
    ),
    walk("meet_on_the_way", N_("Meet on the way home and walk the rest"), needs(20, FREE, TIRED, NEAR)),
    walk(
        "under_a_roof",
        N_("Stroll through a covered market or an arcade"),
        needs(40, FREE, EASY, AWAY, CHILDREN, RAIN),
    ),
    walk(
        "lit_windows",
        N_("Walk at dusk, when the windows light up"),
        needs(25, FREE, TIRED, NEAR, CHILDREN, QUIET),
    ),
    walk(
        "to_the_corner",
        N_("Walk to the corner and back, rain or shine"),
        needs(10, FREE, TIRED, NEAR, CHILDREN, RAIN, QUIET),
    ),
    walk(
        "rain_then_tea",
        N_("Step out into the rain and come back for tea"),
        needs(15, FREE, TIRED, NEAR, CHILDREN, RAIN),
    ),
    walk(
        "same_moon",
        N_("Step outside and find the moon at the same minute"),
        needs(5, FREE, TIRED, ANYWHERE, APART, QUIET),
    ),
)
