"""Stand-ins for what is beyond the wire. Nothing of ours is faked."""
