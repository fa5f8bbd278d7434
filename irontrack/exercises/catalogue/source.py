"""Reading the catalogue's files, and the rules that hold across all of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from irontrack.exercises.catalogue.expansion import CatalogueExercise, Vocabulary, expand
from irontrack.exercises.catalogue.facts import Facts
from irontrack.exercises.catalogue.familiarity import familiarity_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.resources.abc import Traversable

_PACKAGE: Final = "irontrack.exercises.catalogue"
_VOCABULARY_FILE: Final = "vocabulary.toml"
_FAMILIARITY_FILE: Final = "familiarity.toml"
_VOCABULARY_LISTS: Final = ("muscle_groups", "equipment", "always_available", "tags")
_WORD_LENGTHS: Final = range(3, 101)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole catalogue.

    Attributes:
        muscle_groups: Unique lower-case names.
        equipment: Unique lower-case names.
        always_available: Those of the equipment that are neither taken nor missing.
        tags: Unique lower-case names.
        exercises: By file name, then in the order of the file.
    """

    muscle_groups: tuple[str, ...]
    equipment: tuple[str, ...]
    always_available: tuple[str, ...]
    tags: tuple[str, ...]
    exercises: tuple[CatalogueExercise, ...]


def load_catalogue() -> Catalogue:
    """Return the catalogue that comes with IronTrack. Reads it anew: about 0.3 s."""
    return read_catalogue(files(_PACKAGE))


def read_catalogue(folder: Traversable) -> Catalogue:
    """Return the catalogue of a folder with `vocabulary.toml`, `familiarity.toml` and `movements/*.toml`.

    Raises:
        ValueError: Something in it is wrong; the message names file, movement, exercise and field.
    """
    vocabulary = _vocabulary(folder / _VOCABULARY_FILE)
    movements = list(_movements(folder / "movements"))
    _refuse_repetition("name", ((movement.text("name"), movement.place) for movement in movements))
    placed = [
        (exercise, f"{movement.place}: {exercise.name}")
        for movement in movements
        for exercise in expand(movement, vocabulary)
    ]
    _refuse_ambiguity(placed)
    exercises = [exercise for exercise, _ in placed]
    return Catalogue(
        muscle_groups=vocabulary.muscle_groups,
        equipment=vocabulary.equipment,
        always_available=vocabulary.always_available,
        tags=vocabulary.tags,
        exercises=tuple(_with_familiarity(folder / _FAMILIARITY_FILE, exercises)),
    )


def _vocabulary(source: Traversable) -> Vocabulary:
    facts = Facts(source.name, _parsed(source))
    facts.refuse_unknown(_VOCABULARY_LISTS)
    for field in _VOCABULARY_LISTS:
        for word in facts.texts(field):
            if word != word.lower().strip() or len(word) not in _WORD_LENGTHS:
                facts.refuse(field, f"{word!r} is not 3 to 100 characters of lower case")
    facts.words("always_available", facts.texts("equipment"))
    return Vocabulary(**{field: facts.texts(field) for field in _VOCABULARY_LISTS})


def _movements(folder: Traversable) -> Iterator[Facts]:
    for source in sorted(folder.iterdir(), key=lambda source: source.name):
        if source.name.endswith(".toml"):
            file = Facts(source.name, _parsed(source))
            file.refuse_unknown({"movement"})
            for table in file.tables("movement"):
                name = Facts(f"{source.name}: a movement", table).required("name")
                yield Facts(f"{source.name}: {name}", table)


def _with_familiarity(source: Traversable, exercises: list[CatalogueExercise]) -> Iterator[CatalogueExercise]:
    names = {exercise.name for exercise in exercises}
    familiarity = familiarity_of(Facts(source.name, _parsed(source)), names)
    for exercise in exercises:
        yield replace(exercise, familiarity=familiarity.get(exercise.name, 0))


def _parsed(source: Traversable) -> dict[str, object]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except ValueError as error:
        message = f"{source.name}: {error}"
        raise ValueError(message) from error


def _refuse_ambiguity(placed: list[tuple[CatalogueExercise, str]]) -> None:
    names = [(exercise.name, place) for exercise, place in placed]
    aliases = [(alias, place) for exercise, place in placed for alias in exercise.aliases]
    _refuse_repetition("name", ((exercise.slug, place) for exercise, place in placed))
    _refuse_repetition("aliases", (*names, *aliases))
    _refuse_repetition("execution", ((exercise.instructions, place) for exercise, place in placed))


def _refuse_repetition(field: str, values: Iterable[tuple[str, str]]) -> None:
    """Raise ValueError when a value, whatever its case, stands in two places or twice in one."""
    places: dict[str, str] = {}
    for value, place in values:
        key = value.casefold()
        if key in places:
            message = f"{place}: {field}: {value!r} is that of {places[key]} already"
            raise ValueError(message)
        places[key] = place
