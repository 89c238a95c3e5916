"""Mend in the calendar of a phone: an address of one's own to subscribe to, and one event to take along."""
