"""Running: what was run.

Vocabulary: a *run* is a completed session with one cardio exercise and a *run detail*. Its sets carry what
its mode measures, the detail the other half: distance in the sets and moving time in the detail, or time in
the sets and distance in the detail. *Splits* are its stretches in order. *Moving* time leaves out the pauses
that *elapsed* time has.

Invariants: a run is recorded whole or not at all, and its rules are checked on what it is after a change. So
its session stays completed, and keeps its one exercise and its sets, until it is deleted as a whole. The same
*external id* of one source is the same run. Runs are their owner's alone.
"""
