"""What is done with exercises, by use case; other domains take what they need from here."""

from irontrack.exercises.queries.criteria import is_visible_with, merged_by_root, merges, with_merged
from irontrack.exercises.service.catalogue import LOAD_STEPS, CatalogueReport, load_catalogue
from irontrack.exercises.service.exercises import find_trainable, find_usable, forget_account

__all__ = [
    "LOAD_STEPS",
    "CatalogueReport",
    "find_trainable",
    "find_usable",
    "forget_account",
    "is_visible_with",
    "load_catalogue",
    "merged_by_root",
    "merges",
    "with_merged",
]
