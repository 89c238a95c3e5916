"""What is good to see, hear, taste, smell and touch."""

from mend.activities.questions.question import Question
from mend.errors import N_

SENSES: tuple[Question, ...] = (
    Question("sense_song_tonight", N_("Which song would you play tonight?")),
    Question("sense_better_day", N_("Which food makes a hard day better?")),
    Question("sense_weather", N_("What kind of weather suits you best?")),
    Question("sense_sea_or_hills", N_("What draws you to the sea, or to the hills?")),
    Question("sense_hour", N_("Which hour of the day do you like best?")),
    Question("sense_colour", N_("Which colour do you like to have around you?")),
    Question("sense_bare_feet", N_("What feels good under your bare feet?")),
    Question("sense_night_sound", N_("Which sound do you like to fall asleep to?")),
    Question("sense_picture", N_("Which picture could you look at for a long time?")),
    Question("sense_view", N_("Which view do you go back to again and again?")),
    Question("sense_this_season", N_("What do you like about the season we are in?")),
    Question("sense_taste_changed", N_("Which taste did you once dislike and now enjoy?")),
    Question("sense_read_again", N_("Which book would you read again?")),
    Question("sense_every_winter", N_("Which film could you watch every winter?")),
    Question("sense_cup", N_("What do you like to have in your cup, and when?")),
    Question("sense_herb", N_("Which herb or spice would you not cook without?")),
    Question("sense_flower", N_("Which tree or flower are you always glad to see?")),
    Question("sense_water", N_("How do you like water best: as rain, river, bath or sea?")),
    Question("sense_moving", N_("What music gets you moving?")),
    Question("sense_best_quiet", N_("Where have you found the best quiet?")),
    Question("sense_night", N_("What do you like about the night?")),
    Question("sense_early_morning", N_("What do you like about the early morning?")),
    Question("sense_train_snack", N_("Which snack would you take on a long train ride?")),
    Question("sense_line", N_("Which line from a song do you know by heart?")),
    Question("sense_wear", N_("What do you wear when you want to feel like yourself?")),
    Question("sense_building", N_("Which building or bridge do you find beautiful?")),
    Question("sense_fruit", N_("Which fruit do you wait for all year?")),
    Question("sense_fire", N_("What do you think about when you look into a fire?")),
    Question("sense_sky", N_("What kind of sky do you like best?")),
    Question("sense_outdoor_sound", N_("Which sound outdoors makes you stop and listen?")),
    Question("sense_word", N_("Which word do you find beautiful, in any language?")),
    Question("sense_game", N_("Which game could you still play for hours?")),
)
