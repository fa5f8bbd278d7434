"""Say how well known each exercise is; the catalogue fills it in when it is loaded."""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "c25b7e0f4a18"
down_revision: Final = "c41d7be2905f"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.execute("""
        ALTER TABLE exercises ADD COLUMN familiarity smallint DEFAULT 0 NOT NULL
        CONSTRAINT ck_exercises_familiarity CHECK (familiarity BETWEEN 0 AND 3)""")


def downgrade() -> None:
    op.execute("ALTER TABLE exercises DROP COLUMN familiarity")
