"""What two people agree on while calm: phrase, emoji, hand sign, length of a pause, what soothes each."""
