"""The runs' GraphQL types, by what they are about."""
