"""Keep what was asked for under a client's own ids, so that asking twice is asking once."""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "b7f2c1904ad6"
down_revision: Final = "8e41b06d9c53"
branch_labels: Final = None
depends_on: Final = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE request_hashes (
            user_id uuid NOT NULL,
            client_id uuid NOT NULL,
            scope varchar(100) NOT NULL,
            sha256 bytea NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT pk_request_hashes PRIMARY KEY (user_id, client_id, scope),
            CONSTRAINT fk_request_hashes_user_id FOREIGN KEY (user_id)
                REFERENCES user_account (id) ON DELETE CASCADE,
            CONSTRAINT ck_request_hashes_sha256_length CHECK (octet_length(sha256) = 32)
        )""")


def downgrade() -> None:
    op.execute("DROP TABLE request_hashes")
