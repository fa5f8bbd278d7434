"""A table of 1.2 million sets, of which 240,000 are one person's: what the analytics are measured over.

Rows are made by the database, always the same ones but for ids. One person has 10,000 sessions over 27
years, six exercises of four sets each, and 1,000 runs beside them. Four hundred others have a hundred
sessions each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

SESSIONS: Final = 10_000
OTHERS: Final = 400
SESSIONS_OF_OTHERS: Final = 100

_EACH_SESSION: Final = """
    INSERT INTO training_sessions (user_id, unit_name_snapshot, start_time, end_time, user_timezone, status,
        duration_seconds, body_weight_kg)
    SELECT u.id, 'Session', at, at + interval '1 hour', 'Europe/Berlin', 'completed', 3600, 80
    FROM user_account AS u, generate_series(1, :count) AS n,
        LATERAL (SELECT timestamptz '2026-11-01 17:00Z' - n * interval '1 day' AS at) AS times
    WHERE u.email LIKE :emails
"""
_EXERCISES: Final = """
    WITH pool AS (
        SELECT id, name, row_number() OVER (ORDER BY slug) - 1 AS place FROM exercises
        WHERE category = 'strength' AND default_mode = 'reps' AND is_system_default ORDER BY slug LIMIT 60
    ), numbered AS (
        SELECT id, row_number() OVER (ORDER BY user_id, start_time) AS n FROM training_sessions
    )
    INSERT INTO training_session_exercises
        (session_id, exercise_id, mode_snapshot, exercise_name_snapshot, order_index)
    SELECT numbered.id, pool.id, 'reps', pool.name, i
    FROM numbered, generate_series(0, 5) AS i JOIN pool ON true
    WHERE pool.place = (numbered.n * 7 + i * 11) % 60
"""
_SETS: Final = """
    INSERT INTO training_session_sets (session_exercise_id, order_index, set_type, load_kind, weight,
        reps_completed, user_id, session_id, exercise_id)
    SELECT e.id, i, CASE i WHEN 0 THEN 'warm_up' ELSE 'working' END,
        CASE e.id % 10 WHEN 0 THEN 'bodyweight' ELSE 'external' END,
        40 + e.id % 60 + i * 2.5, 5 + (i + e.id) % 7, s.user_id, s.id, e.exercise_id
    FROM training_session_exercises AS e JOIN training_sessions AS s ON s.id = e.session_id,
        generate_series(0, 3) AS i
"""
_RUNS: Final = """
    WITH made AS (
        INSERT INTO training_sessions
            (user_id, unit_name_snapshot, start_time, end_time, user_timezone, status, duration_seconds)
        SELECT u.id, 'Run', at, at + interval '40 minutes', 'Europe/Berlin', 'completed', 2400
        FROM user_account AS u, generate_series(1, :count) AS n,
            LATERAL (SELECT timestamptz '2026-11-01 06:00Z' - n * interval '10 days' AS at) AS times
        WHERE u.email = :email RETURNING id, user_id
    ), parts AS (
        INSERT INTO training_session_exercises
            (session_id, exercise_id, mode_snapshot, exercise_name_snapshot, order_index)
        SELECT made.id, e.id, 'distance', e.name, 0 FROM made, exercises AS e WHERE e.slug = 'easy-run'
        RETURNING id, session_id
    ), sets AS (
        INSERT INTO training_session_sets (session_exercise_id, order_index, distance_km, user_id, session_id)
        SELECT parts.id, 0, 8, made.user_id, made.id FROM parts JOIN made ON made.id = parts.session_id
    ), details AS (
        INSERT INTO training_session_run_details (session_exercise_id, user_id, moving_seconds, rpe, source)
        SELECT parts.id, made.user_id, 2400 - parts.id % 90, 5, 'load test'
        FROM parts JOIN made ON made.id = parts.session_id
    )
    INSERT INTO training_session_run_splits (session_exercise_id, split_index, distance_km, duration_seconds)
    SELECT parts.id, i, 1, 295 + (parts.id + i) % 11 FROM parts, generate_series(0, 7) AS i
"""
_TABLES: Final = (
    "user_account",
    "training_sessions",
    "training_session_exercises",
    "training_session_sets",
    "training_session_run_details",
    "training_session_run_splits",
)


async def fill(connection: AsyncConnection, email: str) -> None:
    """Make the history of the account with that address, and those of others; takes about a minute.

    Triggers sleep meanwhile: what they would note is not measured here, and copies of keys are filled in.
    """
    await connection.execute(
        text("""
            INSERT INTO user_account (email, password, role_id)
            SELECT 'other-' || n || '@example.org', 'none', role.id
            FROM role, generate_series(1, :count) AS n WHERE slug = 'application-access'"""),
        {"count": OTHERS},
    )
    for table in _TABLES:
        await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    for emails, count in ((email, SESSIONS), ("other-%@example.org", SESSIONS_OF_OTHERS)):
        await connection.execute(text(_EACH_SESSION), {"emails": emails, "count": count})
    await connection.execute(text(_EXERCISES))
    await connection.execute(text(_SETS))
    await connection.execute(text(_RUNS), {"email": email, "count": SESSIONS // 10})
    for table in _TABLES:
        await connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


async def settle(connection: AsyncConnection) -> None:
    """Let the database look at what was filled in, as autovacuum does in time."""
    for table in _TABLES:
        await connection.execute(text(f"VACUUM (ANALYZE) {table}"))
