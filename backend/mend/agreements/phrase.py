"""The couple's phrase, as it may stand on a lock screen."""

from mend.agreements.versions import Agreement
from mend.web.words import Words


def phrase_of(agreement: Agreement, words: Words) -> str:
    """The couple's own phrase, as they wrote it; Mend's word in the reader's language until they have one."""
    return agreement.phrase if agreement.number else words.say(agreement.phrase)
