"""Time together: ideas, what both want, plans."""
