"""Name grants, let invitations be left, and find everybody's templates by index."""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "3f6ad2c81e57"
down_revision: Final = "f71d0a93be56"
branch_labels: Final = None
depends_on: Final = None

_TEMPLATES: Final = "training_units", "training_plans"
_GRANTS: Final = "training_unit_access", "training_plan_access"
_EVERYONES: Final = "sharing_status = 'public' OR is_system_default"


def upgrade() -> None:
    for table in _GRANTS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN id uuid DEFAULT uuidv7() NOT NULL")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT uq_{table}_id UNIQUE (id)")
    op.execute("ALTER TABLE access_invitations ADD COLUMN left_at timestamptz")
    for table in _TEMPLATES:
        _order_by_name(table, _EVERYONES)
        op.execute(
            f"CREATE INDEX ix_{table}_public_name_trigrams ON {table}"
            f" USING gin (lower(name) gin_trgm_ops) WHERE {_EVERYONES}"
        )


def downgrade() -> None:
    for table in _TEMPLATES:
        op.execute(f"DROP INDEX ix_{table}_public_name_trigrams")
        _order_by_name(table, "sharing_status = 'public'")
    # Without the mark it would count again.
    op.execute("DELETE FROM access_invitations WHERE left_at IS NOT NULL")
    op.execute("ALTER TABLE access_invitations DROP COLUMN left_at")
    for table in _GRANTS:
        op.execute(f"ALTER TABLE {table} DROP COLUMN id")


def _order_by_name(table: str, where: str) -> None:
    op.execute(f"DROP INDEX ix_{table}_public_name")
    op.execute(f'CREATE INDEX ix_{table}_public_name ON {table} (lower(name) COLLATE "C", id) WHERE {where}')
