"""Telling the other: devices, the outbox, web push, and what came of each message."""
