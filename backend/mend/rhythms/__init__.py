"""When something comes up again: the days of a promise, of a ritual, of time for oneself."""
