"""Rituals: plans that come up again, by a rhythm both said yes to."""
