"""Lists of other people's templates: what is everybody's, and what was shared with the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    String,
    and_,
    collate,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy import cast as sql_cast

from irontrack.exercises.service import is_visible_with
from irontrack.infra.database import any_of
from irontrack.infra.paging import Keyset, KeysetList
from irontrack.models import (
    DifficultyLevel,
    ExerciseRow,
    TrainingPlanRow,
    TrainingPlanUnitRow,
    TrainingUnitExerciseRow,
    TrainingUnitRow,
)
from irontrack.sharing.service import is_everyones, is_shared_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Select

    from irontrack.sharing.rules import Template

_SHOWN: Final = {
    template: {column.name: column for column in template.__table__.columns}
    for template in (TrainingUnitRow, TrainingPlanRow)
}


@dataclass(frozen=True, slots=True)
class TemplateCriteria:
    """What a list of templates is narrowed to: all of it together.

    None does not narrow; an empty tuple matches nothing.

    Attributes:
        search: Words of the name, perhaps misspelt.
        muscles: Any of these is trained by any exercise of it, as far as the viewer may see the exercise.
        equipment: Any of these is used by any exercise of it, likewise.
        difficulty_levels: Any of these; only plans have one.
    """

    search: str | None = None
    muscles: tuple[int, ...] | None = None
    equipment: tuple[int, ...] | None = None
    difficulty_levels: tuple[DifficultyLevel, ...] | None = None


def list_everyones(template: Template, viewer_id: UUID | None, criteria: TemplateCriteria) -> KeysetList:
    """Return public templates of one kind and the system's by name; without a viewer the system's only."""
    statement = select(*_SHOWN[template].values()).where(is_everyones(template, viewer_id))
    keyset = Keyset("name", (collate(func.lower(template.name), "C"), template.id), (str, UUID))
    is_wanted = _narrowed(template, viewer_id, criteria)
    return KeysetList(statement.where(*is_wanted), keyset, (viewer_id, criteria))


def list_shared_with(viewer_id: UUID) -> KeysetList:
    """Return the units and plans that others share with the viewer, by name. Each row has a `typename_`."""
    units = _typed(TrainingUnitRow, "TrainingUnit").where(is_shared_with(TrainingUnitRow, viewer_id))
    plans = _typed(TrainingPlanRow, "TrainingPlan").where(is_shared_with(TrainingPlanRow, viewer_id))
    shared = union_all(units, plans).subquery("shared").c
    # A unit and a plan may have the same id: clients choose them.
    columns = collate(func.lower(shared.name), "C"), shared.typename_, shared.id
    return KeysetList(select(*shared), Keyset("name", columns, (str, str, UUID)), (viewer_id,))


def _typed(template: Template, typename: str) -> Select[*tuple[Any, ...]]:
    """Return all columns that either kind has, those of the other one as NULL."""
    own, every = _SHOWN[template], {**_SHOWN[TrainingUnitRow], **_SHOWN[TrainingPlanRow]}
    columns = [own.get(name, sql_cast(null(), column.type).label(name)) for name, column in every.items()]
    return select(literal(typename, String).label("typename_"), *columns)


def _narrowed(
    template: Template, viewer_id: UUID | None, criteria: TemplateCriteria
) -> Iterator[ColumnElement[bool]]:
    if criteria.search is not None:
        yield _is_like(template, criteria.search)
    if criteria.difficulty_levels is not None:
        yield any_of(type_coerce(TrainingPlanRow.difficulty_level, String), criteria.difficulty_levels)
    # Each of its own: one exercise may train the muscle, and another one use the equipment.
    if criteria.muscles is not None:
        yield _has_exercise(template, is_visible_with(viewer_id, muscles=criteria.muscles))
    if criteria.equipment is not None:
        yield _has_exercise(template, is_visible_with(viewer_id, equipment=criteria.equipment))


def _is_like(template: Template, words: str) -> ColumnElement[bool]:
    """Return the criterion that words stand in the name, or nearly so, as an index answers it."""
    name, wanted = func.lower(template.name), words.lower()
    is_near = literal(wanted, String).op("<%", return_type=Boolean())(name)
    return or_(name.contains(wanted, autoescape=True), is_near)


def _has_exercise(template: Template, is_wanted: ColumnElement[bool]) -> ColumnElement[bool]:
    part, place = TrainingUnitExerciseRow, TrainingPlanUnitRow
    if template is TrainingUnitRow:
        is_part = part.training_unit_id == TrainingUnitRow.id
    else:
        is_planned = place.training_plan_id == TrainingPlanRow.id
        is_part = and_(part.training_unit_id == place.training_unit_id, is_planned)
    has = exists().where(is_part, part.exercise_id == ExerciseRow.id, is_wanted)
    return has.correlate(template)
