"""Add sign-in families: one row for each sign-in, which its tokens name."""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "b1f6f1d0a2c7"
down_revision: Final = "3327b7c18562"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE sign_in_families (
            id uuid DEFAULT uuidv7() CONSTRAINT pk_sign_in_families PRIMARY KEY,
            user_id uuid NOT NULL
                CONSTRAINT fk_sign_in_families_user_id REFERENCES user_account ON DELETE CASCADE,
            user_agent varchar(255) NOT NULL,
            ended_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT ck_sign_in_families_end CHECK (ended_at >= created_at)
        )""")
    op.execute("CREATE INDEX ix_sign_in_families_user_id ON sign_in_families (user_id)")


def downgrade() -> None:
    op.execute("DROP TABLE sign_in_families")
