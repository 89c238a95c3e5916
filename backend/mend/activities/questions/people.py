"""Other people, near and far."""

from mend.activities.questions.question import Question
from mend.errors import N_

PEOPLE: tuple[Question, ...] = (
    Question("people_think_of", N_("Who have you been thinking of lately?")),
    Question("people_invite", N_("Who would you like to invite round soon?")),
    Question("people_good_friend", N_("What makes somebody a good friend to you?")),
    Question("people_neighbour", N_("Which neighbour, now or long ago, do you like to think of?")),
    Question("people_shaped", N_("Who shaped the way you see the world?")),
    Question("people_laugh", N_("Who makes you laugh without trying?")),
    Question("people_older", N_("What have you learned from somebody much older than you?")),
    Question("people_younger", N_("What have you learned from somebody much younger than you?")),
    Question("people_life_story", N_("Whose life story would you love to hear from start to end?")),
    Question("people_message", N_("Who would be happy to hear from you out of the blue?")),
    Question("people_advice", N_("Which piece of advice have you never forgotten?")),
    Question("people_saying", N_("Which saying did people use where you grew up?")),
    Question("people_quiet_courage", N_("Who has impressed you with quiet courage?")),
    Question("people_table", N_("At whose table have you always felt welcome?")),
    Question("people_unusual_start", N_("Which friendship began in an unusual way, and how?")),
    Question("people_new_people", N_("How do you feel among new people, and what helps?")),
    Question("people_crowd", N_("What do you enjoy about a room full of people?")),
    Question("people_character", N_("Which person in a book or film do you feel close to?")),
    Question("people_voice", N_("Whose voice do you like to hear?")),
    Question("people_present_for", N_("Who do you enjoy choosing a present for?")),
    Question("people_compliment", N_("Which compliment do you still remember?")),
    Question("people_kindness", N_("Who is the kindest person you know, and how does it show?")),
    Question("people_told_again", N_("Which funny story is told again and again among your people?")),
    Question("people_stranger_talk", N_("When did a talk with a stranger stay with you?")),
    Question("people_group", N_("Which group of people did you love being part of?")),
    Question("people_storyteller", N_("Who tells the best stories among the people you know?")),
    Question("people_quiet_with", N_("Who can you sit with in silence and feel fine?")),
    Question("people_name", N_("How did you get your name, and what do you like about it?")),
    Question("people_come_to_you", N_("What do your friends come to you for?")),
    Question("people_both_like", N_("Which friends do you both like to be with?")),
    Question("people_not_changed", N_("What would an old friend say has not changed about you?")),
    Question("people_help_given", N_("What kind of help do you like giving?")),
)
