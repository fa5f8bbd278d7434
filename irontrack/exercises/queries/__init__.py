"""The exercises' statements: lists and look-ups, search, reference lists, the catalogue."""
