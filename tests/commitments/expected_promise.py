"""The model that a machine holds promises against."""

from dataclasses import dataclass, field
from datetime import datetime

from mend.commitments.models import CommitmentState, Turn, WordingAnswer
from mend.commitments.states import ENDED, OFFER_LASTS
from mend.errors import DomainError, Gone, Refused

LEADS_TO = {
    Turn.RESTED: CommitmentState.RESTING,
    Turn.TAKEN_UP: CommitmentState.ACTIVE,
    Turn.FINISHED: CommitmentState.FINISHED,
    Turn.LET_GO: CommitmentState.LET_GO,
}
Outcome = type[DomainError] | None


@dataclass
class Wording:
    """Words as they ought to be kept; `by` and `answered_by` are one of the two."""

    words: str
    by: int
    at: datetime
    answer: WordingAnswer | None = None
    answered_by: int | None = None
    answered_at: datetime | None = None

    def end(self, answer: WordingAnswer, who: int, now: datetime) -> None:
        self.answer, self.answered_by, self.answered_at = answer, who, now


@dataclass
class Model:
    """A promise as it ought to be. Each deed says how it ends: refused like this, or done.

    `changes` counts what open pages hear of.
    """

    owner: int | None
    wordings: list[Wording]
    state: CommitmentState = CommitmentState.OFFERED
    agreed: int | None = None
    turns: list[tuple[Turn, int, datetime]] = field(default_factory=list)
    changes: int = 1

    def unanswered(self) -> Wording | None:
        return self.wordings[-1] if self.wordings[-1].answer is None else None

    def at(self, now: datetime) -> CommitmentState:
        """What the clock has made of it."""
        waiting = self.unanswered()
        if self.state is CommitmentState.OFFERED and waiting and waiting.at + OFFER_LASTS <= now:
            return CommitmentState.EXPIRED
        return self.state

    def waits(self, now: datetime) -> Wording | None:
        """The words that can be answered."""
        waiting = self.unanswered()
        if waiting is None or self.at(now) in ENDED or waiting.at + OFFER_LASTS <= now:
            return None
        return waiting

    def suggest(self, who: int, words: str, seen: int, now: datetime) -> Outcome:
        if self.at(now) in ENDED:
            return Gone
        waiting = self.waits(now)
        if waiting and (waiting.by, waiting.words) == (who, words):
            return None
        counts = self.wordings[self.agreed - 1].words if self.agreed else ""
        if seen != len(self.wordings) or words in (counts, waiting.words if waiting else ""):
            return Refused
        if unanswered := self.unanswered():
            unanswered.end(WordingAnswer.REPLACED, who, now)
        self.wordings.append(Wording(words, who, now))
        self.changes += 1
        return None

    def answer(self, answer: WordingAnswer, who: int, seen: int, now: datetime) -> Outcome:
        named = self.wordings[seen - 1]
        already = (named.answer, named.answered_by) == (answer, who)
        if already and (answer is not WordingAnswer.ACCEPTED or self.agreed == seen):
            return None
        if self.at(now) in ENDED:
            return Gone
        if self.unanswered() is not named:
            return Refused
        if self.waits(now) is None:
            return Gone
        if (named.by == who) is not (answer is WordingAnswer.TAKEN_BACK):
            return Refused
        named.end(answer, who, now)
        self.changes += 1
        if answer is WordingAnswer.ACCEPTED:
            self.agreed = seen
            if self.state is CommitmentState.OFFERED:
                self.state = CommitmentState.ACTIVE
                self.turns.append((Turn.AGREED, who, now))
        elif self.state is CommitmentState.OFFERED:
            self.state = CommitmentState(answer.value)
        return None

    def turn(self, turn: Turn, who: int, now: datetime) -> Outcome:
        state, wanted = self.at(now), LEADS_TO[turn]
        if self.owner not in (None, who):
            return Refused
        if state is wanted:
            return None
        if state is CommitmentState.OFFERED:
            return Refused
        if state in ENDED:
            return Gone
        if wanted in ENDED and (waiting := self.unanswered()):
            waiting.end(WordingAnswer.REPLACED, who, now)
        self.state = wanted
        self.turns.append((turn, who, now))
        self.changes += 1
        return None
