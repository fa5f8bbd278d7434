"""Changing what is on the days of a plan.

Each change holds the plan first, so that changes of one plan come after each other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from irontrack.accounts.service import lock_account
from irontrack.errors import ConflictError, NotFoundError, ValidationCode
from irontrack.infra.idempotency import Asked, part_once
from irontrack.models import TrainingPlanRow, TrainingPlanUnitRow, limits
from irontrack.templates.queries import schedule as queries
from irontrack.templates.rules import DAYS_OF_A_WEEK, WEEK_NUMBER, days_of, week_of
from irontrack.templates.service.arranging import Seat, arrange, next_index, on_day
from irontrack.templates.service.holding import hold_to_edit, require_version
from irontrack.templates.service.own_units import own_units
from irontrack.validation import Validator, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.templates.service.plans import NewPlanUnit

    type Key = int | UUID
    type Places = Sequence[TrainingPlanUnitRow]
    type PlanAndPlace = tuple[TrainingPlanRow, TrainingPlanUnitRow]

MOST_UNITS: Final = 500
_POSITION: Final = limits.Range(0, limits.GREATEST_INTEGER)


@dataclass(frozen=True, slots=True)
class PlanEdit:
    """Who changes which plan, and the version of it that they have seen; None for any."""

    actor_id: UUID
    plan_id: UUID
    version: int | None = None


async def schedule_unit(db: AsyncSession, edit: PlanEdit, wanted: NewPlanUnit) -> PlanAndPlace:
    """Put a unit on a day of a plan, where it is somebody else's a copy of it. At most 13 statements.

    Asked the same again with its client id, return it as it is now.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: As `hold_to_edit`, `part_once`, and `own_units`.
        ValidationError: A value is unusable, the plan is full, or as `own_units`.
    """
    await lock_account(db, edit.actor_id)
    plan = await hold_to_edit(db, TrainingPlanRow, edit.actor_id, edit.plan_id, None)

    async def find() -> TrainingPlanUnitRow | None:
        places = await queries.list_places(db, plan.id)
        return next((place for place in places if place.client_id == wanted.client_id), None)

    async def make() -> TrainingPlanUnitRow:
        require_version(plan, edit.version)
        return await _put(db, edit.actor_id, plan, wanted)

    asked = Asked(edit.actor_id, wanted.client_id, wanted, plan.id)
    return plan, await part_once(db, asked, TrainingPlanUnitRow, find=find, make=make)


async def unschedule_unit(db: AsyncSession, edit: PlanEdit, key: Key) -> PlanAndPlace:
    """Take a unit from a day of a plan; the unit itself stays. Four statements. What was there is returned.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: As `hold_to_edit`. Also where it is not in the plan.
    """
    plan = await _hold(db, edit)
    place = _find(await queries.list_places(db, plan.id), key)
    await db.delete(place)
    await _changed(db, plan)
    return plan, place


async def move_unit(db: AsyncSession, edit: PlanEdit, key: Key, to: tuple[int, int | None]) -> PlanAndPlace:
    """Move what is on a day of a plan to another day or position. At most five statements.

    Args:
        db: The transaction.
        edit: Who changes which plan.
        key: The id, or the client's own, of what is moved.
        to: A day, and a position among the others there from 0; None for behind them.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: As `hold_to_edit`. Also where it is not in the plan.
        ValidationError: Day or position is out of range.
    """
    plan = await _hold(db, edit)
    _check_seat(*to)
    places = await queries.list_places(db, plan.id)
    place = _find(places, key)
    if await arrange(db, plan.id, _seats(places, place, *to)):
        await _changed(db, plan)
    return plan, place


async def reorder_day(
    db: AsyncSession,
    edit: PlanEdit,
    day_number: int,
    keys: Sequence[Key],
) -> TrainingPlanRow:
    """Put what is on one day of a plan in another order. At most five statements.

    Args:
        db: The transaction.
        edit: Who changes which plan.
        day_number: The day.
        keys: All that is on the day, by id or the client's own, in the new order.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: As `hold_to_edit`. Also where the day has more units.
        ValidationError: A key is not on the day, or there twice.
    """
    plan = await _hold(db, edit)
    day = on_day(await queries.list_places(db, plan.id), day_number)
    order = _ordered(day, keys)
    if len(order) < len(day):
        message = "There are more units on this day; look at it again."
        raise ConflictError(message, plan)
    seats = {place: Seat(day_number, index) for index, place in enumerate(order)}
    if order != day and await arrange(db, plan.id, seats):
        await _changed(db, plan)
    return plan


async def duplicate_week(
    db: AsyncSession, edit: PlanEdit, weeks: tuple[int, int | None]
) -> tuple[TrainingPlanRow, int]:
    """Schedule the units of one week in another as well, behind what is there. Four statements.

    Args:
        db: The transaction.
        edit: Who changes which plan.
        weeks: From which, and to which; None for the one behind the last.

    Returns:
        The plan, and the week that the units were scheduled in.

    Raises:
        NotFoundError, ForbiddenError, ConflictError: As `hold_to_edit`.
        ValidationError: A week is out of range, both are the same, or the plan would be too large.
    """
    plan = await _hold(db, edit)
    places = await queries.list_places(db, plan.id)
    source, target = weeks
    if target is None:
        target = week_of(places[-1].day_number if places else 0) + 1
    _check_weeks(source, target)
    copied = [place for place in places if place.day_number in days_of(source)]
    shift = (target - source) * DAYS_OF_A_WEEK
    if copied and copied[-1].day_number + shift > limits.DAY_NUMBER.high:
        message = f"A plan ends with day {limits.DAY_NUMBER.high}."
        refuse(ValidationCode.TOO_LARGE, message, "toWeek")
    _check_room(len(places) + len(copied), "week")
    indexes = Counter({place.day_number: place.order_index + 1 for place in places})
    for place in copied:
        day_number = place.day_number + shift
        db.add(_new_place(plan, place.training_unit_id, Seat(day_number, indexes[day_number])))
        indexes[day_number] += 1
    if copied:
        await _changed(db, plan)
    return plan, target


async def _hold(db: AsyncSession, edit: PlanEdit) -> TrainingPlanRow:
    return await hold_to_edit(db, TrainingPlanRow, edit.actor_id, edit.plan_id, edit.version)


async def _put(
    db: AsyncSession, actor_id: UUID, plan: TrainingPlanRow, wanted: NewPlanUnit
) -> TrainingPlanUnitRow:
    _check_seat(wanted.day_number, wanted.position)
    places = await queries.list_places(db, plan.id)
    _check_room(len(places) + 1, "planId")
    own = await own_units(db, Validator(), actor_id, plan, {("unitId",): wanted.unit_id})
    place = _new_place(plan, own[wanted.unit_id], Seat(wanted.day_number, 0), wanted.client_id)
    seats = _seats(places, place, wanted.day_number, wanted.position)
    place.order_index = seats.pop(place).order_index
    await arrange(db, plan.id, seats)
    db.add(place)
    await _changed(db, plan)
    return place


def _seats(
    places: Places, moved: TrainingPlanUnitRow, day_number: int, position: int | None
) -> dict[TrainingPlanUnitRow, Seat]:
    """Return who sits where on the day once one has moved there; only whoever may have to move."""
    others = [place for place in on_day(places, day_number) if place is not moved]
    if position is None or position >= len(others):
        is_last = moved.day_number == day_number and moved.order_index >= next_index(others)
        index = moved.order_index if is_last else next_index(others)
        return {moved: Seat(day_number, index)}
    order = [*others[:position], moved, *others[position:]]
    if order == on_day(places, day_number):
        return {moved: Seat(day_number, moved.order_index)}
    return {place: Seat(day_number, index) for index, place in enumerate(order)}


def _new_place(
    plan: TrainingPlanRow, unit_id: UUID, seat: Seat, client_id: UUID | None = None
) -> TrainingPlanUnitRow:
    return TrainingPlanUnitRow(
        client_id=client_id,
        training_plan_id=plan.id,
        training_unit_id=unit_id,
        day_number=seat.day_number,
        order_index=seat.order_index,
    )


def _ordered(day: Places, keys: Sequence[Key]) -> list[TrainingPlanUnitRow]:
    validator, order = Validator(), list[TrainingPlanUnitRow]()
    for position, key in enumerate(keys):
        place = next((place for place in day if key in {place.id, place.client_id}), None)
        if place is None:
            message = "There is nothing with this id on this day."
            validator.note(ValidationCode.UNKNOWN, message, "planUnitIds", str(position))
        elif place in order:
            message = "This is in the list twice."
            validator.note(ValidationCode.NOT_ALLOWED, message, "planUnitIds", str(position))
        else:
            order.append(place)
    validator.finish()
    return order


def _find(places: Places, key: Key) -> TrainingPlanUnitRow:
    for place in places:
        if key in {place.id, place.client_id}:
            return place
    message = "There is no such unit in the plan."
    raise NotFoundError(message)


def _check_seat(day_number: int, position: int | None) -> None:
    validator = Validator()
    validator.within(day_number, limits.DAY_NUMBER, "dayNumber")
    validator.within(position, _POSITION, "position")
    validator.finish()


def _check_weeks(source: int, target: int) -> None:
    validator = Validator()
    validator.within(source, WEEK_NUMBER, "week")
    validator.within(target, WEEK_NUMBER, "toWeek")
    if source == target:
        validator.note(ValidationCode.NOT_ALLOWED, "Another week is needed.", "toWeek")
    validator.finish()


def _check_room(size: int, *path: str) -> None:
    if size > MOST_UNITS:
        refuse(ValidationCode.TOO_MANY, f"A plan has at most {MOST_UNITS} units.", *path)


async def _changed(db: AsyncSession, plan: TrainingPlanRow) -> None:
    plan.version += 1
    await db.flush()
