"""Telling open pages that something changed. What changed they fetch themselves, so every authorisation runs again."""
