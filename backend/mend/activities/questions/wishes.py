"""What would be lovely."""

from mend.activities.questions.question import Question
from mend.errors import N_

WISHES: tuple[Question, ...] = (
    Question("wish_own_afternoon", N_("What would you do with an afternoon that belongs to nobody else?")),
    Question("wish_overnight", N_("Which skill would you like to wake up with tomorrow?")),
    Question("wish_weekly_treat", N_("Which tiny treat would you like to have every week?")),
    Question("wish_see_once", N_("What would you love to see once with your own eyes?")),
    Question("wish_this_month", N_("What do you wish for the two of you this month?")),
    Question("wish_good_news", N_("Which good news would you like to get this week?")),
    Question("wish_more_time", N_("What would you like to have more time for?")),
    Question("wish_less_of", N_("What would you gladly have a little less of?")),
    Question("wish_road", N_("Which road or path would you like to follow to its end?")),
    Question("wish_visit_past", N_("Which day in the past would you visit for an hour, unseen?")),
    Question("wish_supper_guest", N_("Which person from any time would you invite to supper?")),
    Question("wish_answered", N_("Which question about the world would you like answered?")),
    Question("wish_extra_room", N_("If you had one extra room, what would it be for?")),
    Question("wish_not_said", N_("Which wish have you not said out loud for a while?")),
    Question("wish_ordinary_morning", N_("How would your perfect ordinary morning go?")),
    Question("wish_ask_later_self", N_("What would you ask the person you will be in ten years?")),
    Question("wish_grow", N_("What would you grow if everything grew well for you?")),
    Question(
        "wish_language", N_("Which language would you love to understand, and what would you listen to?")
    ),
    Question("wish_animal", N_("Which animal would you like to be for a day?")),
    Question("wish_instrument", N_("Which instrument would you play if you could sit down and play?")),
    Question("wish_build", N_("What would you build if your hands could make anything?")),
    Question("wish_longer_season", N_("Which season would you make longer, and what would you do in it?")),
    Question("wish_day_of_rest", N_("How would a real day of rest look for you?")),
    Question("wish_near_adventure", N_("Where could you find a small adventure within an hour of here?")),
    Question("wish_letter", N_("Who would you most like to get a letter from?")),
    Question("wish_any_meal", N_("What would you order if somebody cooked you anything tonight?")),
    Question("wish_first_time_again", N_("What would you like to do again for the first time?")),
    Question("wish_world_custom", N_("Which of your habits would you like the whole world to try?")),
    Question("wish_hear", N_("Which kind words do you never tire of hearing?")),
    Question("wish_wake_up", N_("In which place would you like to wake up tomorrow?")),
    Question("wish_free_week", N_("If somebody gave you two a free week, how would you begin it?")),
    Question("wish_hidden_door", N_("Where would a secret door in your home lead?")),
)
