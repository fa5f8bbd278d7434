"""The exercises' part of Query."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry
from strawberry import UNSET, Info

from irontrack.exercises import loaders
from irontrack.exercises.queries import exercises as queries
from irontrack.exercises.queries import reference
from irontrack.exercises.queries.exercises import ExerciseCriteria
from irontrack.exercises.queries.search import search_words
from irontrack.exercises.types.exercises import Exercise, ExerciseBy, ExerciseFilter
from irontrack.exercises.types.reference import Equipment, ExerciseTag, MuscleGroup
from irontrack.graphql.connections import Connection, connection, listed
from irontrack.graphql.inputs import given
from irontrack.graphql.relay import decode_id


@strawberry.type
class ExercisesQuery:
    @strawberry.field(description="One exercise that you may see; null when there is none.")
    async def exercise(
        self, info: Info, by: Annotated[ExerciseBy, strawberry.argument(description="Which one.")]
    ) -> Exercise | None:
        if by.id is not UNSET and by.id is not None:
            found = await info.context.load(loaders.exercise_by_id, decode_id(by.id, "Exercise"))
        else:
            found = await queries.get_exercise_by_slug(info.context.database, by.slug or "")
        return cast("Exercise | None", found)

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
