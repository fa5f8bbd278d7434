"""What IronTrack stands on: the database, keys and hashes, logs, embedded servers."""
