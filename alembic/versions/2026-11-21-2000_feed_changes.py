"""Tell everybody what of theirs has changed, in the order of the commits.

Statements note what they touch in `pending_changes`; a trigger that is deferred to the commit makes entries
of the notes, under the lock of every counter they are for.
"""
# ruff: noqa: S608 - names of our own tables

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "6a1f0c84d2b7"
down_revision: Final = "9be04c6d17f3"
branch_labels: Final = None
depends_on: Final = None

_TABLES: Final = (
    """
    CREATE TABLE change_counters (
        feed_id uuid NOT NULL,
        sequence bigint DEFAULT 0 NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        updated_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT pk_change_counters PRIMARY KEY (feed_id)
    )""",
    """
    CREATE TABLE change_entries (
        feed_id uuid NOT NULL,
        typename varchar(30) NOT NULL,
        aggregate_id uuid NOT NULL,
        sequence bigint NOT NULL,
        is_deleted boolean DEFAULT false NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        updated_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT pk_change_entries PRIMARY KEY (feed_id, typename, aggregate_id),
        CONSTRAINT fk_change_entries_feed_id FOREIGN KEY (feed_id)
            REFERENCES change_counters (feed_id) ON DELETE CASCADE,
        CONSTRAINT uq_change_entries_feed_id_sequence UNIQUE (feed_id, sequence),
        CONSTRAINT ck_change_entries_changed_type CHECK (typename IN
            ('Exercise', 'TrainingUnit', 'TrainingPlan', 'Enrollment', 'TrainingSession'))
    )""",
    """
    CREATE UNLOGGED TABLE pending_changes (
        transaction_id bigint DEFAULT txid_current() NOT NULL,
        typename varchar(30) NOT NULL,
        aggregate_id uuid NOT NULL,
        feed_id uuid NOT NULL,
        to_grantees boolean DEFAULT false NOT NULL,
        is_address boolean DEFAULT false NOT NULL,
        created_at timestamptz DEFAULT now() NOT NULL,
        updated_at timestamptz DEFAULT now() NOT NULL,
        CONSTRAINT pk_pending_changes
            PRIMARY KEY (transaction_id, typename, aggregate_id, feed_id, to_grantees)
    )""",
)
_ADDRESS_FEED: Final = """
    CREATE FUNCTION address_feed(email text) RETURNS uuid LANGUAGE sql IMMUTABLE
    RETURN encode(substring(sha256(convert_to(lower(email), 'UTF8')) FOR 16), 'hex')::uuid
"""

