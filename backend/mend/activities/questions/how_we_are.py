"""How somebody is, and what does them good."""

from mend.activities.questions.question import Question
from mend.errors import N_

HOW_WE_ARE: tuple[Question, ...] = (
    Question("inside_now", N_("How are you really, in a sentence or two?")),
    Question("inside_tonight", N_("What would do you good tonight?")),
    Question("inside_long_day", N_("After a long day, what helps you unwind?")),
    Question("inside_when_sad", N_("When you are sad, how do you like somebody to be near?")),
    Question("inside_small_worry", N_("Which small worry would be lighter if you said it?")),
    Question("inside_energy", N_("What gives you energy at the moment?")),
    Question("inside_takes_a_lot", N_("What has been taking a lot out of you lately?")),
    Question("inside_need_a_break", N_("How can somebody tell that you need a break?")),
    Question("inside_calm", N_("Where do you become calm most easily?")),
    Question("inside_words", N_("Which words comfort you on a hard day?")),
    Question("inside_close_by", N_("What do you like to have close by when you rest?")),
    Question("inside_morning_company", N_("What kind of company suits you in the morning?")),
    Question("inside_own_time", N_("How do you like to spend time on your own?")),
    Question("inside_asking", N_("What makes it easier for you to ask for help?")),
    Question("inside_like_yourself", N_("When in the week do you feel most like yourself?")),
    Question("inside_can_wait", N_("What can wait until next week without any harm?")),
    Question("inside_at_ease", N_("In whose company do you feel most at ease?")),
    Question("inside_asleep", N_("What helps you fall asleep?")),
    Question("inside_encourage", N_("What kind of encouragement really reaches you?")),
    Question("inside_quietly_proud", N_("What are you quietly proud of at the moment?")),
    Question("inside_on_your_mind", N_("What has been on your mind this week?")),
    Question("inside_close_to_heart", N_("What is close to your heart at the moment?")),
    Question("inside_needing", N_("What could you do with more of: sleep, air, quiet, company?")),
    Question("inside_slowly", N_("What would you do more slowly if you could?")),
    Question("inside_grey_day", N_("What cheers you up on a grey day?")),
    Question("inside_no_advice", N_("What would you like to talk about without getting advice?")),
    Question("inside_nervous", N_("What makes you a little nervous, and what helps?")),
    Question("inside_joy", N_("Where has joy turned up lately?")),
    Question("inside_kind_to_self", N_("How could you be kind to yourself this week?")),
    Question("inside_three_words", N_("Which three words say how you are tonight?")),
    Question("inside_good_enough", N_("What is already good enough as it is?")),
    Question("inside_after_something_hard", N_("How do you like to rest after something hard?")),
)
