"""A database with many people's exercises beside the system's: what searches must be quick among."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from irontrack.exercises import service
from irontrack.exercises.catalogue import load_catalogue
from irontrack.infra.database import Database

SYSTEM = 1_000
PEOPLE = 1_000
OF_EACH = 100
_SEARCH_INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%USING gin%'"
_FILL = (
    """
    INSERT INTO exercise_aliases (exercise_id, name)
    SELECT id, 'Other ' || name FROM exercises WHERE char_length(name) < 90
    """,
    """
    INSERT INTO user_account (email, password, role_id)
    SELECT format('crowd-%s@example.org', person), 'none', role.id
    FROM generate_series(1, CAST(:people AS integer)) AS person, role WHERE slug = 'application-access'
    """,
    """
    WITH known AS (
      SELECT row_number() OVER (ORDER BY name) - 1 AS place, name, count(*) OVER () AS size
      FROM exercises
    ), people AS (
      SELECT row_number() OVER (ORDER BY email) AS person, id FROM user_account
    )
    INSERT INTO exercises (name, category, difficulty_level, created_by)
    SELECT left(name, 80) || ' ' || number, 'strength', 'beginner', people.id
    FROM people CROSS JOIN generate_series(1, CAST(:of_each AS integer)) AS number
        JOIN known ON place = (person * 7 + number * 13) % size
    """,
    """
    INSERT INTO exercise_aliases (exercise_id, name)
    SELECT id, 'My ' || name FROM exercises WHERE NOT is_system_default AND name ~ '[05]$'
    """,
)


async def gather(url: str) -> None:
    """Store the system's exercises, and 100 of each of 1,000 people, some with an alias."""
    database = Database(url, 1, 5)
    async with database.transaction() as db:
        await service.load_catalogue(db, load_catalogue())
    await database.close()
    engine = create_async_engine(url)  # without a server's limit on the time of a statement
    async with engine.begin() as connection:
        # Filled afterwards, they are made in a fraction of the time.
        indexes = (await connection.execute(text(_SEARCH_INDEXES))).all()
        for index in indexes:
            await connection.execute(text(f"DROP INDEX {index.indexname}"))
        sizes = {"people": PEOPLE, "of_each": OF_EACH}
        for statement in map(text, _FILL):
            used = statement.compile().params.keys()
            await connection.execute(statement, {name: sizes[name] for name in used})
        for index in indexes:
            await connection.execute(text(index.indexdef))
        await connection.execute(text("ANALYZE"))
    await engine.dispose()
