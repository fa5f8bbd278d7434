"""The accounts' statements: people, their sign-ins, failed attempts, and what administrators list."""
