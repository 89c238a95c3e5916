"""A sample couple and a year of their life, for looking at Mend with something in it.

Everything in it is done by the verbs people's taps lead to, at the moments it would have happened.
"""
