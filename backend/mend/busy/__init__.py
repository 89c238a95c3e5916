"""When each of the two is busy elsewhere, read from a calendar of theirs by its address: times alone."""
