"""Weekly us: an hour of the two's own, prepared alone, spent together."""
