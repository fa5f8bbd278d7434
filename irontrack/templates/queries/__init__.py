"""The templates' statements: units, plans, enrollments."""
