"""Thanks: a short appreciation at any time, told softly, kept in a jar both can leaf through."""
