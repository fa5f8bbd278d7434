"""A good row for each table, in the order of their references."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

type Row = dict[str, Any]


@dataclass(frozen=True)
class KeyOf:
    """Stands for the first key column of a good row."""

    label: str


NAN = Decimal("NaN")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EARLIER = datetime(2026, 3, 1, 11, tzinfo=UTC)
LONG_AGO = datetime(1899, 12, 31, tzinfo=UTC)
FAR_AHEAD = datetime(2200, 1, 1, tzinfo=UTC)
SOME_ID = UUID("01940000-0000-7000-8000-0000000000aa")
CLIENT_ID = UUID("01940000-0000-7000-8000-0000000000bb")

OWNER = KeyOf("user_account")
EXERCISE = KeyOf("exercises")
UNIT = KeyOf("training_units")
PLAN = KeyOf("training_plans")
SESSION_EXERCISE = KeyOf("training_session_exercises")
NO_OWNER: Row = {"is_system_default": True, "created_by": None}

ROWS: dict[str, Row] = {
    "role": {"id": SOME_ID, "name": "Guest", "slug": "guest", "description": "Looks on."},
    "user_account": {"email": "Rows@example.org", "password": "hash", "role_id": KeyOf("role")},
    "sign_in_families": {
        "user_id": KeyOf("user_account"),
        "user_agent": "A browser",
        "expires_at": FAR_AHEAD,
    },
    "refresh_tokens": {
        "family_id": KeyOf("sign_in_families"),
        "generation": 1,
        "key_id": "a key",
        "issued_at": NOON,
        "expires_at": FAR_AHEAD,
    },
    "account_revisions": {"account_id": SOME_ID, "version": 1},
    "request_hashes": {
        "user_id": KeyOf("user_account"),
        "client_id": CLIENT_ID,
        "scope": "exercises",
        "sha256": bytes(32),
    },
    "change_counters": {"feed_id": SOME_ID},
    "change_entries": {
        "feed_id": KeyOf("change_counters"),
        "typename": "Exercise",
        "aggregate_id": SOME_ID,
        "sequence": 1,
    },
    "pending_changes": {"typename": "Exercise", "aggregate_id": SOME_ID, "feed_id": SOME_ID},
    "sign_in_throttles": {"key": "address:::1", "attempts": 0, "attempted_at": NOON, "blocked_until": NOON},
    "equipment": {"name": "Anvil", "catalogue_name": "anvil"},
    "muscle_groups": {"name": "Ear", "catalogue_name": "ear"},
    "exercise_tags": {"name": "rare", "catalogue_name": "rare"},
    "exercises": {
        "name": "Ear Curl",
        "slug": "ear-curl",
        "difficulty_level": "expert",
        "category": "strength",
        "is_system_default": True,
    },
    "exercise_aliases": {"exercise_id": EXERCISE, "name": "Ear Lift"},
    "exercise_equipment": {"exercise_id": EXERCISE, "equipment_id": KeyOf("equipment")},
    "exercise_primary_muscles": {"exercise_id": EXERCISE, "muscle_group_id": KeyOf("muscle_groups")},
    "exercise_secondary_muscles": {"exercise_id": EXERCISE, "muscle_group_id": KeyOf("muscle_groups")},
    "exercise_tag_map": {"exercise_id": EXERCISE, "tag_id": KeyOf("exercise_tags")},
    "training_units": {"name": "Head day", "created_by": OWNER},
    "training_plans": {"name": "Head month", "created_by": OWNER, "difficulty_level": "beginner"},
    "training_plan_units": {
        "client_id": CLIENT_ID,
        "training_plan_id": PLAN,
        "training_unit_id": UNIT,
        "day_number": 1,
        "order_index": 0,
    },
    "training_unit_exercises": {
        "client_id": CLIENT_ID,
        "training_unit_id": UNIT,
        "exercise_name_snapshot": "Ear Curl",
        "mode": "reps",
        "order_index": 0,
        "reps_min": 8,
        "reps_max": 12,
    },
    "training_units#2": {"name": "Other head day", "created_by": OWNER},
    "training_plans#2": {"name": "Other month", "created_by": OWNER, "difficulty_level": "beginner"},
    "training_unit_access": {"training_unit_id": UNIT, "user_id": OWNER, "id": SOME_ID},
    "training_plan_access": {"training_plan_id": PLAN, "user_id": OWNER, "id": SOME_ID},
    "access_invitations": {"email": "Guest@example.org", "training_unit_id": UNIT},
    "training_plan_enrollments": {
        "user_id": OWNER,
        "plan_name_snapshot": "Head month",
        "start_date": date(2026, 3, 1),
        "user_timezone": "UTC",
    },
    "enrollment_days": {
        "enrollment_id": KeyOf("training_plan_enrollments"),
        "day_number": 1,
        "order_index": 0,
        "unit_name_snapshot": "Head day",
        "date": date(2026, 3, 1),
    },
    "training_sessions": {
        "user_id": OWNER,
        "start_time": NOON,
        "end_time": NOON,
        "status": "completed",
        "duration_seconds": 0,
        "user_timezone": "UTC",
    },
    "training_session_exercises": {
        "client_id": CLIENT_ID,
        "session_id": KeyOf("training_sessions"),
        "mode_snapshot": "reps",
        "exercise_name_snapshot": "Ear Curl",
        "order_index": 0,
    },
    "training_session_exercises#2": {
        "session_id": KeyOf("training_sessions"),
        "mode_snapshot": "distance",
        "exercise_name_snapshot": "Ear Wiggle",
        "order_index": 1,
    },
    "training_session_sets": {
        "client_id": CLIENT_ID,
        "session_exercise_id": SESSION_EXERCISE,
        "order_index": 0,
    },
    "training_session_run_details": {
        "session_exercise_id": SESSION_EXERCISE,
        "user_id": OWNER,
        "moving_seconds": 600,
        "source": "watch",
        "external_id": "1",
    },
    "training_session_run_splits": {
        "session_exercise_id": SESSION_EXERCISE,
        "split_index": 0,
        "distance_km": Decimal(1),
        "duration_seconds": 300,
    },
}
