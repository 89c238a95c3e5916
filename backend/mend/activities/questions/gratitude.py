"""What they are glad of."""

from mend.activities.questions.question import Question
from mend.errors import N_

GRATITUDE: tuple[Question, ...] = (
    Question("glad_easier", N_("Who made this week a bit easier for you, and how?")),
    Question("glad_unseen_care", N_("Which quiet bit of care did you notice this week?")),
    Question("glad_thank_late", N_("Who would you like to thank, even years later?")),
    Question("glad_ordinary", N_("Which ordinary thing would you miss most if it were gone?")),
    Question("glad_did_good", N_("What has done you good lately, and who had a hand in it?")),
    Question("glad_sentence", N_("What did somebody say this year that has helped you?")),
    Question("glad_place", N_("Which place are you thankful for, and what happened there?")),
    Question("glad_object", N_("Which object quietly makes your life better?")),
    Question("glad_patience", N_("When was somebody patient with you, and what did it change?")),
    Question("glad_believed_in", N_("What became possible because somebody believed in you?")),
    Question("glad_stranger", N_("Which kindness from a stranger do you remember?")),
    Question("glad_warmer", N_("What do you two bring into each other’s lives that makes them warmer?")),
    Question("glad_this_week", N_("Looking back at this week, what are you glad about?")),
    Question("glad_this_year", N_("What good has this year brought you so far?")),
    Question("glad_luckier", N_("Where were you luckier than you noticed at the time?")),
    Question("glad_taught", N_("What are you glad that somebody taught you?")),
    Question("glad_easier_now", N_("What has become easier than it used to be?")),
    Question("glad_choice", N_("Which choice of yours are you still glad about?")),
    Question("glad_better_than_expected", N_("What turned out better than you had expected lately?")),
    Question("glad_routine", N_("Which everyday routine are you quietly fond of?")),
    Question("glad_beauty", N_("Where have you come across something beautiful lately?")),
    Question("glad_table", N_("Which meal lately made you glad to be at the table?")),
    Question("glad_giving", N_("What have you enjoyed giving lately?")),
    Question("glad_everyday_help", N_("Which everyday help are you thankful for?")),
    Question("glad_friend", N_("Which friend are you glad to have, and why?")),
    Question("glad_old_worry", N_("What used to worry you and no longer does?")),
    Question("glad_nature", N_("Which tree, view or stretch of water are you thankful for?")),
    Question("glad_right_time", N_("Which book, film or song came at just the right time?")),
    Question("glad_thanked", N_("How do you most like to be thanked?")),
    Question("glad_tiny", N_("What are you thankful for that would fit in one hand?")),
    Question("glad_invention", N_("Which invention are you thankful for every week?")),
    Question("glad_can_now", N_("What can you do today that you once could not?")),
)
