"""Putting right what a session says of itself, also long after it, and deleting it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from irontrack.accounts.service import check_time_zone
from irontrack.errors import ValidationCode
from irontrack.models import SessionStatus, limits
from irontrack.sessions.queries.holding import is_run
from irontrack.sessions.service.holding import OF_RUN, hold_session
from irontrack.sessions.service.moments import check_end, check_past
from irontrack.validation import Validator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from irontrack.models import TrainingSessionRow

_REQUIRED = {"start_time": "startTime", "user_timezone": "timeZone"}
_TIMES = {"start_time": "startTime", "end_time": "endTime"}


@dataclass(frozen=True, slots=True)
class SessionEdit:
    """What to change about a session.

    Attributes:
        version: The one that the user has seen; None for any.
        changes: By column of `training_sessions`, only what was sent: unit_name_snapshot, notes, start_time,
            end_time, user_timezone, body_weight_kg.
    """

    version: int | None
    changes: Mapping[str, Any]


async def update_session(
    db: AsyncSession, user_id: UUID, session_id: UUID, edit: SessionEdit
) -> TrainingSessionRow:
    """Change what a session says, one that is over too; its duration follows. At most four statements.

    Raises:
        NotFoundError, ConflictError: As `hold_session`.
        ValidationError: What the session would say then is not possible, or it is a run and its times change.
    """
    session = await hold_session(db, user_id, session_id, edit.version)
    validator = Validator()
    moved = [
        name for name in _TIMES if edit.changes.get(name, getattr(session, name)) != getattr(session, name)
    ]
    if moved and await is_run(db, session_id):
        for name in moved:
            validator.note(ValidationCode.NOT_ALLOWED, OF_RUN, _TIMES[name])
    for name, path in _REQUIRED.items():
        if name in edit.changes and edit.changes[name] is None:
            validator.note(ValidationCode.REQUIRED, "A value is needed.", path)
    _check_ending(validator, session, edit.changes)
    validator.finish()
    wanted = _checked(validator, session, edit.changes)
    if wanted["user_timezone"] != session.user_timezone:
        await check_time_zone(db, validator, wanted["user_timezone"], "timeZone")
    validator.finish()
    changed = {name: new for name, new in wanted.items() if getattr(session, name) != new}
    for name, new in changed.items():
        setattr(session, name, new)
    if changed:
        session.version += 1
    await db.flush()
    return session


async def delete_session(db: AsyncSession, user_id: UUID, session_id: UUID, version: int | None) -> None:
    """Delete a session with all beneath it. Two statements.

    Raises:
        NotFoundError, ConflictError: As `hold_session`.
    """
    await db.delete(await hold_session(db, user_id, session_id, version))
    await db.flush()


def _check_ending(validator: Validator, session: TrainingSessionRow, changes: Mapping[str, Any]) -> None:
    """Note an end for a session that has none, and none for one that has."""
    if "end_time" not in changes:
        return
    if session.status == SessionStatus.IN_PROGRESS:
        if changes["end_time"] is not None:
            message = "The session is in progress: finish it, or give it up."
            validator.note(ValidationCode.NOT_ALLOWED, message, "endTime")
    elif changes["end_time"] is None:
        validator.note(ValidationCode.REQUIRED, "The session is over: reopen it instead.", "endTime")


def _checked(validator: Validator, session: TrainingSessionRow, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return all columns that can be changed, with their values after it, noting what is wrong."""
    names = ("unit_name_snapshot", "notes", "start_time", "end_time", "user_timezone", "body_weight_kg")
    wanted = {name: getattr(session, name) for name in names} | dict(changes)
    if changes.get("unit_name_snapshot") is not None:
        wanted["unit_name_snapshot"] = validator.name(changes["unit_name_snapshot"], "name")
    wanted["notes"] = validator.text(wanted["notes"], "notes", longest=limits.NOTES_LENGTH)
    validator.within(wanted["body_weight_kg"], limits.BODY_WEIGHT_KG, "bodyWeight", "value")
    check_past(validator, wanted["start_time"], "startTime")
    duration = None
    if wanted["end_time"] is not None:
        duration = check_end(validator, wanted["start_time"], wanted["end_time"])
    wanted["duration_seconds"] = duration if session.status == SessionStatus.COMPLETED else None
    return wanted
