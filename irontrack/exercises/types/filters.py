"""How lists of exercises are narrowed, and how one exercise is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import strawberry
from strawberry import UNSET

from irontrack.exercises.queries.criteria import ExerciseCriteria, ExerciseScope, LinkCriteria
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.inputs import bounded, given
from irontrack.graphql.relay import decode_id, decode_number_id
from irontrack.models import DifficultyLevel, ExerciseCategory, Force, Mechanic

if TYPE_CHECKING:
    from uuid import UUID

declare_enum(
    ExerciseScope,
    "Whose exercises a list holds.",
    ALL="The system's and your own.",
    SYSTEM="The system's, which everyone reads.",
    MINE="Your own.",
)


@strawberry.input(description="Which categories.")
class ExerciseCategoryFilter:
    in_: list[ExerciseCategory] = strawberry.field(name="in", description="Any of these; at most 250.")


@strawberry.input(description="Which difficulty levels.")
class DifficultyLevelFilter:
    in_: list[DifficultyLevel] = strawberry.field(name="in", description="Any of these; at most 250.")


@strawberry.input(description="Which mechanics.")
class MechanicFilter:
    in_: list[Mechanic] = strawberry.field(name="in", description="Any of these; at most 250.")


@strawberry.input(description="Which forces.")
class ForceFilter:
    in_: list[Force] = strawberry.field(name="in", description="Any of these; at most 250.")


@strawberry.input(
    description="Which related objects; ids of what is not there are allowed, and match nothing."
)
class IdFilter:
    in_: list[strawberry.ID] | None = strawberry.field(
        name="in",
        description="At least one of these, at most 250; an empty list matches nothing, null everything.",
        default=UNSET,
    )
    all: list[strawberry.ID] | None = strawberry.field(
        description="Each one of these, at most 250; an empty list and null match everything.", default=UNSET
    )
    only: list[strawberry.ID] | None = strawberry.field(
        description="Nothing but these, at most 250: of equipment, what can be done with what there is. "
        "An empty list matches what has none, null everything.",
        default=UNSET,
    )

    def criteria(self, typename: str) -> LinkCriteria:
        return LinkCriteria(*(_keys(given(ids), typename) for ids in (self.in_, self.all, self.only)))


@strawberry.input(
    description="Which related objects; ids of what is not there are allowed, and match nothing."
)
class AnyIdFilter:
    in_: list[strawberry.ID] = strawberry.field(name="in", description="At least one of these; at most 250.")

    def keys(self, typename: str) -> tuple[int, ...]:
        return _keys(self.in_, typename) or ()

    def uuids(self, typename: str) -> tuple[UUID, ...]:
        return tuple(decode_id(id_, typename) for id_ in bounded(self.in_))


@strawberry.input(description="Narrows a list of exercises; everything given must hold.")
class ExerciseFilter:
    scope: ExerciseScope = strawberry.field(description="Whose exercises.", default=ExerciseScope.ALL)
    category: ExerciseCategoryFilter | None = strawberry.field(description="By discipline.", default=UNSET)
    difficulty_level: DifficultyLevelFilter | None = strawberry.field(
        description="By difficulty.", default=UNSET
    )
    mechanic: MechanicFilter | None = strawberry.field(description="By how many joints move.", default=UNSET)
    force: ForceFilter | None = strawberry.field(description="By the direction of the effort.", default=UNSET)
    muscles: IdFilter | None = strawberry.field(
        description="By the muscle groups that they work, primarily or secondarily.", default=UNSET
    )
    primary_muscles: IdFilter | None = strawberry.field(
        description="By the muscle groups that they are meant for.", default=UNSET
    )
    equipment: IdFilter | None = strawberry.field(
        description="By the equipment that they are done with.", default=UNSET
    )
    tags: IdFilter | None = strawberry.field(description="By their tags.", default=UNSET)

    def criteria(self, search: str | None) -> ExerciseCriteria:
        return ExerciseCriteria(
            scope=self.scope,
            categories=any_of_values(self.category),
            difficulty_levels=any_of_values(self.difficulty_level),
            mechanics=any_of_values(self.mechanic),
            forces=any_of_values(self.force),
            muscles=_links(self.muscles, "MuscleGroup"),
            primary_muscles=_links(self.primary_muscles, "MuscleGroup"),
            equipment=_links(self.equipment, "Equipment"),
            tags=_links(self.tags, "ExerciseTag"),
            search=search,
        )


@strawberry.input(one_of=True, description="Which exercise: exactly one of these.")
class ExerciseBy:
    id: strawberry.ID | None = strawberry.field(description="Its global id.", default=UNSET)
    slug: str | None = strawberry.field(description="A system exercise's slug.", default=UNSET)
    name: str | None = strawberry.field(
        description="The name of an exercise of one's own, in any case of letters.", default=UNSET
    )


def any_of_values(choice: Any) -> tuple[Any, ...] | None:  # noqa: ANN401 - a filter with `in_`
    """Return the values of a filter, any of which will do; None for no filter."""
    wanted = given(choice)
    return tuple(bounded(wanted.in_)) if wanted else None


def _links(ids: IdFilter | None, typename: str) -> LinkCriteria:
    wanted = given(ids)
    return wanted.criteria(typename) if wanted else LinkCriteria()


def _keys(ids: list[strawberry.ID] | None, typename: str) -> tuple[int, ...] | None:
    return None if ids is None else tuple(decode_number_id(id_, typename) for id_ in bounded(ids))
