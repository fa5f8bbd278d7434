"""The formulas, by what they are about: pure functions, each with its source."""
