"""Promises both agreed to: when they come up."""
