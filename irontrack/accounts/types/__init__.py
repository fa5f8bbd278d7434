"""Accounts as the API shows and takes them: oneself, one's sign-ins, and what administrators see."""
