"""Exercises: the catalogue that everyone reads, and everyone's own.

Vocabulary: a *system* exercise belongs to nobody and everyone may read it; a *custom* one belongs to one
account. *Equipment*, *muscle groups* and *tags* are shared reference lists. An *alias* is another common name
of an exercise and is found by search. A *merged* system exercise has given its place and its names to another
one, to which its id and slug lead.

Invariants: a system exercise has a slug, by which the catalogue's loader finds it again; names are unique
among system exercises, and among the active ones of an owner, whatever their case. What templates and
sessions refer to is deactivated, never deleted; and a merge never leads to another merge.
"""
