"""People: who they are, how they sign in, which browsers they are signed in with."""
