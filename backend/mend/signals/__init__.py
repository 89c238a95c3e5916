"""Signals: the pause that names its return, and the rehearsal of it."""
