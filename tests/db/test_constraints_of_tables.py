"""A bad row for every CHECK and every UNIQUE rule, refused by the database under the rule's name.

`ROWS` holds a good row for each table (more are numbered). A case is that row again, changed in what it
breaks. Everything happens in one transaction that is never committed.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from good_rows import (
    CLIENT_ID,
    EARLIER,
    FAR_AHEAD,
    LONG_AGO,
    NAN,
    NO_OWNER,
    NOON,
    OWNER,
    PLAN,
    ROWS,
    SOME_ID,
    KeyOf,
    Row,
)
from sqlalchemy import URL, CheckConstraint, NullPool, UniqueConstraint, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import create_async_engine

from irontrack.infra.database import violated_constraint
from irontrack.models import ROLE_IDS, Base, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Dialect, Table
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    type Refusal = Callable[[str, tuple[Row, ...]], str | None]


POSTGRESQL: Dialect = URL.create("postgresql+asyncpg").get_dialect()()
TABLES = Base.metadata.tables
REUSED_SLUG: Row = NO_OWNER | {"slug": "reused"}
PACE = ("target_pace_min_seconds_per_km", "target_pace_max_seconds_per_km")
TARGETS: dict[str, list[Row]] = {
    "target_weight": [{"target_weight": Decimal(-1)}, {"target_weight": NAN}],
    "target_time_seconds": [{"target_time_seconds": 0}],
    "target_distance_km": [{"target_distance_km": Decimal(0)}, {"target_distance_km": NAN}],
    "rest_seconds": [{"rest_seconds": -1}],
    "group_index": [{"group_index": -1}, {"group_index": 1001}],
    "check_sets_count": [{"sets": 0}, {"sets": 101}],
    "check_reps_range": [
        {"reps_min": 0, "reps_max": 5},
        {"reps_min": 5, "reps_max": 4},
        {"reps_min": 5, "reps_max": 1001},
        {"reps_min": 5, "reps_max": None},
        {"reps_min": None, "reps_max": 5},
    ],
    "target_pace": [
        {PACE[0]: 300, PACE[1]: None},
        {PACE[0]: 29, PACE[1]: 300},
        {PACE[0]: 300, PACE[1]: 299},
        {PACE[0]: 300, PACE[1]: 3601},
    ],
}
TEMPLATE: dict[str, list[Row]] = {
    "name_not_blank": [{"name": " "}],
    "slug_of_system": [{"slug": "head"}],
    "slug_form": [NO_OWNER | {"slug": "Head"}, NO_OWNER | {"slug": "head--day"}],
    "description_length": [{"description": "x" * 2001}],
    "sharing_status": [{"sharing_status": "open"}],
    "owner": [{"is_system_default": True}],
}

# By table and rule; `ck_<table>_` is left out of the names of rules.
CHECKS: dict[str, dict[str, list[Row]]] = {
    "role": {"name_not_blank": [{"name": " "}], "slug_not_blank": [{"slug": " "}]},
    "user_account": {
        "name_not_blank": [{"name": " "}],
        "email_not_blank": [{"email": " "}],
        "password_not_blank": [{"password": " "}],
        "time_zone_not_blank": [{"time_zone": " "}],
        "weight_unit": [{"preferred_weight_unit": "st"}],
        "distance_unit": [{"preferred_distance_unit": "nmi"}],
        "superuser_role": [{"is_superuser": True}, {"role_id": ROLE_IDS[Role.SUPERUSER]}],
    },
    "request_hashes": {"sha256_length": [{"sha256": bytes(31)}]},
    "change_entries": {"changed_type": [{"typename": "Viewer"}]},
    "sign_in_families": {"end": [{"ended_at": datetime(2001, 1, 1, tzinfo=UTC)}]},
    "refresh_tokens": {
        "generation": [{"generation": 0}],
        "expiry": [{"expires_at": NOON}],
        "key_id_not_blank": [{"key_id": " "}],
    },
    "account_revisions": {"version": [{"version": 0}]},
    "sign_in_throttles": {"attempts": [{"attempts": -1}], "key_not_blank": [{"key": " "}]},
    "equipment": {"name_not_blank": [{"name": " "}]},
    "muscle_groups": {"name_not_blank": [{"name": " "}]},
    "exercise_tags": {"name_not_blank": [{"name": " "}]},
    "exercises": {
        "name_not_blank": [{"name": " "}],
        "familiarity": [{"familiarity": -1}, {"familiarity": 4}],
        "instructions_length": [{"instructions": "x" * 5001}],
        "force": [{"force": "twist"}],
        "difficulty_level": [{"difficulty_level": "easy"}],
        "mechanic": [{"mechanic": "both"}],
        "exercise_category": [{"category": "chess"}],
        "set_mode": [{"default_mode": "guess"}],
        "owner": [{"created_by": OWNER}, {"is_system_default": False, "slug": None}],
        "slug_of_system": [{"is_system_default": False, "created_by": OWNER}],
        "slug_form": [{"slug": "Ear-Curl"}, {"slug": "-ear"}, {"slug": ""}],
        "merged_into_other": [{"id": SOME_ID, "merged_into_id": SOME_ID}],
    },
    "exercise_aliases": {"name_not_blank": [{"name": " "}]},
    "training_units": TEMPLATE,
    "training_plans": TEMPLATE | {"difficulty_level": [{"difficulty_level": "easy"}]},
    "training_plan_units": {"day_number": [{"day_number": 0}, {"day_number": 731}]},
    "training_unit_exercises": TARGETS
    | {
        "exercise_name_snapshot_not_blank": [{"exercise_name_snapshot": " "}],
        "unit_exercise_notes_length": [{"unit_exercise_notes": "x" * 2001}],
        "set_mode": [{"mode": "guess"}],
        "check_mode_consistency": [
            {"target_time_seconds": 60},
            {"target_distance_km": Decimal(1)},
            {PACE[0]: 300, PACE[1]: 330},
            {"mode": "time"},
            {"mode": "time", "reps_min": None, "reps_max": None, "target_distance_km": Decimal(1)},
            {"mode": "distance"},
            {"mode": "distance", "reps_min": None, "reps_max": None, "target_time_seconds": 60},
            {"mode": "sets_only"},
            {"mode": "sets_only", "reps_min": None, "reps_max": None, "target_time_seconds": 60},
            {"mode": "sets_only", "reps_min": None, "reps_max": None, "target_distance_km": Decimal(1)},
            {"mode": "sets_only", "reps_min": None, "reps_max": None, PACE[0]: 300, PACE[1]: 330},
        ],
        # A pace is for distance and time alone, so the row must not count repetitions either.
        "target_pace": [
            {"mode": "distance", "reps_min": None, "reps_max": None} | row for row in TARGETS["target_pace"]
        ],
        "target_time_seconds": [
            {"mode": "time", "reps_min": None, "reps_max": None, "target_time_seconds": 0},
        ],
        "target_distance_km": [
            {"mode": "distance", "reps_min": None, "reps_max": None, "target_distance_km": value}
            for value in (Decimal(0), NAN)
        ],
    },
    "training_unit_access": {
        "check_not_self_grant": [{"granted_by": OWNER}],
        "access_level": [{"access_level": "own"}],
    },
    "training_plan_access": {
        "check_not_self_grant": [{"granted_by": OWNER}],
        "access_level": [{"access_level": "own"}],
    },
    "access_invitations": {
        "email_not_blank": [{"email": " "}],
        "access_level": [{"access_level": "own"}],
        "one_template": [{"training_unit_id": None}, {"training_plan_id": PLAN}],
    },
    "training_plan_enrollments": {
        "plan_name_snapshot_not_blank": [{"plan_name_snapshot": " "}],
        "user_timezone_not_blank": [{"user_timezone": " "}],
        "enrollment_status": [{"status": "paused"}],
        "start_date": [{"start_date": date(1899, 12, 31)}, {"start_date": date(2200, 1, 1)}],
    },
    "enrollment_days": {
        "unit_name_snapshot_not_blank": [{"unit_name_snapshot": " "}],
        "day_number": [{"day_number": 0}, {"day_number": 731}],
        "date": [{"date": date(1899, 12, 31)}, {"date": date.max}],
        "planned_distance_km": [{"planned_distance_km": Decimal(-1)}, {"planned_distance_km": NAN}],
        "planned_volume_kg": [{"planned_volume_kg": Decimal(-1)}, {"planned_volume_kg": NAN}],
    },
    "training_sessions": {
        "user_timezone_not_blank": [{"user_timezone": " "}],
        "notes_length": [{"notes": "x" * 2001}],
        "session_status": [{"status": "paused", "duration_seconds": None}],
        "end_when_over": [{"end_time": None}, {"status": "in_progress", "duration_seconds": None}],
        "duration_when_completed": [{"duration_seconds": None}, {"status": "aborted"}],
        "end_after_start": [{"end_time": EARLIER}],
        "start_time": [{"start_time": LONG_AGO}],
        "end_time": [{"end_time": FAR_AHEAD}, {"end_time": datetime.max.replace(tzinfo=UTC)}],
        "duration_seconds": [{"duration_seconds": -1}],
        "body_weight_kg": [{"body_weight_kg": value} for value in (Decimal(0), Decimal(1001), NAN)],
    },
    "training_session_exercises": {
        rule if rule.startswith("check_") else f"{rule}_snapshot": [
            {f"{column}_snapshot": value for column, value in row.items()} for row in rows
        ]
        for rule, rows in TARGETS.items()
    }
    | {
        "exercise_name_snapshot_not_blank": [{"exercise_name_snapshot": " "}],
        "notes_length": [{"notes": "x" * 2001}],
        "set_mode": [{"mode_snapshot": "guess"}],
    },
    "training_session_sets": {
        "check_set_performance": [
            {"reps_completed": 5, "time_seconds": 60},
            {"reps_completed": 0, "distance_km": Decimal(1)},
            {"time_seconds": 60, "distance_km": Decimal(1)},
        ],
        "weight": [{"weight": Decimal("-0.001")}, {"weight": NAN}],
        "reps_completed": [{"reps_completed": -1}, {"reps_completed": 1001}],
        "time_seconds": [{"time_seconds": 0}],
        "distance_km": [{"distance_km": Decimal(0)}, {"distance_km": NAN}],
        "rpe": [{"rpe": Decimal("0.9")}, {"rpe": Decimal("10.1")}, {"rpe": NAN}],
        "completed_at": [{"completed_at": LONG_AGO}, {"completed_at": FAR_AHEAD}],
        "set_type": [{"set_type": "joker"}],
        "load_kind": [{"load_kind": "imagined"}],
    },
    "training_session_run_details": {
        "one_metric": [{"moving_seconds": None}, {"distance_km": Decimal(5)}],
        "elapsed_covers_moving": [{"elapsed_seconds": 599}],
        "moving_seconds": [{"moving_seconds": 0}],
        "distance_km": [{"moving_seconds": None, "distance_km": value} for value in (Decimal(0), NAN)],
        "elapsed_seconds": [{"moving_seconds": None, "distance_km": Decimal(5), "elapsed_seconds": 0}],
        "elevation_gain_m": [{"elevation_gain_m": -1}, {"elevation_gain_m": 100_001}],
        "elevation_loss_m": [{"elevation_loss_m": -1}, {"elevation_loss_m": 100_001}],
        "avg_heart_rate": [{"avg_heart_rate": 24}, {"avg_heart_rate": 251}],
        "max_heart_rate": [{"max_heart_rate": 24}, {"max_heart_rate": 251}],
        "heart_rate_order": [{"avg_heart_rate": 150, "max_heart_rate": 149}],
        "rpe": [{"rpe": Decimal("0.9")}, {"rpe": Decimal("10.1")}, {"rpe": NAN}],
        "source_not_blank": [{"source": " "}],
        "external_id_not_blank": [{"external_id": " "}],
    },
    "training_session_run_splits": {
        "split_index": [{"split_index": -1}],
        "distance_km": [{"distance_km": Decimal(0)}, {"distance_km": NAN}],
        "duration_seconds": [{"duration_seconds": 0}],
        "elevation_delta_m": [{"elevation_delta_m": -100_001}, {"elevation_delta_m": 100_001}],
        "avg_heart_rate": [{"avg_heart_rate": 24}, {"avg_heart_rate": 251}],
    },
}

# By table and rule: rows beside the good one, of which the last is refused.
OWN: Row = {"is_system_default": False, "created_by": OWNER, "slug": None}
UNIQUES: dict[str, dict[str, tuple[Row, ...]]] = {
    "role": {
        "uq_role_name": ({"id": CLIENT_ID, "slug": "other"},),
        "uq_role_slug": ({"id": CLIENT_ID, "name": "Other"},),
    },
    "user_account": {"uq_user_email": ({"email": "rOWS@EXAMPLE.org"},)},
    "change_entries": {"uq_change_entries_feed_id_sequence": ({"aggregate_id": CLIENT_ID},)},
    "refresh_tokens": {"uq_refresh_tokens_family_id_generation": ({},)},
    "equipment": {
        "uq_equipment_name": ({},),
        "uq_equipment_catalogue_name": ({"name": "Hammer"},),
    },
    "muscle_groups": {
        "uq_muscle_groups_name": ({},),
        "uq_muscle_groups_catalogue_name": ({"name": "Nose"},),
    },
    "exercise_tags": {
        "uq_exercise_tags_name": ({},),
        "uq_exercise_tags_catalogue_name": ({"name": "common"},),
    },
    "exercises": {
        "uq_sys_exerc_slug": ({"name": "Other"},),
        "uq_sys_exerc_name": ({"name": "EAR CURL", "slug": "other"},),
        "uq_user_exercise": (OWN | {"is_active": False}, OWN, OWN | {"name": "EAR CURL"}),
    },
    "training_units": {
        "uq_training_units_created_by_name": ({},),
        "uq_training_units_slug": (REUSED_SLUG, REUSED_SLUG),
    },
    "training_plans": {
        "uq_training_plans_created_by_name": ({},),
        "uq_training_plans_slug": (REUSED_SLUG, REUSED_SLUG),
    },
    "training_plan_units": {
        "uq_training_plan_units_training_plan_id_day_number_order_index": ({"client_id": None},),
        "uq_training_plan_units_training_plan_id_client_id": ({"day_number": 2},),
    },
    "training_unit_exercises": {
        "uq_training_unit_exercises_training_unit_id_order_index": ({"client_id": None},),
        "uq_training_unit_exercises_training_unit_id_client_id": ({"order_index": 1},),
    },
    "training_unit_access": {
        "uq_training_unit_access_id": ({"training_unit_id": KeyOf("training_units#2")},),
    },
    "training_plan_access": {
        "uq_training_plan_access_id": ({"training_plan_id": KeyOf("training_plans#2")},),
    },
    "access_invitations": {
        "uq_access_invitations_unit": ({"email": "guest@EXAMPLE.org"},),
        "uq_access_invitations_plan": ({"training_unit_id": None, "training_plan_id": PLAN},) * 2,
    },
    "enrollment_days": {
        "uq_enrollment_days_enrollment_id_day_number_order_index": ({"day_number": 2}, {}),
    },
    "training_session_exercises": {
        "uq_training_session_exercises_session_id_order_index": ({"client_id": None},),
        "uq_session_exercises_client_id": ({"order_index": 2},),
    },
    "training_session_sets": {
        "uq_training_session_sets_session_exercise_id_order_index": ({"client_id": None},),
        "uq_session_sets_client_id": ({"order_index": 1},),
    },
    "training_session_run_details": {
        "uq_run_details_external": ({"session_exercise_id": KeyOf("training_session_exercises#2")},),
    },
}


def cases() -> Iterator[Any]:
    """Give each case as table, rule and rows."""
    for table, checks in CHECKS.items():
        for rule, rows in checks.items():
            name = rule if rule.startswith("check_") else f"ck_{table}_{rule}"
            for number, row in enumerate(rows):
                yield pytest.param(table, name, (row,), id=f"{table}-{rule}-{number}")
    for table, uniques in UNIQUES.items():
        for name, changes in uniques.items():
            yield pytest.param(table, name, changes, id=f"{table}-{name}")


@pytest.mark.parametrize(("table", "rule", "changes"), list(cases()))
def test_a_bad_row_is_refused(refusal: Refusal, table: str, rule: str, changes: tuple[Row, ...]) -> None:
    *accepted, refused = changes
    assert refusal(table, tuple(accepted)) is None
    assert refusal(table, (*accepted, refused)) == rule


@pytest.mark.parametrize("table", [pytest.param(table, id=name) for name, table in TABLES.items()])
def test_every_rule_has_a_case(table: Table) -> None:
    tried = {case.values[1] for case in cases() if case.values[0] == table.name}
    assert tried == set(rules(table))


def rules(table: Table) -> Iterator[str | None]:
    """Name the CHECK and UNIQUE rules of a table."""
    for constraint in table.constraints:
        if isinstance(constraint, (CheckConstraint, UniqueConstraint)):
            yield POSTGRESQL.identifier_preparer.format_constraint(constraint)
    for index in table.indexes:
        if index.unique:
            yield POSTGRESQL.identifier_preparer.format_index(index)


@pytest.fixture(scope="module")
def refusal(database_url: str) -> Iterator[Refusal]:
    """Insert the good rows; then name the rule that refuses the last of some changed ones, or give None."""
    engine = create_async_engine(database_url, poolclass=NullPool)
    with asyncio.Runner() as runner:
        connection = runner.run(connect(engine))
        keys: dict[str, Any] = {}
        runner.run(insert_good_rows(connection, keys))
        yield lambda table, changes: runner.run(refuse(connection, keys, table, changes))
        runner.run(connection.aclose())


async def connect(engine: AsyncEngine) -> AsyncConnection:
    return await engine.connect()


async def insert_good_rows(connection: AsyncConnection, keys: dict[str, Any]) -> None:
    for label, row in ROWS.items():
        keys[label] = await add(connection, keys, label.partition("#")[0], row)


async def refuse(
    connection: AsyncConnection, keys: dict[str, Any], table: str, changes: tuple[Row, ...]
) -> str | None:
    attempt = await connection.begin_nested()
    try:
        for change in changes:
            await add(connection, keys, table, ROWS[table] | change)
    except IntegrityError as error:
        return violated_constraint(error)
    finally:
        await attempt.rollback()
    return None


async def add(connection: AsyncConnection, keys: dict[str, Any], table: str, row: Row) -> Any:
    values = {name: keys[value.label] if isinstance(value, KeyOf) else value for name, value in row.items()}
    key = next(iter(TABLES[table].primary_key))
    return await connection.scalar(insert(TABLES[table]).values(values).returning(key))
