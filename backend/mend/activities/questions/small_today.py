"""The day that is ending, in its small things."""

from mend.activities.questions.question import Question
from mend.errors import N_

TODAY: tuple[Question, ...] = (
    Question("today_smile", N_("What made you smile today, even for a second?")),
    Question("today_sound", N_("What sound do you remember from today?")),
    Question("today_keep_minute", N_("Which minute of today would you like to keep?")),
    Question("today_surprise", N_("What surprised you today, in a small way?")),
    Question("today_first_thought", N_("What was your first thought this morning?")),
    Question("today_taste", N_("What was the best thing you tasted today?")),
    Question("today_kind_word", N_("Who was kind to you today, and how?")),
    Question("today_slow_or_fast", N_("When did today go slowly for you, and when did it fly?")),
    Question("today_outside", N_("What did you notice outside today?")),
    Question("today_one_word", N_("Which one word would you give today, and why?")),
    Question("today_pass_on", N_("What did you hear today that was worth passing on?")),
    Question("today_went_right", N_("What small thing went right today?")),
    Question("today_learned", N_("What do you know now that you did not know this morning?")),
    Question("today_weather", N_("If today had been weather, what would it have been?")),
    Question("today_light", N_("Where did you see beautiful light today?")),
    Question("today_hands", N_("What did your hands do most today?")),
    Question("today_leave_behind", N_("What from today can you leave behind tonight?")),
    Question("today_more_of", N_("What from today would you like more of tomorrow?")),
    Question("today_song", N_("Which song was in your head today?")),
    Question("today_stranger", N_("What did you notice today about somebody you do not know?")),
    Question("today_alone", N_("When were you alone today, and how was it?")),
    Question("today_both_enjoy", N_("What did you see today that both of you would have enjoyed?")),
    Question("today_effort", N_("What took more effort today than anybody could see?")),
    Question("today_easy", N_("What felt easier than usual today?")),
    Question("today_chapter", N_("If today were a chapter in a book, what would it be called?")),
    Question("today_looked_at", N_("What did you look at today for longer than usual?")),
    Question("today_no_hurry", N_("What did you do today without hurrying?")),
    Question("today_conversation", N_("Which conversation from today is still with you?")),
    Question("today_rest", N_("Where did you find a bit of rest today?")),
    Question("today_waited", N_("What did you wait for today?")),
    Question("today_plan_changed", N_("What turned out differently from what you had planned today?")),
    Question("today_last_hour", N_("What would make the last hour of today a good one?")),
)
