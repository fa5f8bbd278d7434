"""Changes: what of a person's has changed, for clients that keep a copy.

Vocabulary: a *feed* has one *entry* for each thing that somebody has, or has been granted: exercises of their
own, units, plans, enrollments, sessions. An entry stands where its latest change was committed; what is gone
or out of reach keeps one as a *tombstone*. A *cursor* says how far a client has read.

Invariants: triggers write the entries, so that nothing that writes can forget them. Whoever commits holds
the feed's counter, so that nobody sees an entry before an earlier one. Every change comes at least once.
"""
