"""What is still to come."""

from mend.activities.questions.question import Question
from mend.errors import N_

AHEAD: tuple[Question, ...] = (
    Question("ahead_tomorrow", N_("What are you looking forward to tomorrow?")),
    Question("ahead_make_room", N_("Which moment next week do you want to make room for?")),
    Question("ahead_next_month", N_("What would make next month a good one for you two?")),
    Question("ahead_season", N_("What would you like to do together before the season ends?")),
    Question("ahead_a_year_from_now", N_("Where would you two like to be a year from now?")),
    Question("ahead_tuesday", N_("How would you like an ordinary Tuesday in ten years to be?")),
    Question("ahead_when_old", N_("When you two are old, what do you want to laugh about?")),
    Question("ahead_learn_together", N_("What would you two like to learn together one day?")),
    Question("ahead_first_step", N_("Which trip could begin with one small step this week?")),
    Question("ahead_try", N_("What new thing would you like to try within a month?")),
    Question("ahead_slow_evening", N_("Which evening of the coming week could be a slow one?")),
    Question("ahead_finish", N_("What would it feel good to finish?")),
    Question("ahead_next_season", N_("What are you looking forward to in the season to come?")),
    Question("ahead_custom", N_("Which custom would you like to start, just the two of you?")),
    Question("ahead_weekend", N_("How would you like next weekend to begin?")),
    Question("ahead_party", N_("What kind of party would you like to give one day?")),
    Question("ahead_place", N_("In what sort of place could you imagine living one day?")),
    Question("ahead_remember", N_("What do you want to remember later about this time?")),
    Question("ahead_give_yourself", N_("What would you like to give yourself this year?")),
    Question("ahead_postcard", N_("Where would you like to send a postcard from, together?")),
    Question("ahead_curious", N_("Which change ahead are you curious about?")),
    Question("ahead_stay", N_("What do you hope stays exactly as it is?")),
    Question("ahead_saved_up", N_("Which book or film are you saving for the right evening?")),
    Question("ahead_twenty_years", N_("Which habit of today do you hope to have in twenty years?")),
    Question("ahead_better_at", N_("What would you like to be better at a year from now?")),
    Question("ahead_surprise", N_("What kind of surprise would you enjoy?")),
    Question("ahead_birthday", N_("How would you like to spend your next birthday?")),
    Question("ahead_dark_weeks", N_("How could you two make the darkest weeks of the year cosy?")),
    Question("ahead_company", N_("With which of your plans would you like some company?")),
    Question("ahead_smallest_dream", N_("What is the smallest dream you have for next year?")),
    Question("ahead_sunday", N_("If this week goes well, how will Sunday feel?")),
    Question("ahead_remembered", N_("What would you like to be remembered for?")),
)