# Whose is what a row of each table belongs to: typename, aggregate, feed, to_grantees, is_address. `{rows}`
# is what a statement has touched.
_OWN_EXERCISE: Final = """
    SELECT 'Exercise', e.id, e.created_by, false, false
    FROM {rows} AS r JOIN exercises AS e ON e.id = r.exercise_id WHERE e.created_by IS NOT NULL
"""
_TEMPLATE: Final = """
    SELECT '%(type)s', r.id, r.created_by, true, false FROM {rows} AS r WHERE r.created_by IS NOT NULL
"""
_IN_TEMPLATE: Final = """
    SELECT '%(type)s', t.id, t.created_by, true, false
    FROM {rows} AS r JOIN training_%(kind)ss AS t ON t.id = r.training_%(kind)s_id
    WHERE t.created_by IS NOT NULL
"""
_OWNER_OF_TEMPLATE: Final = _IN_TEMPLATE.replace("true, false", "false, false")
_ACCESS: Final = f"""
    SELECT '%(type)s', r.training_%(kind)s_id, r.user_id, false, false FROM {{rows}} AS r
    UNION {_OWNER_OF_TEMPLATE}
"""
_INVITATION: Final = f"""
    SELECT '%(type)s', r.training_%(kind)s_id, address_feed(r.email), false, true
    FROM {{rows}} AS r WHERE r.training_%(kind)s_id IS NOT NULL
    UNION {_OWNER_OF_TEMPLATE}
"""
_UNIT: Final = {"type": "TrainingUnit", "kind": "unit"}
_PLAN: Final = {"type": "TrainingPlan", "kind": "plan"}
_IN_SESSION: Final = """
    SELECT 'TrainingSession', s.id, s.user_id, false, false FROM {rows} AS r
    JOIN training_session_exercises AS e ON e.id = r.session_exercise_id
    JOIN training_sessions AS s ON s.id = e.session_id
"""
_SOURCES: Final = {
    "exercises": """
        SELECT 'Exercise', r.id, r.created_by, false, false FROM {rows} AS r WHERE r.created_by IS NOT NULL
    """,
    "exercise_aliases": _OWN_EXERCISE,
    "exercise_equipment": _OWN_EXERCISE,
    "exercise_primary_muscles": _OWN_EXERCISE,
    "exercise_secondary_muscles": _OWN_EXERCISE,
    "exercise_tag_map": _OWN_EXERCISE,
    "training_units": _TEMPLATE % _UNIT,
    "training_unit_exercises": _IN_TEMPLATE % _UNIT,
    "training_unit_access": _ACCESS % _UNIT,
    "training_plans": _TEMPLATE % _PLAN,
    "training_plan_units": _IN_TEMPLATE % _PLAN,
    "training_plan_access": _ACCESS % _PLAN,
    "access_invitations": f"{_INVITATION % _UNIT} UNION {_INVITATION % _PLAN}",
    "training_plan_enrollments": "SELECT 'Enrollment', r.id, r.user_id, false, false FROM {rows} AS r",
    "enrollment_days": """
        SELECT 'Enrollment', e.id, e.user_id, false, false
        FROM {rows} AS r JOIN training_plan_enrollments AS e ON e.id = r.enrollment_id
    """,
    "training_sessions": "SELECT 'TrainingSession', r.id, r.user_id, false, false FROM {rows} AS r",
    "training_session_exercises": """
        SELECT 'TrainingSession', s.id, s.user_id, false, false
        FROM {rows} AS r JOIN training_sessions AS s ON s.id = r.session_id
    """,
    "training_session_sets": _IN_SESSION,
    "training_session_run_details": _IN_SESSION,
    "training_session_run_splits": _IN_SESSION,
}
_EVENTS: Final = {
    "INSERT": "NEW TABLE AS touched",
    "UPDATE": "OLD TABLE AS before NEW TABLE AS after",
    "DELETE": "OLD TABLE AS touched",
}
_NOTE: Final = "INSERT INTO pending_changes (typename, aggregate_id, feed_id, to_grantees, is_address)"
# Everything a transaction does runs with the search path it was made with, also while a dump is restored.
_FUNCTION: Final = "LANGUAGE plpgsql SET search_path FROM CURRENT"

_ACCOUNT_TRIGGERS: Final = (
    f"""
    CREATE FUNCTION begin_feed() RETURNS trigger {_FUNCTION} AS $$
    BEGIN
        INSERT INTO change_counters (feed_id) VALUES (NEW.id);
        RETURN NULL;
    END $$""",
    """
    CREATE TRIGGER begin_feed AFTER INSERT ON user_account
    FOR EACH ROW EXECUTE FUNCTION begin_feed()""",
    f"""
    CREATE FUNCTION end_feed() RETURNS trigger {_FUNCTION} AS $$
    BEGIN
        {_NOTE} VALUES ('Account', OLD.id, OLD.id, false, false),
            ('Account', OLD.id, address_feed(OLD.email), false, false) ON CONFLICT DO NOTHING;
        RETURN NULL;
    END $$""",
    """
    CREATE TRIGGER end_feed AFTER DELETE ON user_account
    FOR EACH ROW EXECUTE FUNCTION end_feed()""",
)


