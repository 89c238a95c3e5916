"""How much is looked through for one calendar: counted, so that no file keeps the worker."""

from mend.busy.trouble import NotRead, Trouble

MOST_STEPS = 500_000  # lines, days and times looked at: some seconds, and ten years of a full calendar


class Work:
    """What may still be done. Raises NotRead when it is used up."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self._left = steps

    def spend(self, steps: int = 1) -> None:
        """These are done."""
        self._left -= steps
        if self._left < 0:
            raise NotRead(Trouble.TOO_MUCH)
