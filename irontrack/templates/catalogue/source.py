"""Reading the catalogue's folders. What is wrong is told with its place, by the rules for what users send."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from irontrack.errors import ValidationError
from irontrack.exercises.catalogue import Facts
from irontrack.kit.slugs import slug_of
from irontrack.models import DifficultyLevel, SetMode, limits
from irontrack.templates.catalogue.content import (
    CataloguePlan,
    CatalogueUnit,
    CatalogueUnitExercise,
    TemplateCatalogue,
)
from irontrack.templates.rules import DistanceTarget, RepsTarget, TimeTarget, check_target
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable

    from irontrack.exercises.catalogue import CatalogueExercise
    from irontrack.templates.rules import Target

_PACKAGE: Final = "irontrack.templates.catalogue"
_PLAN_FILE: Final = "plan.toml"
_PLAN: Final = frozenset({"slug", "name", "difficulty", "description"})
_UNIT: Final = frozenset({"slug", "name", "days", "description", "exercise"})
_TARGETS: Final = ("reps", "seconds", "km")
_EXERCISE: Final = frozenset({"exercise", "mode", "sets", *_TARGETS, "rest", "group", "notes"})


def load_templates(exercises: Iterable[CatalogueExercise]) -> TemplateCatalogue:
    """Return the templates that come with IronTrack, of the system's exercises. Reads them anew."""
    return read_templates(files(_PACKAGE), exercises)


def read_templates(folder: Traversable, exercises: Iterable[CatalogueExercise]) -> TemplateCatalogue:
    """Return the templates of a folder that holds one folder for each plan.

    Raises:
        ValueError: Something is wrong; the message names the file, the unit, the exercise and the field.
    """
    modes = {exercise.slug: SetMode(exercise.default_mode) for exercise in exercises}
    units: list[CatalogueUnit] = []
    plans: list[CataloguePlan] = []
    for place in sorted(folder.iterdir(), key=lambda place: place.name):
        if place.is_dir() and (place / _PLAN_FILE).is_file():
            placed = list(_units(place, modes))
            units += (unit for unit, _ in placed)
            plans.append(_plan(place, placed))
    for field in ("slug", "name"):
        _refuse_repetition(field, units)
        _refuse_repetition(field, plans)
    return TemplateCatalogue(units=tuple(units), plans=tuple(plans))


def _plan(folder: Traversable, units: list[tuple[CatalogueUnit, tuple[int, ...]]]) -> CataloguePlan:
    facts = _parsed(folder, folder / _PLAN_FILE)
    facts.refuse_unknown(_PLAN)
    schedule = [(day, unit.slug) for unit, days in units for day in days]
    return CataloguePlan(
        slug=_slug(facts),
        name=_name(facts),
        description=_description(facts),
        difficulty_level=DifficultyLevel(facts.choice("difficulty", tuple(DifficultyLevel))),
        schedule=tuple(sorted(schedule, key=lambda placed: placed[0])),
    )


def _units(
    folder: Traversable, modes: Mapping[str, SetMode]
) -> Iterator[tuple[CatalogueUnit, tuple[int, ...]]]:
    """Yield each unit with the days that it is on, ascending."""
    for source in sorted(folder.iterdir(), key=lambda source: source.name):
        if source.name.endswith(".toml") and source.name != _PLAN_FILE:
            file = _parsed(folder, source)
            file.refuse_unknown({"unit"})
            for table in file.tables("unit"):
                facts = Facts(f"{file.place}: {table.get('name', 'a unit')}", table)
                facts.refuse_unknown(_UNIT)
                yield _unit(facts, modes), _days(facts)


def _unit(facts: Facts, modes: Mapping[str, SetMode]) -> CatalogueUnit:
    tables = facts.tables("exercise")
    exercises = tuple(
        _exercise(Facts(f"{facts.place}: exercise {number}", table), modes)
        for number, table in enumerate(tables, 1)
    )
    _refuse_broken_supersets(facts, [exercise.group_index for exercise in exercises])
    return CatalogueUnit(
        slug=_slug(facts),
        name=_name(facts),
        description=_description(facts),
        exercises=exercises,
    )


