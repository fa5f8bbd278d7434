"""Let what a client has named in a session be found by that name alone.

A phone that was offline knows nothing else. The constraints keep their meaning with their columns turned
round, and no index is added.
"""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "5d27e1b8f940"
down_revision: Final = "6a1f0c84d2b7"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE training_session_exercises
            DROP CONSTRAINT uq_training_session_exercises_session_id_client_id,
            ADD CONSTRAINT uq_session_exercises_client_id UNIQUE (client_id, session_id)""")
    op.execute("""
        ALTER TABLE training_session_sets
            DROP CONSTRAINT uq_training_session_sets_session_exercise_id_client_id,
            ADD CONSTRAINT uq_session_sets_client_id UNIQUE (client_id, session_exercise_id)""")


def downgrade() -> None:
    op.execute("""
        ALTER TABLE training_session_exercises
            DROP CONSTRAINT uq_session_exercises_client_id,
            ADD CONSTRAINT uq_training_session_exercises_session_id_client_id
                UNIQUE (session_id, client_id)""")
    op.execute("""
        ALTER TABLE training_session_sets
            DROP CONSTRAINT uq_session_sets_client_id,
            ADD CONSTRAINT uq_training_session_sets_session_exercise_id_client_id
                UNIQUE (session_exercise_id, client_id)""")