def _to_grantees(type_: str, kind: str) -> str:
    """Note a template for whoever has a grant on it, by account or by address."""
    noted = f"n.transaction_id = txid_current() AND n.typename = '{type_}' AND n.to_grantees"
    granted = f"ON g.training_{kind}_id = n.aggregate_id WHERE {noted}"
    return f"""
        {_NOTE}
        SELECT n.typename, n.aggregate_id, g.user_id, false, false
        FROM pending_changes AS n JOIN training_{kind}_access AS g {granted}
        UNION SELECT n.typename, n.aggregate_id, address_feed(g.email), false, true
        FROM pending_changes AS n JOIN access_invitations AS g {granted}
        ON CONFLICT DO NOTHING;"""


def _template_is_there(kind: str) -> str:
    return f"""
        SELECT t.created_by = n.feed_id OR t.sharing_status <> 'private' AND (
            EXISTS (SELECT FROM training_{kind}_access AS g
                    WHERE g.training_{kind}_id = t.id AND g.user_id = n.feed_id)
            OR EXISTS (SELECT FROM access_invitations AS g
                       WHERE g.training_{kind}_id = t.id AND address_feed(g.email) = n.feed_id
                       AND g.left_at IS NULL))
        FROM training_{kind}s AS t WHERE t.id = n.aggregate_id"""


# The steps of a commit. Locks are taken in one order, before anything is looked at: whoever waited for one
# then sees what the other has committed. A sequence is also a time in microseconds, so that a database that
# was brought back from a copy never gives one again.
_APPLY: Final = f"""
    CREATE FUNCTION apply_pending_changes() RETURNS void {_FUNCTION} AS $$
    DECLARE
        for_grantees boolean;
        for_addresses boolean;
        ends boolean;
    BEGIN
        SELECT bool_or(to_grantees), bool_or(is_address OR to_grantees), bool_or(typename = 'Account')
        INTO for_grantees, for_addresses, ends
        FROM pending_changes WHERE transaction_id = txid_current();
        IF for_grantees IS NULL THEN
            RETURN;
        END IF;
        IF for_grantees THEN
            {_to_grantees("TrainingUnit", "unit")}
            {_to_grantees("TrainingPlan", "plan")}
        END IF;
        IF for_addresses THEN
            INSERT INTO change_counters (feed_id)
            SELECT DISTINCT feed_id FROM pending_changes
            WHERE transaction_id = txid_current() AND is_address ORDER BY feed_id
            ON CONFLICT DO NOTHING;
        END IF;
        PERFORM FROM change_counters
        WHERE feed_id IN (SELECT feed_id FROM pending_changes WHERE transaction_id = txid_current())
        ORDER BY feed_id FOR UPDATE;
        IF ends THEN
            DELETE FROM change_counters WHERE feed_id IN (
                SELECT feed_id FROM pending_changes
                WHERE transaction_id = txid_current() AND typename = 'Account');
        END IF;
        WITH noted AS (
            DELETE FROM pending_changes WHERE transaction_id = txid_current()
            RETURNING feed_id, typename, aggregate_id
        ), judged AS (
            SELECT DISTINCT n.*, NOT coalesce(CASE n.typename
                WHEN 'TrainingSession' THEN (
                    SELECT true FROM training_sessions AS t
                    WHERE t.id = n.aggregate_id AND t.user_id = n.feed_id)
                WHEN 'Enrollment' THEN (
                    SELECT true FROM training_plan_enrollments AS t
                    WHERE t.id = n.aggregate_id AND t.user_id = n.feed_id)
                WHEN 'Exercise' THEN (
                    SELECT t.is_active FROM exercises AS t
                    WHERE t.id = n.aggregate_id AND t.created_by = n.feed_id)
                WHEN 'TrainingUnit' THEN ({_template_is_there("unit")})
                WHEN 'TrainingPlan' THEN ({_template_is_there("plan")})
            END, false) AS is_deleted
            FROM noted AS n WHERE n.typename <> 'Account'
        ), numbered AS (
            SELECT j.*, row_number() OVER (PARTITION BY j.feed_id ORDER BY j.typename, j.aggregate_id)
                + greatest(c.sequence, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint) AS sequence
            FROM judged AS j JOIN change_counters AS c USING (feed_id)
                LEFT JOIN change_entries AS e USING (feed_id, typename, aggregate_id)
            WHERE NOT j.is_deleted OR NOT e.is_deleted
        ), counted AS (
            UPDATE change_counters AS c SET sequence = n.sequence, updated_at = now()
            FROM (SELECT feed_id, max(sequence) AS sequence FROM numbered GROUP BY feed_id) AS n
            WHERE c.feed_id = n.feed_id
        )
        INSERT INTO change_entries (feed_id, typename, aggregate_id, sequence, is_deleted)
        SELECT feed_id, typename, aggregate_id, sequence, is_deleted FROM numbered
        ON CONFLICT (feed_id, typename, aggregate_id) DO UPDATE
        SET sequence = excluded.sequence, is_deleted = excluded.is_deleted, updated_at = now();
    END $$
"""
# The first note that comes up takes all others with it; each of those looks for itself alone.
_COMMIT_TRIGGER: Final = (
    f"""
    CREATE FUNCTION apply_pending_changes_at_commit() RETURNS trigger {_FUNCTION} AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM pending_changes
            WHERE (transaction_id, typename, aggregate_id, feed_id, to_grantees)
                = (NEW.transaction_id, NEW.typename, NEW.aggregate_id, NEW.feed_id, NEW.to_grantees)
        ) THEN
            PERFORM apply_pending_changes();
        END IF;
        RETURN NULL;
    END $$""",
    """
    CREATE CONSTRAINT TRIGGER apply_pending_changes AFTER INSERT ON pending_changes
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION apply_pending_changes_at_commit()""",
)


