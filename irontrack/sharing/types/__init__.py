"""What the API shows of sharing: people, and who has access to what."""
