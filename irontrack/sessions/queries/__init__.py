"""The sessions' statements, by what they are about."""
