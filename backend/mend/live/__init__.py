"""Telling open pages that something changed. They fetch it themselves, so every authorisation runs again."""
