"""What makes a phone take Mend for an app: manifest, worker, and the pages it keeps for bad reception.

All of it is anonymous and the same for everyone who speaks the same language, so that a phone may keep it.
"""