def _exercise(facts: Facts, modes: Mapping[str, SetMode]) -> CatalogueUnitExercise:
    facts.refuse_unknown(_EXERCISE)
    slug = facts.required("exercise")
    if slug not in modes:
        facts.refuse("exercise", f"the system has no exercise {slug!r}")
    mode = SetMode(facts.choice("mode", tuple(SetMode))) if "mode" in facts.values else modes[slug]
    validator, target = Validator(), _target(facts)
    check_target(validator, mode, target)
    sets = _integer(facts, "sets")
    exercise = CatalogueUnitExercise(
        slug=slug,
        mode=mode,
        sets=1 if sets is None else sets,
        target=target,
        rest_seconds=validator.within(_integer(facts, "rest"), limits.REST_SECONDS, "rest"),
        group_index=validator.within(_integer(facts, "group"), limits.GROUP_INDEX, "group"),
        notes=validator.text(facts.text("notes"), "notes", longest=limits.NOTES_LENGTH),
    )
    validator.within(exercise.sets, limits.SETS, "sets")
    _finish(facts, validator)
    return exercise


def _target(facts: Facts) -> Target | None:
    given = [field for field in _TARGETS if field in facts.values]
    if len(given) > 1:
        facts.refuse(given[1], f"stands beside {given[0]}; a set has one target")
    match facts.values:
        case {"reps": [int(least), int(most)]}:
            return RepsTarget(least, most)
        case {"seconds": int(seconds)}:
            return TimeTarget(seconds)
        case {"km": int() | Decimal() as km}:
            return DistanceTarget(Decimal(km))
    return facts.refuse(given[0], "must be [least, most], or a number") if given else None


def _refuse_broken_supersets(facts: Facts, groups: list[int | None]) -> None:
    """Raise ValueError where a superset has one exercise, or something between its exercises."""
    seen: list[int] = [one for one, other in pairwise([*groups, None]) if one is not None and one != other]
    for group in seen:
        if groups.count(group) == 1 or seen.count(group) > 1:
            facts.refuse("group", f"{group} must be that of neighbours, and of more than one")


def _days(facts: Facts) -> tuple[int, ...]:
    days = facts.values.get("days")
    if not isinstance(days, list) or not days or not all(isinstance(day, int) for day in days):
        facts.refuse("days", "must be a list of numbers")
    if days != sorted(set(days)):
        facts.refuse("days", "must ascend")
    validator = Validator()
    for day in days:
        validator.within(day, limits.DAY_NUMBER, "days")
    _finish(facts, validator)
    return tuple(days)


def _integer(facts: Facts, field: str) -> int | None:
    value = facts.values.get(field)
    if value is not None and not isinstance(value, int):
        facts.refuse(field, "must be a whole number")
    return value


def _slug(facts: Facts) -> str:
    slug = facts.required("slug")
    if slug != slug_of(slug):
        facts.refuse("slug", f"{slug!r} is none; {slug_of(slug)!r} would be")
    return slug


def _name(facts: Facts) -> str:
    validator = Validator()
    name = validator.name(facts.required("name"), "name")
    _finish(facts, validator)
    return name


def _description(facts: Facts) -> str:
    """Return the paragraphs, which blank lines divide."""
    facts.required("description")
    paragraphs = str(facts.values["description"]).strip().split("\n\n")
    validator, text = Validator(), "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    validator.text(text, "description", longest=limits.NOTES_LENGTH)
    _finish(facts, validator)
    return text


def _finish(facts: Facts, validator: Validator) -> None:
    try:
        validator.finish()
    except ValidationError as error:
        issue = error.issues[0]
        facts.refuse(".".join(issue.path) or "target", issue.message)


def _parsed(folder: Traversable, source: Traversable) -> Facts:
    place = f"{folder.name}/{source.name}"
    try:
        return Facts(place, tomllib.loads(source.read_text(encoding="utf-8"), parse_float=Decimal))
    except ValueError as error:
        message = f"{place}: {error}"
        raise ValueError(message) from error


def _refuse_repetition(field: str, templates: Iterable[CatalogueUnit | CataloguePlan]) -> None:
    seen: set[str] = set()
    for template in templates:
        value: str = getattr(template, field).casefold()
        if value in seen:
            message = f"{template.slug}: {field}: {getattr(template, field)!r} is another's already"
            raise ValueError(message)
        seen.add(value)
