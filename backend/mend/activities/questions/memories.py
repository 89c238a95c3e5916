"""What was, long ago and since they met."""

from mend.activities.questions.question import Question
from mend.errors import N_

MEMORIES: tuple[Question, ...] = (
    Question("memory_first_meal", N_("What do you remember about the first meal you two shared?")),
    Question("memory_first_notice", N_("What did you notice first when you two met?")),
    Question("memory_early_joke", N_("Which joke from your early days still works?")),
    Question("memory_small_place", N_("Which place from when you were small do you still think of?")),
    Question("memory_play", N_("What did you love to play when you were small?")),
    Question("memory_lost_thing", N_("Which lost thing would you love to find again?")),
    Question("memory_journey", N_("Which journey together would you take again tomorrow?")),
    Question("memory_bad_weather", N_("When did bad weather turn into a good memory?")),
    Question("memory_smell", N_("Which smell takes you straight back to another time?")),
    Question("memory_at_ten", N_("What were you proud of when you were ten?")),
    Question("memory_window", N_("What could you see from a window you once knew well?")),
    Question("memory_summer", N_("Which summer comes back to you most often?")),
    Question("memory_off_the_plan", N_("Which evening together went quite differently from the plan?")),
    Question("memory_brave", N_("When did you do something that was braver than it looked?")),
    Question("memory_present", N_("Which present has stayed with you, and why?")),
    Question("memory_first_song", N_("Which song belongs to your first months together?")),
    Question("memory_photo", N_("Which photo of the two of you do you like best?")),
    Question("memory_hard_laugh", N_("What was behind the hardest laugh you two ever had?")),
    Question("memory_nickname", N_("Which nickname have you had, and where did it come from?")),
    Question("memory_first_friend", N_("Who was your first real friend, and what did you do together?")),
    Question("memory_taste_of_home", N_("What tastes of home to you, and who made it?")),
    Question("memory_believed", N_("What did you believe when you were small that makes you smile now?")),
    Question("memory_quiet_day", N_("Which quiet day together do you remember for no big reason?")),
    Question("memory_storm", N_("What do you remember about a big storm or deep snow?")),
    Question("memory_early_message", N_("Which message from your early days do you still remember?")),
    Question("memory_made", N_("What did you once make that you were really pleased with?")),
    Question("memory_eyes_shut", N_("Which street or path could you walk with your eyes shut?")),
    Question("memory_learned_by_heart", N_("What did you once learn by heart, and how much is left?")),
    Question("memory_clothes", N_("Which old piece of clothing of yours has a story?")),
    Question("memory_arriving", N_("Where did you two arrive once and like it straight away?")),
    Question("memory_too_fast", N_("Which hour together went by far too fast?")),
    Question("memory_school_bag", N_("What did you carry around with you everywhere when you were young?")),
)
