"""The two of them together."""

from mend.activities.questions.question import Question
from mend.errors import N_

US: tuple[Question, ...] = (
    Question("us_good_at", N_("What are the two of you good at together?")),
    Question("us_team", N_("When do you feel most like a team?")),
    Question("us_own_word", N_("Which word do only the two of you use, and what does it mean?")),
    Question("us_habit", N_("Which small habit of you two do you love?")),
    Question("us_seen_by_stranger", N_("What would a stranger like about you two at first sight?")),
    Question("us_grown", N_("How have you two grown since you met?")),
    Question("us_happy_subject", N_("Which subject keeps you two talking happily?")),
    Question("us_alike", N_("In what odd little way are you two alike?")),
    Question("us_close", N_("What brings you two close on an ordinary day?")),
    Question("us_good_silence", N_("What kind of silence between you is a good one?")),
    Question("us_talk_best", N_("Where do you two talk best?")),
    Question("us_best_hour", N_("At what time of day are you two at your best together?")),
    Question("us_greeting", N_("How do you like to be greeted at the end of a day?")),
    Question("us_goodbye", N_("What makes a goodbye in the morning a good one?")),
    Question("us_entrance_song", N_("Which song could play when you two walk into a room?")),
    Question("us_own_way", N_("What do you two do in a way of your own?")),
    Question("us_back_then", N_("What made you want to know each other better, back then?")),
    Question("us_learned", N_("What have you learned from each other?")),
    Question("us_laugh_about", N_("What can you two always laugh about?")),
    Question("us_dare", N_("What do you dare to do because you are two?")),
    Question("us_caught_interest", N_("Which interest have you caught from each other?")),
    Question("us_trust", N_("How does trust grow between two people, in small everyday ways?")),
    Question("us_listened_to", N_("How can you tell that somebody is really listening to you?")),
    Question("us_touch", N_("Which small touch says more to you than words?")),
    Question("us_three_sentences", N_("How would you tell the story of you two in three sentences?")),
    Question("us_landscape", N_("If the two of you were a landscape, what would it look like?")),
    Question("us_kept_up", N_("What have you two kept up for longer than you expected?")),
    Question("us_new", N_("What new little thing could you two do this week?")),
    Question("us_way_back", N_("What helps you two find your way back to each other?")),
    Question("us_look", N_("Which look do the two of you understand without a word?")),
    Question("us_proud", N_("What are you proud of as a pair?")),
    Question("us_feels_ours", N_("What makes a place feel as if it belongs to you both?")),
)
