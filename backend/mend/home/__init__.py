"""Home and *Us*: where the other rooms are reached from."""
