"""The types of analytics, by what they are about. None is a node: nothing derived has an id."""
