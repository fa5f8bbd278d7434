"""The runs' statements, by what they are about."""
