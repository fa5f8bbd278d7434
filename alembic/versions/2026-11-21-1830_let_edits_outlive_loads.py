"""Let a load of the catalogue know what superusers have changed, and leave it.

The function behind the aliases' trigger finds its table also where a restore has emptied the search path.
"""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "c41d7be2905f"
down_revision: Final = "b7f2c1904ad6"
branch_labels: Final = None
depends_on: Final = None

_NAMED: Final = "equipment", "muscle_groups", "exercise_tags"


def upgrade() -> None:
    op.execute("ALTER TABLE exercises ADD COLUMN edited_at timestamptz")
    for table in _NAMED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN catalogue_name varchar(100)")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT uq_{table}_catalogue_name UNIQUE (catalogue_name)")
    op.execute("ALTER FUNCTION exercise_aliases_owner() SET search_path FROM CURRENT")


def downgrade() -> None:
    op.execute("ALTER FUNCTION exercise_aliases_owner() RESET search_path")
    for table in _NAMED:
        op.execute(f"ALTER TABLE {table} DROP COLUMN catalogue_name")
    op.execute("ALTER TABLE exercises DROP COLUMN edited_at")
