"""Pictures: made anew, and kept."""
