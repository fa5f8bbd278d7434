"""What a set says: checked, compared, and turned into columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from irontrack.errors import ValidationCode
from irontrack.models import LoadKind, SetType, limits
from irontrack.sessions.rules import Metric, check_metric
from irontrack.sessions.service.arranging import POSITION

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from irontrack.models import SetMode, TrainingSessionSetRow
    from irontrack.validation import Validator

MOST_SETS: Final = 100
"""Of one exercise in a session."""


@dataclass(frozen=True, slots=True)
class LoggedSet:
    """All that a set says.

    Attributes:
        metric: What it measured.
        weight_kg: What `load_kind` says about the body's weight applies to it.
        rpe: Rate of perceived exertion, 1–10 with one decimal.
        completed_at: When; None for unknown.
        position: Among the sets of its exercise, from 0; None for behind them.
        client_id: What the client calls it.
    """

    metric: Metric = field(default_factory=Metric)
    weight_kg: Decimal | None = None
    set_type: SetType = SetType.WORKING
    load_kind: LoadKind = LoadKind.EXTERNAL
    rpe: Decimal | None = None
    completed_at: datetime | None = None
    position: int | None = None
    client_id: UUID | None = None


def stored_set(row: TrainingSessionSetRow) -> LoggedSet:
    """Return what a row of `training_session_sets` says."""
    return LoggedSet(
        metric=Metric(row.reps_completed, row.time_seconds, row.distance_km),
        weight_kg=row.weight,
        set_type=row.set_type,
        load_kind=row.load_kind,
        rpe=row.rpe,
        completed_at=row.completed_at,
    )


def set_columns(wanted: LoggedSet) -> dict[str, Any]:
    """Return the columns of what a set says; they are the same ones for all sets."""
    return {
        "set_type": wanted.set_type,
        "load_kind": wanted.load_kind,
        "weight": wanted.weight_kg,
        "reps_completed": wanted.metric.reps,
        "time_seconds": wanted.metric.seconds,
        "distance_km": wanted.metric.km,
        "rpe": wanted.rpe,
        "completed_at": wanted.completed_at,
    }


def check_set(validator: Validator, wanted: LoggedSet, mode: SetMode, *path: str) -> None:
    """Note what is wrong with a set of an exercise in this mode; for its time see `check_completion`.

    Args:
        validator: Notes it.
        wanted: What the set says, or would say after a change.
        mode: What the sets of its exercise measure.
        path: Where the set stands in the input.
    """
    check_metric(validator, mode, wanted.metric, *path, "metric")
    validator.within(wanted.weight_kg, limits.WEIGHT_KG, *path, "weight", "value")
    validator.within(wanted.rpe, limits.EXERTION, *path, "rpe")
    if wanted.rpe is not None and wanted.rpe <= limits.EXERTION.high and wanted.rpe != round(wanted.rpe, 1):
        validator.note(ValidationCode.INVALID_FORMAT, "At most one decimal is allowed.", *path, "rpe")
    validator.within(wanted.position, POSITION, *path, "position")
    validator.chosen_id(wanted.client_id, *path, "clientId")
