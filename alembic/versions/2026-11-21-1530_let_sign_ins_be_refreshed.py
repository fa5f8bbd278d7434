"""Let sign-ins be refreshed, listed, throttled and cached."""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "5d0c3f7e91ab"
down_revision: Final = "b1f6f1d0a2c7"
branch_labels: Final = None
depends_on: Final = None

_ACCOUNT_ORDERS: Final = {
    "ix_user_account_created_order": "created_at",
    "ix_user_account_email_order": 'lower(email) COLLATE "C"',
    "ix_user_account_name_order": "lower(coalesce(name, '')) COLLATE \"C\"",
}


def upgrade() -> None:
    # Sign-ins from before have no refresh token: they last as long as the access token that they have.
    op.execute("""
        ALTER TABLE sign_in_families
            ADD COLUMN refreshed_at timestamptz DEFAULT now() NOT NULL,
            ADD COLUMN expires_at timestamptz""")
    op.execute("UPDATE sign_in_families SET expires_at = created_at + interval '12 hours'")
    op.execute("ALTER TABLE sign_in_families ALTER COLUMN expires_at SET NOT NULL")
    op.execute("CREATE INDEX ix_sign_in_families_expires_at ON sign_in_families (expires_at)")
    op.execute("""
        CREATE TABLE refresh_tokens (
            id uuid DEFAULT uuidv7() CONSTRAINT pk_refresh_tokens PRIMARY KEY,
            family_id uuid NOT NULL
                CONSTRAINT fk_refresh_tokens_family_id REFERENCES sign_in_families ON DELETE CASCADE,
            generation integer NOT NULL,
            key_id varchar(100) NOT NULL,
            issued_at timestamptz NOT NULL,
            expires_at timestamptz NOT NULL,
            used_at timestamptz,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT uq_refresh_tokens_family_id_generation UNIQUE (family_id, generation),
            CONSTRAINT ck_refresh_tokens_generation CHECK (generation >= 1),
            CONSTRAINT ck_refresh_tokens_expiry CHECK (expires_at > issued_at),
            CONSTRAINT ck_refresh_tokens_key_id_not_blank CHECK (btrim(key_id) <> '')
        )""")
    op.execute("""
        CREATE TABLE account_revisions (
            account_id uuid CONSTRAINT pk_account_revisions PRIMARY KEY,
            version integer NOT NULL,
            changed_at timestamptz DEFAULT clock_timestamp() NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT ck_account_revisions_version CHECK (version >= 1)
        )""")
    op.execute("CREATE INDEX ix_account_revisions_changed_at ON account_revisions (changed_at)")
    op.execute("""
        CREATE TABLE sign_in_throttles (
            key varchar(100) CONSTRAINT pk_sign_in_throttles PRIMARY KEY,
            attempts integer NOT NULL,
            attempted_at timestamptz NOT NULL,
            blocked_until timestamptz NOT NULL,
            created_at timestamptz DEFAULT now() NOT NULL,
            updated_at timestamptz DEFAULT now() NOT NULL,
            CONSTRAINT ck_sign_in_throttles_attempts CHECK (attempts >= 0),
            CONSTRAINT ck_sign_in_throttles_key_not_blank CHECK (btrim(key) <> '')
        )""")
    op.execute("CREATE INDEX ix_sign_in_throttles_attempted_at ON sign_in_throttles (attempted_at)")
    for name, expression in _ACCOUNT_ORDERS.items():
        op.execute(f"CREATE INDEX {name} ON user_account ({expression}, id)")


def downgrade() -> None:
    for name in _ACCOUNT_ORDERS:
        op.execute(f"DROP INDEX {name}")
    op.execute("DROP TABLE sign_in_throttles")
    op.execute("DROP TABLE account_revisions")
    op.execute("DROP TABLE refresh_tokens")
    op.execute("DROP INDEX ix_sign_in_families_expires_at")
    op.execute("ALTER TABLE sign_in_families DROP COLUMN expires_at, DROP COLUMN refreshed_at")
