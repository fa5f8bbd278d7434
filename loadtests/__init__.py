"""Measurements of what IronTrack costs; each is a command that anyone can run."""
