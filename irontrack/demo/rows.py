"""The made-up units and sessions as rows; the database numbers their exercises, so sets come after those."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from irontrack.demo.history import TIME_ZONE
from irontrack.demo.program import UNITS
from irontrack.kit.ids import new_id
from irontrack.models import SessionStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal
    from uuid import UUID

    from irontrack.demo.program import Target
    from irontrack.demo.records import DoneExercise, DoneSession, DoneSet

type Row = dict[str, Any]
type ExerciseNames = Mapping[str, tuple[UUID, str]]
"""Id and name of each exercise, by slug."""

_RUN_SOURCE: Final = "manual"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an exercise stands in a stored unit."""

    unit_id: UUID
    unit_exercise_id: int
    order_index: int


@dataclass(frozen=True, slots=True)
class UnitRows:
    """Rows of training units and, in order, of their exercises."""

    units: list[Row] = field(default_factory=list)
    exercises: list[Row] = field(default_factory=list)
    _keys: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, owner_id: UUID, names: ExerciseNames, weights_kg: Mapping[str, Decimal | None]) -> UnitRows:
        """Lay out the units of the program, with the weights that are to be lifted next."""
        rows = cls()
        for unit in UNITS:
            unit_id = new_id()
            rows.units.append(
                {"id": unit_id, "name": unit.name, "description": unit.description, "created_by": owner_id}
            )
            for position, target in enumerate(unit.targets):
                exercise_id, name = names[target.slug]
                rows.exercises.append(
                    {
                        "training_unit_id": unit_id,
                        "exercise_id": exercise_id,
                        "exercise_name_snapshot": name,
                        "mode": target.mode,
                        "order_index": position,
                        "unit_exercise_notes": target.notes,
                        **_targets(target, weights_kg[target.slug]),
                    }
                )
                rows._keys.append((unit.name, target.slug))
        return rows

    def places(self, ids: Iterable[int]) -> dict[tuple[str, str], Place]:
        """Return the place of each exercise by unit and slug, given the ids of the stored `exercises`."""
        return {
            key: Place(row["training_unit_id"], unit_exercise_id, row["order_index"])
            for key, row, unit_exercise_id in zip(self._keys, self.exercises, ids, strict=True)
        }


@dataclass(frozen=True, slots=True)
class SessionRows:
    """Rows of sessions and, in order, of their exercises; those of sets and runs need the exercises' ids."""

    owner_id: UUID
    sessions: list[Row] = field(default_factory=list)
    exercises: list[Row] = field(default_factory=list)
    _done: list[DoneExercise] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        owner_id: UUID,
        names: ExerciseNames,
        sessions: Iterable[DoneSession],
        places: Mapping[tuple[str, str], Place],
    ) -> SessionRows:
        """Lay out the sessions, each with copies of what its unit asked for on that day."""
        rows = cls(owner_id)
        for session in sessions:
            session_id = new_id()
            planned = [places.get((session.unit or "", done.target.slug)) for done in session.exercises]
            unit_id = planned[0].unit_id if planned[0] else None
            rows.sessions.append(_session(session, session_id, owner_id, unit_id))
            for position, (done, place) in enumerate(zip(session.exercises, planned, strict=True)):
                exercise = _exercise(done, place, names)
                rows.exercises.append({"session_id": session_id, "order_index": position, **exercise})
                rows._done.append(done)
        return rows

    def sets(self, ids: Sequence[int]) -> list[Row]:
        """Return the rows of all sets, given the ids of the stored `exercises`."""
        return [
            {"session_exercise_id": exercise_id, "order_index": position, **_set(one)}
            for exercise_id, done in zip(ids, self._done, strict=True)
            for position, one in enumerate(done.sets)
        ]

    def runs(self, ids: Sequence[int]) -> list[Row]:
        """Return the rows of all run details, given the ids of the stored `exercises`."""
        return [
            {
                "session_exercise_id": exercise_id,
                "user_id": self.owner_id,
                "moving_seconds": done.run.moving_seconds,
                "elapsed_seconds": done.run.elapsed_seconds,
                "elevation_gain_m": done.run.elevation_gain_m,
                "avg_heart_rate": done.run.avg_heart_rate,
                "max_heart_rate": done.run.max_heart_rate,
                "rpe": done.run.rpe,
                "source": _RUN_SOURCE,
            }
            for exercise_id, done in zip(ids, self._done, strict=True)
            if done.run
        ]

    def splits(self, ids: Sequence[int]) -> list[Row]:
        """Return the rows of the splits of all runs, given the ids of the stored `exercises`."""
        return [
            {
                "session_exercise_id": exercise_id,
                "split_index": position,
                "distance_km": split.distance_km,
                "duration_seconds": split.duration_seconds,
            }
            for exercise_id, done in zip(ids, self._done, strict=True)
            if done.run
            for position, split in enumerate(done.run.splits)
        ]


def _session(session: DoneSession, session_id: UUID, owner_id: UUID, unit_id: UUID | None) -> Row:
    seconds = int((session.end_time - session.start_time).total_seconds())
    return {
        "id": session_id,
        "user_id": owner_id,
        "training_unit_id": unit_id,
        "unit_name_snapshot": session.unit,
        "start_time": session.start_time,
        "end_time": session.end_time,
        "user_timezone": TIME_ZONE,
        "status": session.status,
        "duration_seconds": seconds if session.status is SessionStatus.COMPLETED else None,
        "body_weight_kg": session.body_weight_kg,
        "notes": session.notes,
    }


def _exercise(done: DoneExercise, place: Place | None, names: ExerciseNames) -> Row:
    """Return an exercise of a session; without a place in a unit it has no targets."""
    exercise_id, name = names[done.target.slug]
    targets = _targets(done.target, done.target_weight_kg)
    return {
        "exercise_id": exercise_id,
        "exercise_name_snapshot": name,
        "mode_snapshot": done.target.mode,
        "planned_unit_exercise_id": place.unit_exercise_id if place else None,
        "order_index_snapshot": place.order_index if place else None,
        **{f"{column}_snapshot": value if place else None for column, value in targets.items()},
    }


def _targets(target: Target, weight_kg: Decimal | None) -> Row:
    fastest, slowest = target.pace_seconds_per_km or (None, None)
    return {
        "sets": target.sets,
        "reps_min": target.reps_min,
        "reps_max": target.reps_max,
        "target_weight": weight_kg,
        "target_time_seconds": target.time_seconds,
        "target_distance_km": target.distance_km,
        "target_pace_min_seconds_per_km": fastest,
        "target_pace_max_seconds_per_km": slowest,
        "rest_seconds": target.rest_seconds,
        "group_index": target.group_index,
    }


def _set(one: DoneSet) -> Row:
    return {
        "set_type": one.set_type,
        "load_kind": one.load_kind,
        "weight": one.weight_kg,
        "reps_completed": one.reps,
        "time_seconds": one.time_seconds,
        "distance_km": one.distance_km,
        "rpe": one.rpe,
        "completed_at": one.completed_at,
    }
