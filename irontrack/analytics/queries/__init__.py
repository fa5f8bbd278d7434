"""The statements of analytics, by what they gather. Only completed sessions count."""
