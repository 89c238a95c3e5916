"""Tests of time for oneself."""
