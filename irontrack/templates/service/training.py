"""What a session takes over from templates when it starts: names, targets, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from irontrack.errors import NotFoundError
from irontrack.models import TrainingPlanRow, TrainingUnitRow
from irontrack.templates.queries import training as queries
from irontrack.templates.queries.enrollments import hold_readable_plan
from irontrack.templates.queries.units import get_readable_unit, list_exercises_of_unit
from irontrack.templates.service.units import hold_to_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import TrainingUnitExerciseRow


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned for one session. Whatever it refers to stays until the transaction ends.

    Attributes:
        unit_name: As the unit is called, or as an enrollment has copied it.
        exercises: In their order; None where the unit is gone, or not the user's to read any more.
        unit_id: The unit, if it is still there.
        plan_name: Likewise of the plan, if there was one.
        plan_id: The plan, if it is still there.
    """

    unit_name: str
    exercises: Sequence[TrainingUnitExerciseRow] | None
    unit_id: UUID | None = None
    plan_name: str | None = None
    plan_id: UUID | None = None


async def plan_by_unit(db: AsyncSession, viewer_id: UUID, unit_id: UUID) -> Planned:
    """Return what a unit says that the viewer may read. Two statements.

    Raises:
        NotFoundError: There is none that the viewer may read.
    """
    unit = await hold_to_read(db, viewer_id, unit_id)
    return Planned(unit.name, await list_exercises_of_unit(db, unit_id), unit_id)


async def plan_by_place(db: AsyncSession, viewer_id: UUID, place: int | UUID) -> Planned:
    """Return what a unit on a day of a plan says, where the viewer may read the plan. Four statements.

    Args:
        db: The transaction.
        viewer_id: Who trains by it.
        place: The id of the unit on its day; or the UUID that a client gave it in a plan of the viewer's own,
            which costs one statement more.

    Raises:
        NotFoundError: There is none that the viewer may read, or several own plans have the UUID.
    """
    message = "There is no such unit on a day of a plan."
    place_id = await queries.find_own_place(db, viewer_id, place) if isinstance(place, UUID) else place
    plan = None if place_id is None else await queries.hold_plan_of_place(db, viewer_id, place_id)
    if plan is None or place_id is None:
        raise NotFoundError(message)
    found = await queries.get_place(db, plan.id, place_id)
    if found is None:  # taken off the plan a moment ago
        raise NotFoundError(message)
    planned = await plan_by_unit(db, viewer_id, found.training_unit_id)
    return Planned(planned.unit_name, planned.exercises, planned.unit_id, plan.name, plan.id)


async def plan_by_day(db: AsyncSession, user_id: UUID, day_id: UUID) -> Planned:
    """Return what is due on a day of the user's enrollment. At most five statements.

    Plan and unit are taken as they are now, as far as the user may read them, else as the day has copied
    them, which is without exercises.

    Raises:
        NotFoundError: The day is in none of the user's enrollments.
    """
    day = await queries.get_own_day(db, user_id, day_id)
    if day is None:
        message = "There is no such day in your enrollments."
        raise NotFoundError(message)
    plan_id, plan_name = day.plan_id, day.plan_name
    if plan_id is not None:  # before the unit, as with all who hold both
        plan = await hold_readable_plan(db, user_id, plan_id)
        plan_name = plan.name if plan else plan_name
        plan_id = plan.id if plan else await queries.hold_template(db, TrainingPlanRow, plan_id)
    unit_id, unit_name, exercises = day.unit_id, day.unit_name, None
    if unit_id is not None:
        unit = await get_readable_unit(db, user_id, unit_id)
        unit_name = unit.name if unit else unit_name
        unit_id = unit.id if unit else await queries.hold_template(db, TrainingUnitRow, unit_id)
        exercises = await list_exercises_of_unit(db, unit.id) if unit else None
    return Planned(unit_name, exercises, unit_id, plan_name, plan_id)


async def hold_templates(
    db: AsyncSession, plan_id: UUID | None, unit_id: UUID | None
) -> tuple[UUID | None, UUID | None]:
    """Keep a plan and a unit from deletion until the transaction ends, whosever they are.

    For references to what its reader may not read any more: nothing of it is shown. At most two statements.

    Returns:
        The two ids; None for what is gone.
    """
    plan = None if plan_id is None else await queries.hold_template(db, TrainingPlanRow, plan_id)
    unit = None if unit_id is None else await queries.hold_template(db, TrainingUnitRow, unit_id)
    return plan, unit
