"""Let a load of the catalogue know which system templates superusers have changed, and leave them."""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "9be04c6d17f3"
down_revision: Final = "c41d90e7a2b5"
branch_labels: Final = None
depends_on: Final = None

_TEMPLATES: Final = "training_units", "training_plans"


def upgrade() -> None:
    for table in _TEMPLATES:
        op.execute(f"ALTER TABLE {table} ADD COLUMN edited_at timestamptz")


def downgrade() -> None:
    for table in _TEMPLATES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN edited_at")
