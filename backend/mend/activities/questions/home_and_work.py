"""Home, work and the days of the week."""

from mend.activities.questions.question import Question
from mend.errors import N_

HOME_AND_WORK: tuple[Question, ...] = (
    Question("everyday_corner", N_("Which corner of your home do you like best?")),
    Question("everyday_chore", N_("Which chore do you secretly enjoy?")),
    Question("everyday_sound", N_("What sound tells you that you are home?")),
    Question("everyday_breakfast", N_("What belongs on the table at a good breakfast?")),
    Question("everyday_weekday_evening", N_("How does a good weekday evening go for you?")),
    Question("everyday_day_begins", N_("Where in your home does the day begin for you?")),
    Question("everyday_enjoyed_work", N_("Which part of your daily work, paid or not, do you enjoy?")),
    Question("everyday_little_known", N_("What do few people know about your daily work?")),
    Question("everyday_well_done", N_("What makes a piece of work feel well done to you?")),
    Question("everyday_tool", N_("Which tool do you enjoy using?")),
    Question("everyday_cosy_mess", N_("What kind of mess do you find cosy?")),
    Question("everyday_in_order", N_("Where do you like things to be in order?")),
    Question("everyday_five_minutes", N_("What could you make nicer at home in five minutes?")),
    Question("everyday_short_break", N_("How do you like to spend a short break?")),
    Question("everyday_first_job", N_("What did your very first job, big or small, teach you?")),
    Question("everyday_admired", N_("Whose work do you admire from a distance?")),
    Question("everyday_cook_again", N_("What would you like to cook or eat more often?")),
    Question("everyday_bed", N_("What makes a bed really comfortable?")),
    Question("everyday_through_the_door", N_("Coming through the door, what do you like to do first?")),
    Question("everyday_new_colour", N_("Which room would you like to see in a new colour?")),
    Question("everyday_weekend", N_("What makes a weekend feel like a weekend?")),
    Question("everyday_plan", N_("Which plan for your home do you look forward to?")),
    Question("everyday_show_a_guest", N_("Which place near your home would you show a guest first?")),
    Question("everyday_mondays", N_("What would make Mondays a little better?")),
    Question("everyday_handy", N_("Which skill of yours comes in handy most often?")),
    Question("everyday_nicer_together", N_("Which everyday task is nicer when you do it together?")),
    Question("everyday_give_away", N_("What could you give away without missing it?")),
    Question("everyday_never_throw_out", N_("Which old thing would you never throw out?")),
    Question("everyday_lamp", N_("How do you like the light in the evening?")),
    Question("everyday_one_week_job", N_("For one week only, which job would you like to try?")),
    Question("everyday_welcome", N_("How do you make a guest feel welcome?")),
    Question("everyday_sunday_smell", N_("What does your home smell of on a perfect Sunday?")),
)
