"""Talks: one topic, a time both accept, a place and a limit, for what a pause has put off."""
