"""Kinds of text a person may type, for the models of forms.

Characters that cannot be shown are refused: among them those that turn the direction of what follows, and so
could make a lock screen say something else than what was agreed (Unicode Technical Report 36, section 2.6).
"""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from mend.errors import N_

_JOINER = "\u200d"  # holds many an emoji together
_TAGS = range(0xE0020, 0xE0080)  # spell the flags of regions
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONAL = range(0x1F1E6, 0x1F200)
_PICTOGRAPHS = range(0x1F000, 0x1FB00)  # also those younger than this Python's tables
_VARIATION = {"\ufe0e", "\ufe0f"}
_FLAG_LETTERS = 2


def _is_unseen(letter: str) -> bool:
    return unicodedata.category(letter) in _UNSEEN and letter != _JOINER and ord(letter) not in _TAGS


def _printable(text: str) -> str:
    if any(_is_unseen(letter) for letter in text):
        raise ValueError(N_("This holds characters that cannot be shown."))
    return unicodedata.normalize("NFC", text)


def _printable_lines(text: str) -> str:
    return "\n".join(_printable(line.rstrip()) for line in text.split("\n")).strip()


def _plain_breaks(text: object) -> object:
    # Browsers count a line break as one character and send two.
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


def _one_sign(text: str) -> str:
    if text and not is_one_sign(text):
        raise ValueError(N_("Please choose one single emoji."))
    return text


def is_one_sign(text: str) -> bool:
    """Whether `text` is one emoji: one picture, several held together by joiners, or the letters of a flag.

    As far as can be told without a table of them all.
    """
    pictures, letters_of_flags, joined = 0, 0, False
    for letter in text:
        if letter == _JOINER:
            joined = True
            continue
        if letter in _VARIATION or ord(letter) in _SKIN_TONES or ord(letter) in _TAGS:
            continue
        if unicodedata.category(letter) != "So" and ord(letter) not in _PICTOGRAPHS:
            return False
        letters_of_flags += ord(letter) in _REGIONAL
        pictures += not joined
        joined = False
    return pictures == 1 or pictures == letters_of_flags == _FLAG_LETTERS


Line = Annotated[str, AfterValidator(_printable)]
Lines = Annotated[str, BeforeValidator(_plain_breaks), AfterValidator(_printable_lines)]
Emoji = Annotated[str, AfterValidator(_one_sign)]
