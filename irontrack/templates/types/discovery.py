"""How lists of everybody's templates are narrowed."""

from __future__ import annotations

import strawberry
from strawberry import UNSET

from irontrack.exercises.types.filters import AnyIdFilter, DifficultyLevelFilter, any_of_values
from irontrack.graphql.inputs import given
from irontrack.templates.queries.discovery import TemplateCriteria


@strawberry.input
class TemplateFilter:
    """Base of the filters of units and plans."""

    muscles: AnyIdFilter | None = strawberry.field(
        description="By the muscle groups that any of their exercises works, primarily or secondarily.",
        default=UNSET,
    )
    equipment: AnyIdFilter | None = strawberry.field(
        description="By the equipment that any of their exercises is done with.", default=UNSET
    )

    def criteria(self, search: str | None) -> TemplateCriteria:
        return TemplateCriteria(
            search=search,
            muscles=_keys(self.muscles, "MuscleGroup"),
            equipment=_keys(self.equipment, "Equipment"),
        )


@strawberry.input(description="Narrows a list of training units; everything given must hold.")
class TrainingUnitFilter(TemplateFilter):
    pass


@strawberry.input(description="Narrows a list of training plans; everything given must hold.")
class TrainingPlanFilter(TemplateFilter):
    difficulty_level: DifficultyLevelFilter | None = strawberry.field(
        description="By difficulty.", default=UNSET
    )

    def criteria(self, search: str | None) -> TemplateCriteria:
        return TemplateCriteria(
            search=search,
            muscles=_keys(self.muscles, "MuscleGroup"),
            equipment=_keys(self.equipment, "Equipment"),
            difficulty_levels=any_of_values(self.difficulty_level),
        )


def _keys(ids: AnyIdFilter | None, typename: str) -> tuple[int, ...] | None:
    wanted = given(ids)
    return wanted.keys(typename) if wanted else None
