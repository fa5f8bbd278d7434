"""What a run says: checked as a whole, whether it is new or was changed, and turned into columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from irontrack.errors import Issue, ValidationCode
from irontrack.models import ExerciseCategory, SetMode, limits
from irontrack.running.rules import Measured, Split, check_splits, measure
from irontrack.sessions.rules import duration_seconds
from irontrack.sessions.service import check_end, check_past

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from irontrack.models import ExerciseRow, TrainingSessionExerciseRow
    from irontrack.sessions.rules import Metric
    from irontrack.validation import Validator

LONGEST_SOURCE: Final = 50
LONGEST_EXTERNAL_ID: Final = 255
TAKEN: Final[Mapping[str, Issue]] = {
    "uq_run_details_external": Issue(
        ("externalId",), ValidationCode.TAKEN, "Another run of yours has this id of the source."
    )
}


@dataclass(frozen=True, slots=True)
class RunContent:
    """All that a run says, but its exercise and where it came from.

    Attributes:
        start_time: When it began.
        time_zone: Where it happened; None for the account's.
        end_time: When it ended; not with `elapsed_seconds`. With neither, the run had no pauses.
        elapsed_seconds: From start to end.
        km: How far; None where intervals by distance say it.
        moving_seconds: How long it moved; None where intervals by time say it.
        intervals: Seconds or kilometres of each.
        splits: Its stretches in their order.
        source: Where it was measured or noted.
        external_id: What the source calls it.
    """

    start_time: datetime
    time_zone: str | None = None
    end_time: datetime | None = None
    elapsed_seconds: int | None = None
    km: Decimal | None = None
    moving_seconds: int | None = None
    intervals: tuple[Metric, ...] = ()
    splits: tuple[Split, ...] = ()
    elevation_gain_m: int | None = None
    elevation_loss_m: int | None = None
    avg_heart_rate: int | None = None
    max_heart_rate: int | None = None
    rpe: Decimal | None = None
    name: str | None = None
    notes: str | None = None
    source: str = "manual"
    external_id: str | None = None


class CheckedRun(NamedTuple):
    """What a run says, as it is stored: columns by table, without keys."""

    measured: Measured
    session: dict[str, Any]
    detail: dict[str, Any]
    sets: list[dict[str, Any]]
    splits: list[dict[str, Any]]


def check_run(
    validator: Validator, content: RunContent, preferred: SetMode, previous_name: str | None = None
) -> CheckedRun | None:
    """Return a run as it is stored, noting what is wrong; None where that is so much that nothing can be.

    The time zone is the caller's to check.

    Args:
        validator: Notes it; `finish` it before anything of the answer is used.
        content: What the run says, or would say after a change.
        preferred: As in `measure`.
        previous_name: One that the session has already, whatever it is made of.
    """
    measured = measure(validator, content.km, content.moving_seconds, content.intervals, preferred)
    span = _span(validator, content, measured)
    detail = _checked_detail(validator, content)
    check_splits(validator, content.splits, measured.km if measured else None)
    name = content.name
    if name is not None and name != previous_name:
        name = validator.name(name, "name")
    notes = validator.text(content.notes, "notes", longest=limits.NOTES_LENGTH)
    if measured is None or span is None:
        return None
    end, elapsed = span
    session = {
        "start_time": content.start_time,
        "end_time": end,
        "duration_seconds": duration_seconds(content.start_time, end),
        "unit_name_snapshot": name,
        "notes": notes,
    }
    halves = {"distance_km": measured.complement_km, "moving_seconds": measured.complement_seconds}
    detail |= halves | {"elapsed_seconds": elapsed}
    return CheckedRun(
        measured,
        session,
        detail,
        set_columns(measured.sets),
        [split_columns(each) for each in content.splits],
    )


def check_recording(validator: Validator, source: str, external_id: str | None) -> tuple[str, str | None]:
    """Return by which names a run is known at its source, noting unusable ones."""
    if external_id is not None:
        external_id = validator.name(external_id, "externalId", longest=LONGEST_EXTERNAL_ID)
    return validator.name(source, "source", longest=LONGEST_SOURCE), external_id


def check_exercise(validator: Validator, exercise: ExerciseRow | None) -> None:
    """Note an exercise that cannot be run, or is unknown (None)."""
    if exercise is None:
        validator.note(ValidationCode.UNKNOWN, "There is no such exercise.", "exerciseId")
    elif exercise.category is not ExerciseCategory.CARDIO:
        message = "A run has an exercise of the category CARDIO."
        validator.note(ValidationCode.NOT_ALLOWED, message, "exerciseId")


def set_mode(exercise: TrainingSessionExerciseRow, mode: SetMode) -> None:
    """Let the sets of a run measure this; of the targets, those of the other measure go. Paces stay."""
    exercise.mode_snapshot = mode
    if mode is not SetMode.TIME:
        exercise.target_time_seconds_snapshot = None
    if mode is not SetMode.DISTANCE:
        exercise.target_distance_km_snapshot = None
    exercise.reps_min_snapshot = exercise.reps_max_snapshot = None


def set_columns(metrics: Sequence[Metric]) -> list[dict[str, Any]]:
    """Return the columns of sets that measured these."""
    return [{"time_seconds": each.seconds, "distance_km": each.km} for each in metrics]


def split_columns(split: Split) -> dict[str, Any]:
    """Return the columns of a split, without its place."""
    return {
        "distance_km": split.km,
        "duration_seconds": split.seconds,
        "elevation_delta_m": split.elevation_delta_m,
        "avg_heart_rate": split.avg_heart_rate,
    }


def _span(
    validator: Validator, content: RunContent, measured: Measured | None
) -> tuple[datetime, int | None] | None:
    """Return the end, and the seconds to it where they were measured; None where there can be none."""
    if content.end_time is not None and content.elapsed_seconds is not None:
        message = "The end says it already."
        validator.note(ValidationCode.NOT_ALLOWED, message, "elapsedSeconds")
        return None
    is_past = check_past(validator, content.start_time, "startTime")
    elapsed, path = content.elapsed_seconds, "elapsedSeconds"
    validator.within(elapsed, limits.LONG_SECONDS, path)
    if content.end_time is not None:
        elapsed, path = duration_seconds(content.start_time, content.end_time), "endTime"
        if is_past:
            check_end(validator, content.start_time, content.end_time)
    if elapsed is not None and measured is not None and 0 <= elapsed < measured.seconds:
        message = f"It moved for {measured.seconds} s, so it took no less from start to end."
        validator.note(ValidationCode.TOO_SMALL, message, path)
        return None
    lasted = elapsed if measured is None or elapsed is not None else measured.seconds
    if not is_past or lasted is None or not limits.LONG_SECONDS.low <= lasted <= limits.LONG_SECONDS.high:
        return None
    if content.end_time is not None:
        return content.end_time, elapsed
    end = content.start_time + timedelta(seconds=lasted)
    check_end(validator, content.start_time, end)
    return end, elapsed


def _checked_detail(validator: Validator, content: RunContent) -> dict[str, Any]:
    """Return what is measured of the whole run beside distance and times, and whose recording it is."""
    gain, loss = content.elevation_gain_m, content.elevation_loss_m
    average, greatest, rpe = content.avg_heart_rate, content.max_heart_rate, content.rpe
    source, external_id = check_recording(validator, content.source, content.external_id)
    if average is not None and greatest is not None and average > greatest:
        message = "The average is above the greatest."
        validator.note(ValidationCode.NOT_ALLOWED, message, "avgHeartRate")
    validator.within(rpe, limits.EXERTION, "rpe")
    if rpe is not None and rpe <= limits.EXERTION.high and rpe != round(rpe, 1):
        validator.note(ValidationCode.INVALID_FORMAT, "At most one decimal is allowed.", "rpe")
    return {
        "elevation_gain_m": validator.within(gain, limits.ELEVATION_M, "elevationGainMeters"),
        "elevation_loss_m": validator.within(loss, limits.ELEVATION_M, "elevationLossMeters"),
        "avg_heart_rate": validator.within(average, limits.HEART_RATE, "avgHeartRate"),
        "max_heart_rate": validator.within(greatest, limits.HEART_RATE, "maxHeartRate"),
        "rpe": rpe,
        "source": source,
        "external_id": external_id,
    }
