"""What somebody makes of it all."""

from mend.activities.questions.question import Question
from mend.errors import N_

THOUGHTS: tuple[Question, ...] = (
    Question("thought_wonder", N_("What do you wonder about these days?")),
    Question("thought_changed_mind", N_("What have you changed your mind about over the years?")),
    Question("thought_good_day", N_("What makes a day a good day for you?")),
    Question("thought_brave", N_("Which small brave thing have you done lately?")),
    Question("thought_useful_mistake", N_("Which mistake turned out to be useful?")),
    Question("thought_at_eighteen", N_("What would you tell yourself at eighteen?")),
    Question("thought_rule", N_("Which small rule do you try to live by?")),
    Question("thought_free", N_("When do you feel most free?")),
    Question("thought_home", N_("What does the word home mean to you?")),
    Question("thought_kindness", N_("How does kindness look on an ordinary day?")),
    Question("thought_promise", N_("What makes a promise easy to keep?")),
    Question("thought_slowly", N_("What are you learning slowly?")),
    Question("thought_ten_minutes", N_("What could you teach somebody in ten minutes?")),
    Question("thought_for_hours", N_("Which subject could you listen to for hours?")),
    Question("thought_play", N_("When did you last play, just for the fun of it?")),
    Question("thought_overlooked", N_("What do you find beautiful that others overlook?")),
    Question("thought_listening", N_("When do you find it easy to listen?")),
    Question("thought_patient", N_("What are you more patient with than you used to be?")),
    Question("thought_humour", N_("What kind of humour do you like best?")),
    Question("thought_luck", N_("How much of life is luck, do you think?")),
    Question("thought_stands_still", N_("When does time seem to stand still for you?")),
    Question("thought_strength", N_("Which strength of yours do people notice late?")),
    Question("thought_hold_on", N_("What do you hold on to, whatever happens?")),
    Question("thought_beginner", N_("How does it feel to be a beginner at something?")),
    Question("thought_ritual", N_("Which small ritual steadies you?")),
    Question("thought_good_news", N_("What good news have you heard lately?")),
    Question("thought_animals", N_("What could people learn from animals?")),
    Question("thought_deciding", N_("What helps you decide when a choice is hard?")),
    Question("thought_art", N_("What has a song, a book or a film taught you?")),
    Question("thought_asked", N_("Which question would you like to be asked?")),
    Question("thought_simpler", N_("What has turned out simpler than you thought?")),
    Question("thought_harmless_joy", N_("Which harmless thing do you enjoy more than you admit?")),
)
