"""Pure helpers that know nothing of IronTrack's domains: no I/O, no framework."""
