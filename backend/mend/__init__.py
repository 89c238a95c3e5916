"""Mend: a private space for two people who want to keep their word to each other."""
