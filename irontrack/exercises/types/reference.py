"""The lists that exercises refer to: equipment, muscle groups and tags."""

from __future__ import annotations

import strawberry

from irontrack.exercises import loaders
from irontrack.graphql.relay import Node, declare_node
from irontrack.models import EquipmentRow, ExerciseTagRow, MuscleGroupRow
from irontrack.models.limits import GREATEST_SMALLINT


@strawberry.type(description="A piece of equipment.")
class Equipment(Node):
    name: str = strawberry.field(description="Unique name, in lower case.")
    is_always_available: bool = strawberry.field(
        description="Whether one can count on it, as on a bench: alternatives of an exercise may need it too."
    )


@strawberry.type(description="A group of muscles.")
class MuscleGroup(Node):
    name: str = strawberry.field(description="Unique name, in lower case.")


@strawberry.type(description="A label that exercises carry.")
class ExerciseTag(Node):
    name: str = strawberry.field(description="Unique name, in lower case.")


declare_node("Equipment", loaders.equipment_by_id, EquipmentRow, greatest=GREATEST_SMALLINT)
declare_node("MuscleGroup", loaders.muscle_group_by_id, MuscleGroupRow, greatest=GREATEST_SMALLINT)
declare_node("ExerciseTag", loaders.exercise_tag_by_id, ExerciseTagRow, greatest=GREATEST_SMALLINT)
