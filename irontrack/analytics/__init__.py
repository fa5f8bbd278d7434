"""Analytics: what follows from the log.

Vocabulary: the *effective load* of a set is what was moved, with the body where it counts. *Volume* is load
times repetitions. A *hard set* is one that is no warm-up, with at least one repetition, or any time or
distance. A *record* is better than all before it; a tie is none. *Adherence* is what was done of what was
due.

Invariants: nothing derived is stored, so a changed set corrects every answer at once. The formulas are pure
functions in `rules`. Unknown is null, never zero; warm-up sets count nowhere. Each field costs two statements
at most, whatever the history. Dates are those of each session's own time zone, weeks those of ISO 8601.
"""
