"""Two people who both chose to link: inviting, linking, belonging, leaving."""
