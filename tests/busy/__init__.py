"""Tests of when each of the two is busy elsewhere."""
