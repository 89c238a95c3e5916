"""Pictures of the couple's: made anew from what a phone sends, and kept where the settings say."""
