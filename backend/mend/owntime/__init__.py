"""Time for oneself: protected in the calendar the two share, without a reason."""
