"""The demo account: one person's year of lifting and running, the same for everybody on the same day.

`program` says what this person trains, `history` makes the sessions up (pure, from a fixed seed), `service`
stores them. It is meant for trying things out on one's own machine, never for a server that others reach.
"""
