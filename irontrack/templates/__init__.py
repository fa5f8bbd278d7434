"""Templates: what is planned. A training unit lists the exercises of one day with their targets.

Vocabulary: the *mode* of an exercise says what its sets measure, and so which *target* it can have: a range
of repetitions, a time, a distance, or none; what takes time or covers a distance can also have a *pace*.
Neighbours with the same *group index* are done as a superset.
Somebody who follows a plan has an *enrollment* in it, with a *day* for each unit and its date.

Invariants: a unit's name is unique among its owner's. Each exercise keeps its name as it was when it was
added. A superset is one run of neighbours. Every edit begins by locking the template's row, and raises its
version; rows that stay keep their ids. An enrollment keeps the plan's schedule as it was when it began: only
moving and skipping changes it.
"""
