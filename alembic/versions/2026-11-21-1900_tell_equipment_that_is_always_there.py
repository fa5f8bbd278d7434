"""Tell equipment that one can count on from equipment that may be taken or missing."""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "f71d0a93be56"
down_revision: Final = "c25b7e0f4a18"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.execute("ALTER TABLE equipment ADD COLUMN is_always_available boolean DEFAULT false NOT NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE equipment DROP COLUMN is_always_available")
