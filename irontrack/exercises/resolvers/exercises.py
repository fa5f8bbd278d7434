"""The exercises' part of Query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry
from strawberry import UNSET, Info

from irontrack.exercises import loaders
from irontrack.exercises.queries import exercises as queries
from irontrack.exercises.queries import reference
from irontrack.exercises.queries.criteria import ExerciseCriteria
from irontrack.exercises.types.exercises import Exercise
from irontrack.exercises.types.filters import ExerciseBy, ExerciseFilter
from irontrack.exercises.types.reference import Equipment, ExerciseTag, MuscleGroup
from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.filters import search_words
from irontrack.graphql.inputs import given
from irontrack.graphql.relay import decode_id

if TYPE_CHECKING:
    from sqlalchemy import Row


@strawberry.type
class ExercisesQuery:
    @strawberry.field(
        description="One exercise that you may see; null when there is none. In place of one that was merged "
        "into another, the other."
    )
    async def exercise(
        self, info: Info, by: Annotated[ExerciseBy, strawberry.argument(description="Which one.")]
    ) -> Exercise | None:
        return cast("Exercise | None", await _find(info, by))

    @connection(description="The exercises you may see: by name, or with `search` the 200 most relevant.")
    def exercises(
        self,
        info: Info,
        filter: Annotated[
            ExerciseFilter | None, strawberry.argument(description="Narrows the list.")
        ] = UNSET,
        search: Annotated[
            str | None,
            strawberry.argument(
                description="Words of a name or alias; forgives typing errors. Up to 100 characters."
            ),
        ] = UNSET,
    ) -> Connection[Exercise]:
        words = search_words(given(search))
        wanted = given(filter)
        criteria = wanted.criteria(words) if wanted else ExerciseCriteria(search=words)
        return listed(queries.list_exercises(info.context.viewer_id, criteria))

    @connection(description="All equipment by name.")
    def equipment(self) -> Connection[Equipment]:
        return listed(reference.list_equipment())

    @connection(description="All muscle groups by name.")
    def muscle_groups(self) -> Connection[MuscleGroup]:
        return listed(reference.list_muscle_groups())

    @connection(description="All tags by name.")
    def exercise_tags(self) -> Connection[ExerciseTag]:
        return listed(reference.list_exercise_tags())


async def _find(info: Info, by: ExerciseBy) -> Row[Any] | None:
    database, viewer_id = info.context.database, info.context.viewer_id
    if (id_ := given(by.id)) is not None:
        return await _followed(
            info, await info.context.load(loaders.exercise_by_id, decode_id(id_, "Exercise"))
        )
    if (slug := given(by.slug)) is not None:
        found = await _followed(info, await queries.get_exercise_by_slug(database, slug))
        return found if found is not None and found.is_active else None
    if viewer_id is None:
        return None
    return await queries.get_own_exercise(database, viewer_id, " ".join((given(by.name) or "").split()))


async def _followed(info: Info, found: Row[Any] | None) -> Row[Any] | None:
    """Return what has taken the place of an exercise, where it was merged; else the exercise."""
    if found is None or found.merged_into_id is None:
        return found
    end = await queries.get_merge_target(info.context.database, info.context.viewer_id, found.id)
    return found if end is None else end
