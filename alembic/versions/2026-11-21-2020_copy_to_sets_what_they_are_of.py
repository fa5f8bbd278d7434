"""Copy to each set whose it is, and of which session and exercise.

Analytics read a person's log along one index instead of by a probe for every session exercise. Keys are
copied, no value is: a set never moves to another session, and its exercise follows that of its parent.
Weights are there in whole grams too, which are added several times faster than decimals.
"""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "c8d40a71e5b3"
down_revision: Final = "5d27e1b8f940"
branch_labels: Final = None
depends_on: Final = None

# The lock waits for whoever takes the exercise from its parent just now, and sees what became of it.
_COPY_KEYS: Final = """
    CREATE FUNCTION copy_keys_to_set() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        SELECT s.user_id, e.session_id, e.exercise_id INTO NEW.user_id, NEW.session_id, NEW.exercise_id
        FROM training_session_exercises AS e JOIN training_sessions AS s ON s.id = e.session_id
        WHERE e.id = NEW.session_exercise_id FOR SHARE OF e;
        RETURN NEW;
    END $$
"""
_FOLLOW_PARENT: Final = """
    CREATE FUNCTION let_sets_follow_exercise() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE training_session_sets SET exercise_id = NEW.exercise_id WHERE session_exercise_id = NEW.id;
        RETURN NULL;
    END $$
"""


def upgrade() -> None:
    op.execute("""
        ALTER TABLE training_session_sets
            ADD COLUMN user_id uuid,
            ADD COLUMN session_id uuid,
            ADD COLUMN exercise_id uuid,
            ADD COLUMN weight_grams integer
                GENERATED ALWAYS AS ((nullif(weight, 'NaN') * 1000)::integer) STORED""")
    op.execute("ALTER TABLE training_session_sets DISABLE TRIGGER USER")
    op.execute("""
        UPDATE training_session_sets AS t
        SET user_id = s.user_id, session_id = e.session_id, exercise_id = e.exercise_id
        FROM training_session_exercises AS e JOIN training_sessions AS s ON s.id = e.session_id
        WHERE e.id = t.session_exercise_id""")
    op.execute("ALTER TABLE training_session_sets ENABLE TRIGGER USER")
    op.execute("""
        ALTER TABLE training_session_sets
            ALTER COLUMN user_id SET NOT NULL,
            ALTER COLUMN session_id SET NOT NULL""")
    op.execute("""
        CREATE INDEX ix_training_session_sets_log ON training_session_sets (user_id, exercise_id)
        INCLUDE (session_id, session_exercise_id, id, set_type, load_kind, weight_grams, reps_completed,
                 time_seconds, distance_km)
        WHERE set_type <> 'warm_up'""")
    op.execute(_COPY_KEYS)
    op.execute(_FOLLOW_PARENT)
    op.execute("""
        CREATE TRIGGER copy_keys BEFORE INSERT OR UPDATE OF session_exercise_id ON training_session_sets
        FOR EACH ROW EXECUTE FUNCTION copy_keys_to_set()""")
    op.execute("""
        CREATE TRIGGER sets_follow AFTER UPDATE OF exercise_id ON training_session_exercises
        FOR EACH ROW WHEN (OLD.exercise_id IS DISTINCT FROM NEW.exercise_id)
        EXECUTE FUNCTION let_sets_follow_exercise()""")


def downgrade() -> None:
    op.execute("DROP TRIGGER sets_follow ON training_session_exercises")
    op.execute("DROP TRIGGER copy_keys ON training_session_sets")
    op.execute("DROP FUNCTION let_sets_follow_exercise(), copy_keys_to_set()")
    op.execute("DROP INDEX ix_training_session_sets_log")
    op.execute("""
        ALTER TABLE training_session_sets
            DROP COLUMN user_id,
            DROP COLUMN session_id,
            DROP COLUMN exercise_id,
            DROP COLUMN weight_grams""")
