"""A question for the evening: the same for both, answered by each alone, read once both have answered."""
