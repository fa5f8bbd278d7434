"""Give searches of the system's exercises indexes that hold nobody else's."""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "8e41b06d9c53"
down_revision: Final = "5d0c3f7e91ab"
branch_labels: Final = None
depends_on: Final = None

_TABLES: Final = "exercises", "exercise_aliases"


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS fuzzystrmatch")
    op.execute("ALTER TABLE exercise_aliases ADD COLUMN is_system_default boolean DEFAULT false NOT NULL")
    op.execute("""
        UPDATE exercise_aliases SET is_system_default = true
        FROM exercises WHERE exercises.id = exercise_id AND exercises.is_system_default""")
    # An exercise never changes hands, so its aliases learn once whose it is.
    op.execute("""
        CREATE FUNCTION exercise_aliases_owner() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.is_system_default := coalesce(
                (SELECT is_system_default FROM exercises WHERE id = NEW.exercise_id), false);
            RETURN NEW;
        END $$""")
    op.execute("""
        CREATE TRIGGER exercise_aliases_owner BEFORE INSERT OR UPDATE ON exercise_aliases
        FOR EACH ROW EXECUTE FUNCTION exercise_aliases_owner()""")
    for table in _TABLES:
        op.execute(
            f"CREATE INDEX ix_{table}_system_name_trigrams ON {table}"
            " USING gin (lower(name) gin_trgm_ops) WHERE is_system_default"
        )


def downgrade() -> None:
    for table in _TABLES:
        op.execute(f"DROP INDEX ix_{table}_system_name_trigrams")
    op.execute("DROP TRIGGER exercise_aliases_owner ON exercise_aliases")
    op.execute("DROP FUNCTION exercise_aliases_owner()")
    op.execute("ALTER TABLE exercise_aliases DROP COLUMN is_system_default")
    op.execute("DROP EXTENSION fuzzystrmatch")
