"""How well known exercises are, from the lists of `familiarity.toml`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from irontrack.exercises.catalogue.facts import Facts

_LISTS: Final = {"everyday": 3, "staple": 2, "known": 1}


def familiarity_of(facts: Facts, names: Collection[str]) -> dict[str, int]:
    """Return how well known the listed exercises are, 1 to 3, by name. Whatever is in no list is at 0.

    Args:
        facts: The file.
        names: Of all exercises.

    Raises:
        ValueError: A list is unknown, or names what is no exercise, or what is listed already.
    """
    facts.refuse_unknown(_LISTS)
    familiarity: dict[str, int] = {}
    for field, level in _LISTS.items():
        for name in facts.texts(field):
            if name not in names:
                facts.refuse(field, f"{name!r} is no exercise")
            if name in familiarity:
                facts.refuse(field, f"{name!r} is in another list already")
            familiarity[name] = level
    return familiarity
