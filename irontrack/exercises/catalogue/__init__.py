"""The catalogue: the system's exercises, written by hand, by movement.

Vocabulary: a *movement* is what the body does (the bench press); an *exercise* is one way of doing it that
people train and name (the close-grip bench press with a barbell). `vocabulary.toml` lists the muscle groups,
equipment and tags, and which equipment is always available; each file of `movements/` holds the movements of
one pattern.

A movement states what its exercises share: facts (`category`, `difficulty`, `mode`, `force`, `mechanic`,
`primary`, `secondary`, `equipment`, `tags`) and words (`set_up`, `execution`, `watch`). Each of its exercises
has a `name`, may have `aliases`, and says what differs: a fact it gives replaces the movement's, but its tags
add to the movement's, and its words follow the movement's. The mode is reps where nothing is said. Nothing is
combined that is not listed.

`familiarity.toml` lists the exercises that many people know, by how many do. Searches and alternatives show
these first.

This package only reads its own files: it knows no database.
"""

from __future__ import annotations

from irontrack.exercises.catalogue.expansion import CatalogueExercise
from irontrack.exercises.catalogue.facts import Facts
from irontrack.exercises.catalogue.source import Catalogue, load_catalogue, read_catalogue

__all__ = ["Catalogue", "CatalogueExercise", "Facts", "load_catalogue", "read_catalogue"]
