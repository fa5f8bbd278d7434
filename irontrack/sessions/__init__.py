"""Sessions: what was done.

Vocabulary: a session is *in progress* until it is *completed* or *aborted*. It holds session exercises, each
with its sets. The *mode* of a session exercise says which *metric* each of its sets has: repetitions, a time,
a distance, or none; weight is possible in all of them.

Invariants: a session copies every name and target when it starts, so that nothing that happens to a template
or an exercise later changes the past. Whoever writes to a session locks its row first and looks at its
status. Sessions are their owner's alone.
"""
