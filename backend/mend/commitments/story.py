"""The story of a promise: every wording with who, when and what became of it, and every turn it took."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from mend.commitments.models import CommitmentTurn, CommitmentWording, Turn, WordingAnswer
from mend.commitments.states import is_over
from mend.couples.membership import Member
from mend.errors import N_
from mend.rhythms.rhythm import read_rule
from mend.rhythms.words import said
from mend.web.words import Words

Pair = tuple[str, str]  # as its doer reads it, and as the other does

_OFFERED: Pair = (N_("You offered this on %(day)s."), N_("%(name)s offered this on %(day)s."))
_REWORDED: Pair = (N_("You suggested this on %(day)s."), N_("%(name)s suggested this on %(day)s."))
_ANSWERS: Mapping[WordingAnswer, Pair] = {
    WordingAnswer.ACCEPTED: (
        N_("You said on %(day)s that it sounds right."),
        N_("%(name)s said on %(day)s that it sounds right."),
    ),
    WordingAnswer.DECLINED: (
        N_("You answered “No, thanks” on %(day)s."),
        N_("%(name)s answered “No, thanks” on %(day)s."),
    ),
    WordingAnswer.TAKEN_BACK: (N_("You took it back on %(day)s."), N_("%(name)s took it back on %(day)s.")),
}
_TURNS: Mapping[Turn, Pair] = {
    Turn.RESTED: (N_("You let it rest on %(day)s."), N_("%(name)s let it rest on %(day)s.")),
    Turn.TAKEN_UP: (N_("You took it up again on %(day)s."), N_("%(name)s took it up again on %(day)s.")),
    Turn.FINISHED: (N_("You finished it on %(day)s."), N_("%(name)s finished it on %(day)s.")),
    Turn.LET_GO: (N_("You let it go on %(day)s."), N_("%(name)s let it go on %(day)s.")),
}
_ANOTHER = N_("Other words took its place.")
_WAITED = N_("It waited for two weeks.")
_ENDED_WITH = N_("It ended with the promise.")
_WAITS_FOR: Pair = (N_("It waits for %(name)s’s answer."), N_("It waits for your answer."))


@dataclass(frozen=True)
class Chapter:
    """One thing that happened, finished in the reader's language; a wording also says what it said."""

    at: datetime
    sentences: tuple[str, ...]
    wording: CommitmentWording | None = None
    when: str = ""


def story_of(
    wordings: list[CommitmentWording],
    turns: list[CommitmentTurn],
    member: Member,
    words: Words,
    today: date,
    now: datetime,
) -> list[Chapter]:
    """All of it, the latest first. The first yes is told with the wording it was said to."""
    told = [
        Chapter(
            wording.proposed_at,
            (
                _act(
                    _OFFERED if wording.number == 1 else _REWORDED, wording.proposed_by, wording.proposed_at,
                    member, words,
                ),
                _end_of(wording, len(wordings), member, words, now),
            ),
            wording,
            said(read_rule(wording.rule, wording.starts), words, today),
        )
        for wording in wordings
    ]  # fmt: skip
    told += [
        Chapter(turn.taken_at, (_act(_TURNS[turn.turn], turn.taken_by, turn.taken_at, member, words),))
        for turn in turns
        if turn.turn in _TURNS
    ]
    return sorted(told, key=lambda chapter: chapter.at, reverse=True)


def _act(pair: Pair, who: object, at: datetime, member: Member, words: Words) -> str:
    mine = who == member.person.id
    return words.say(
        pair[0 if mine else 1], name=member.partner.name, day=words.day(at, member.person.time_zone)
    )


def _end_of(wording: CommitmentWording, newest: int, member: Member, words: Words, now: datetime) -> str:
    if wording.answer is None:
        if is_over(wording, now):
            return words.say(_WAITED)
        mine = wording.proposed_by == member.person.id
        return words.say(_WAITS_FOR[0 if mine else 1], name=member.partner.name)
    if wording.answered_by is None or wording.answered_at is None:
        raise LookupError("an answer of nobody")
    if wording.answer is WordingAnswer.REPLACED:
        if is_over(wording, wording.answered_at):
            return words.say(_WAITED)
        return words.say(_ANOTHER if wording.number < newest else _ENDED_WITH)
    return _act(_ANSWERS[wording.answer], wording.answered_by, wording.answered_at, member, words)
