"""Exercises as the API shows and takes them: exercises, the lists they refer to, and what changes both."""
