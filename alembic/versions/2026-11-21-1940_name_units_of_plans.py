"""Let clients name the units that they put on the days of a plan."""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "c41d90e7a2b5"
down_revision: Final = "3f6ad2c81e57"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.execute("ALTER TABLE training_plan_units ADD COLUMN client_id uuid")
    op.execute("""
        ALTER TABLE training_plan_units ADD CONSTRAINT uq_training_plan_units_training_plan_id_client_id
            UNIQUE (training_plan_id, client_id)""")


def downgrade() -> None:
    op.execute("ALTER TABLE training_plan_units DROP COLUMN client_id")