def upgrade() -> None:
    for statement in (*_TABLES, _ADDRESS_FEED, *_ACCOUNT_TRIGGERS):
        op.execute(statement)
    for table, source in _SOURCES.items():
        _note_changes(table, source)
    op.execute(_APPLY)
    # What is there has changed once; from here on, the triggers keep writers out until this is committed.
    op.execute("INSERT INTO change_counters (feed_id) SELECT id FROM user_account")
    roots = "exercises", "training_units", "training_plans", "training_plan_enrollments", "training_sessions"
    for table in (*roots, "training_unit_access", "training_plan_access", "access_invitations"):
        op.execute(f"{_NOTE} {_SOURCES[table].format(rows=table)} ON CONFLICT DO NOTHING")
    op.execute("SELECT apply_pending_changes()")
    for statement in _COMMIT_TRIGGER:
        op.execute(statement)


def downgrade() -> None:
    for table in _SOURCES:
        op.execute(f"DROP FUNCTION note_{table}() CASCADE")
    for name in ("begin_feed", "end_feed", "apply_pending_changes_at_commit"):
        op.execute(f"DROP FUNCTION {name}() CASCADE")
    op.execute("DROP FUNCTION apply_pending_changes()")
    op.execute("DROP TABLE pending_changes, change_entries, change_counters")
    op.execute("DROP FUNCTION address_feed(text)")


def _note_changes(table: str, source: str) -> None:
    both = source.format(rows="(TABLE before UNION ALL TABLE after)")
    op.execute(f"""
        CREATE FUNCTION note_{table}() RETURNS trigger {_FUNCTION} AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                {_NOTE} SELECT DISTINCT * FROM ({both}) AS noted ON CONFLICT DO NOTHING;
            ELSE
                {_NOTE} SELECT DISTINCT * FROM ({source.format(rows="touched")}) AS noted
                ON CONFLICT DO NOTHING;
            END IF;
            RETURN NULL;
        END $$""")
    for event, rows in _EVENTS.items():
        op.execute(
            f"CREATE TRIGGER note_{event.lower()} AFTER {event} ON {table} REFERENCING {rows}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION note_{table}()"
        )
