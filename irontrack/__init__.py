"""IronTrack: a GraphQL API for workout tracking."""

__version__ = "0.1.0"
