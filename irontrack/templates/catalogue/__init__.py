"""The catalogue of templates: plans that come along, with their units, written by hand.

Each folder holds one plan. Its `plan.toml` says `slug`, `name`, `difficulty` and `description`; every other
file of the folder holds units. A unit has a `slug`, a `name`, a `description`, the `days` of the plan that it
is on, and exercises. An exercise names one of the system by its slug (`exercise`), says how many `sets`, and
may have a target (`reps = [least, most]`, `seconds` or `km`), a `mode` other than the exercise's own, `rest`
in seconds, the number of a superset (`group`), and `notes`. Units of one day are in the order of the files.

Slugs are what a load knows a template by: a name may change, a slug must not.

This package only reads its own files: it knows no database.
"""

from __future__ import annotations

from irontrack.templates.catalogue.content import CataloguePlan, CatalogueUnit, TemplateCatalogue
from irontrack.templates.catalogue.source import load_templates, read_templates

__all__ = ["CataloguePlan", "CatalogueUnit", "TemplateCatalogue", "load_templates", "read_templates"]
