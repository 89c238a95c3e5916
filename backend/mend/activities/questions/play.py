"""For nothing but fun."""

from mend.activities.questions.question import Question
from mend.errors import N_

PLAY: tuple[Question, ...] = (
    Question("play_boat", N_("If you two had a boat, what would you call it?")),
    Question("play_band", N_("What would you two call your band, and what would you play?")),
    Question("play_superpower", N_("Which useless superpower would suit you?")),
    Question("play_film", N_("Who would play the two of you in a film?")),
    Question("play_museum", N_("Which of your things belongs in a museum in a hundred years?")),
    Question("play_island", N_("Which three things would you take to a small island?")),
    Question("play_morning_machine", N_("What would you invent to make mornings easier?")),
    Question("play_extra_holiday", N_("If you could add a holiday to the year, what would it be for?")),
    Question("play_animal_pair", N_("Which two animals would you be, as a pair?")),
    Question("play_menu", N_("What would be on the menu if you two opened a café?")),
    Question("play_secret_code", N_("How would a secret code between you two work?")),
    Question("play_moon", N_("What would you pack for a month on the moon?")),
    Question("play_elephant", N_("How would you hide an elephant in your home?")),
    Question("play_story_neighbour", N_("Who from a story would make a good neighbour?")),
    Question("play_headline", N_("What would you like to read on the front page tomorrow?")),
    Question("play_odd_sport", N_("In which made-up sport would you win a medal?")),
    Question("play_swapped_day", N_("If you two swapped places for a day, what would you try first?")),
    Question("play_dance", N_("What would you call a dance that you two made up?")),
    Question("play_robot", N_("Which chore would you hand to a robot first?")),
    Question("play_ghost", N_("If a friendly ghost moved in, what job would you give it?")),
    Question("play_time_trip", N_("What would you two bring back from a trip through time?")),
    Question("play_statue", N_("If your town put up a statue of you two, what would you be doing?")),
    Question("play_sandwich", N_("How would you build the best sandwich in the world?")),
    Question("play_first_law", N_("What would be the first law on an island of your own?")),
    Question("play_bottled_smell", N_("Which smell would you put in a bottle and sell?")),
    Question("play_explain_hug", N_("How would you explain a hug to somebody from another planet?")),
    Question("play_thumb", N_("What would you do first if you were as small as a thumb?")),
    Question("play_parrot", N_("What would a parrot learn to say at your place?")),
    Question("play_trophy", N_("For which ordinary thing do you deserve a trophy?")),
    Question("play_vehicle", N_("In which strange vehicle would you like to travel?")),
    Question("play_tiny_shop", N_("What would you sell in a very small shop?")),
    Question("play_radio", N_("What would you two talk about on your own radio show?")),
)
