"""Create the tables of accounts, exercises, templates, grants, enrollments, sessions and runs.

Plain SQL, so that what this migration did stays what it did, whatever the models and their names become.
"""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "3327b7c18562"
down_revision: Final = None
branch_labels: Final = None
depends_on: Final = None

TIMES: Final = """\
created_at timestamptz DEFAULT now() NOT NULL,
    updated_at timestamptz DEFAULT now() NOT NULL"""

ACCOUNTS: Final = f"""
CREATE TABLE role (
    id uuid CONSTRAINT pk_role PRIMARY KEY,
    name varchar(100) NOT NULL CONSTRAINT ck_role_name_not_blank CHECK (btrim(name) <> '')
        CONSTRAINT uq_role_name UNIQUE,
    slug varchar(100) NOT NULL CONSTRAINT ck_role_slug_not_blank CHECK (btrim(slug) <> '')
        CONSTRAINT uq_role_slug UNIQUE,
    description varchar(255) NOT NULL,
    {TIMES}
);

CREATE TABLE user_account (
    id uuid DEFAULT uuidv7() CONSTRAINT pk_user_account PRIMARY KEY,
    name varchar(255) CONSTRAINT ck_user_account_name_not_blank CHECK (btrim(name) <> ''),
    email varchar(255) NOT NULL CONSTRAINT ck_user_account_email_not_blank CHECK (btrim(email) <> ''),
    password varchar(255) NOT NULL
        CONSTRAINT ck_user_account_password_not_blank CHECK (btrim(password) <> ''),
    is_active boolean DEFAULT true NOT NULL,
    is_superuser boolean DEFAULT false NOT NULL,
    role_id uuid NOT NULL CONSTRAINT fk_user_account_role_id REFERENCES role ON DELETE RESTRICT,
    preferred_weight_unit varchar(30) DEFAULT 'kg' NOT NULL
        CONSTRAINT ck_user_account_weight_unit CHECK (preferred_weight_unit IN ('kg', 'lb')),
    preferred_distance_unit varchar(30) DEFAULT 'km' NOT NULL
        CONSTRAINT ck_user_account_distance_unit CHECK (preferred_distance_unit IN ('km', 'mi')),
    time_zone varchar(50) DEFAULT 'UTC' NOT NULL
        CONSTRAINT ck_user_account_time_zone_not_blank CHECK (btrim(time_zone) <> ''),
    {TIMES},
    CONSTRAINT ck_user_account_superuser_role CHECK (
        is_superuser = (role_id = '01940000-0000-7000-8000-000000000003')
    )
);
CREATE INDEX ix_user_account_role_id ON user_account (role_id);
CREATE UNIQUE INDEX uq_user_email ON user_account (lower(email));
"""

EXERCISES: Final = f"""
CREATE TABLE equipment (
    id smallint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_equipment PRIMARY KEY,
    name varchar(100) NOT NULL CONSTRAINT ck_equipment_name_not_blank CHECK (btrim(name) <> '')
        CONSTRAINT uq_equipment_name UNIQUE,
    {TIMES}
);

CREATE TABLE muscle_groups (
    id smallint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_muscle_groups PRIMARY KEY,
    name varchar(100) NOT NULL CONSTRAINT ck_muscle_groups_name_not_blank CHECK (btrim(name) <> '')
        CONSTRAINT uq_muscle_groups_name UNIQUE,
    {TIMES}
);

CREATE TABLE exercise_tags (
    id smallint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_exercise_tags PRIMARY KEY,
    name varchar(100) NOT NULL CONSTRAINT ck_exercise_tags_name_not_blank CHECK (btrim(name) <> '')
        CONSTRAINT uq_exercise_tags_name UNIQUE,
    {TIMES}
);

CREATE TABLE exercises (
    id uuid DEFAULT uuidv7() CONSTRAINT pk_exercises PRIMARY KEY,
    name varchar(100) NOT NULL CONSTRAINT ck_exercises_name_not_blank CHECK (btrim(name) <> ''),
    slug varchar(100) CONSTRAINT uq_sys_exerc_slug UNIQUE
        CONSTRAINT ck_exercises_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    force varchar(30) CONSTRAINT ck_exercises_force CHECK (force IN ('pull', 'push', 'static')),
    difficulty_level varchar(30) NOT NULL
        CONSTRAINT ck_exercises_difficulty_level
            CHECK (difficulty_level IN ('beginner', 'intermediate', 'expert')),
    mechanic varchar(30) CONSTRAINT ck_exercises_mechanic CHECK (mechanic IN ('compound', 'isolation')),
    category varchar(30) NOT NULL
        CONSTRAINT ck_exercises_exercise_category
            CHECK (category IN ('strength', 'stretching', 'plyometrics', 'strongman',
                'powerlifting', 'cardio', 'olympic_weightlifting')),
    default_mode varchar(30) DEFAULT 'reps' NOT NULL
        CONSTRAINT ck_exercises_set_mode CHECK (default_mode IN ('reps', 'time', 'distance', 'sets_only')),
    instructions text CONSTRAINT ck_exercises_instructions_length CHECK (char_length(instructions) <= 5000),
    image_path_start varchar(512),
    image_path_end varchar(512),
    source varchar(512),
    licence varchar(100),
    is_system_default boolean DEFAULT false NOT NULL,
    created_by uuid CONSTRAINT fk_exercises_created_by REFERENCES user_account ON DELETE CASCADE,
    is_active boolean DEFAULT true NOT NULL,
    merged_into_id uuid CONSTRAINT fk_exercises_merged_into_id REFERENCES exercises ON DELETE SET NULL,
    version integer DEFAULT 1 NOT NULL,
    {TIMES},
    CONSTRAINT ck_exercises_owner CHECK (is_system_default = (created_by IS NULL)),
    CONSTRAINT ck_exercises_slug_of_system CHECK (slug IS NULL OR is_system_default),
    CONSTRAINT ck_exercises_merged_into_other CHECK (merged_into_id <> id)
);
CREATE INDEX idx_ex_filters ON exercises (is_system_default, is_active);
CREATE INDEX ix_exercises_created_by_name ON exercises (created_by, lower(name) COLLATE "C", id);
CREATE INDEX ix_exercises_merged_into_id ON exercises (merged_into_id);
CREATE INDEX ix_exercises_name_trigrams ON exercises USING gin (lower(name) gin_trgm_ops);
CREATE INDEX ix_exercises_system_name ON exercises (is_system_default, lower(name) COLLATE "C", id);
CREATE UNIQUE INDEX uq_sys_exerc_name ON exercises (lower(name)) WHERE is_system_default;
CREATE UNIQUE INDEX uq_user_exercise ON exercises (lower(name), created_by)
    WHERE created_by IS NOT NULL AND is_active;

CREATE TABLE exercise_aliases (
    exercise_id uuid NOT NULL
        CONSTRAINT fk_exercise_aliases_exercise_id REFERENCES exercises ON DELETE CASCADE,
    name varchar(100) NOT NULL CONSTRAINT ck_exercise_aliases_name_not_blank CHECK (btrim(name) <> ''),
    {TIMES},
    CONSTRAINT pk_exercise_aliases PRIMARY KEY (exercise_id, name)
);
CREATE INDEX ix_exercise_aliases_name_trigrams ON exercise_aliases USING gin (lower(name) gin_trgm_ops);

CREATE TABLE exercise_equipment (
    exercise_id uuid NOT NULL
        CONSTRAINT fk_exercise_equipment_exercise_id REFERENCES exercises ON DELETE CASCADE,
    equipment_id smallint NOT NULL
        CONSTRAINT fk_exercise_equipment_equipment_id REFERENCES equipment ON DELETE CASCADE,
    {TIMES},
    CONSTRAINT pk_exercise_equipment PRIMARY KEY (exercise_id, equipment_id)
);
CREATE INDEX ix_exercise_equipment_equipment_id ON exercise_equipment (equipment_id);

CREATE TABLE exercise_primary_muscles (
    exercise_id uuid NOT NULL
        CONSTRAINT fk_exercise_primary_muscles_exercise_id REFERENCES exercises ON DELETE CASCADE,
    muscle_group_id smallint NOT NULL
        CONSTRAINT fk_exercise_primary_muscles_muscle_group_id REFERENCES muscle_groups ON DELETE CASCADE,
    {TIMES},
    CONSTRAINT pk_exercise_primary_muscles PRIMARY KEY (exercise_id, muscle_group_id)
);
CREATE INDEX ix_exercise_primary_muscles_muscle_group_id ON exercise_primary_muscles (muscle_group_id);

CREATE TABLE exercise_secondary_muscles (
    exercise_id uuid NOT NULL
        CONSTRAINT fk_exercise_secondary_muscles_exercise_id REFERENCES exercises ON DELETE CASCADE,
    muscle_group_id smallint NOT NULL
        CONSTRAINT fk_exercise_secondary_muscles_muscle_group_id REFERENCES muscle_groups ON DELETE CASCADE,
    {TIMES},
    CONSTRAINT pk_exercise_secondary_muscles PRIMARY KEY (exercise_id, muscle_group_id)
);
CREATE INDEX ix_exercise_secondary_muscles_muscle_group_id ON exercise_secondary_muscles (muscle_group_id);

CREATE TABLE exercise_tag_map (
    exercise_id uuid NOT NULL
        CONSTRAINT fk_exercise_tag_map_exercise_id REFERENCES exercises ON DELETE CASCADE,
    tag_id smallint NOT NULL CONSTRAINT fk_exercise_tag_map_tag_id REFERENCES exercise_tags ON DELETE CASCADE,
    {TIMES},
    CONSTRAINT pk_exercise_tag_map PRIMARY KEY (exercise_id, tag_id)
);
CREATE INDEX ix_exercise_tag_map_tag_id ON exercise_tag_map (tag_id);
"""

TEMPLATES: Final = f"""
CREATE TABLE training_units (
    id uuid DEFAULT uuidv7() CONSTRAINT pk_training_units PRIMARY KEY,
    name varchar(100) NOT NULL CONSTRAINT ck_training_units_name_not_blank CHECK (btrim(name) <> ''),
    slug varchar(100) CONSTRAINT ck_training_units_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
        CONSTRAINT uq_training_units_slug UNIQUE,
    description text CONSTRAINT ck_training_units_description_length CHECK (char_length(description) <= 2000),
    created_by uuid CONSTRAINT fk_training_units_created_by REFERENCES user_account ON DELETE SET NULL,
    sharing_status varchar(30) DEFAULT 'private' NOT NULL
        CONSTRAINT ck_training_units_sharing_status CHECK (sharing_status IN ('private', 'shared', 'public')),
    is_system_default boolean DEFAULT false NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    copied_from_id uuid
        CONSTRAINT fk_training_units_copied_from_id REFERENCES training_units ON DELETE SET NULL,
    {TIMES},
    CONSTRAINT uq_training_units_created_by_name UNIQUE (created_by, name),
    CONSTRAINT ck_training_units_owner CHECK (NOT is_system_default OR created_by IS NULL),
    CONSTRAINT ck_training_units_slug_of_system CHECK (slug IS NULL OR is_system_default)
);
CREATE INDEX ix_training_units_copied_from_id ON training_units (copied_from_id);
CREATE INDEX ix_training_units_created_by_name ON training_units (created_by, lower(name) COLLATE "C", id);
CREATE INDEX ix_training_units_public_name ON training_units (lower(name) COLLATE "C", id)
    WHERE sharing_status = 'public';

CREATE TABLE training_plans (
    id uuid DEFAULT uuidv7() CONSTRAINT pk_training_plans PRIMARY KEY,
    name varchar(100) NOT NULL CONSTRAINT ck_training_plans_name_not_blank CHECK (btrim(name) <> ''),
    slug varchar(100) CONSTRAINT ck_training_plans_slug_form CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
        CONSTRAINT uq_training_plans_slug UNIQUE,
    description text CONSTRAINT ck_training_plans_description_length CHECK (char_length(description) <= 2000),
    created_by uuid CONSTRAINT fk_training_plans_created_by REFERENCES user_account ON DELETE SET NULL,
    sharing_status varchar(30) DEFAULT 'private' NOT NULL
        CONSTRAINT ck_training_plans_sharing_status CHECK (sharing_status IN ('private', 'shared', 'public')),
    is_system_default boolean DEFAULT false NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    difficulty_level varchar(30) NOT NULL
        CONSTRAINT ck_training_plans_difficulty_level
            CHECK (difficulty_level IN ('beginner', 'intermediate', 'expert')),
    copied_from_id uuid
        CONSTRAINT fk_training_plans_copied_from_id REFERENCES training_plans ON DELETE SET NULL,
    {TIMES},
    CONSTRAINT uq_training_plans_created_by_name UNIQUE (created_by, name),
    CONSTRAINT ck_training_plans_owner CHECK (NOT is_system_default OR created_by IS NULL),
    CONSTRAINT ck_training_plans_slug_of_system CHECK (slug IS NULL OR is_system_default)
);
CREATE INDEX ix_training_plans_copied_from_id ON training_plans (copied_from_id);
CREATE INDEX ix_training_plans_created_by_name ON training_plans (created_by, lower(name) COLLATE "C", id);
CREATE INDEX ix_training_plans_public_name ON training_plans (lower(name) COLLATE "C", id)
    WHERE sharing_status = 'public';

CREATE TABLE training_plan_units (
    id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_training_plan_units PRIMARY KEY,
    training_plan_id uuid NOT NULL
        CONSTRAINT fk_training_plan_units_training_plan_id REFERENCES training_plans ON DELETE CASCADE,
    training_unit_id uuid NOT NULL
        CONSTRAINT fk_training_plan_units_training_unit_id REFERENCES training_units ON DELETE RESTRICT,
    day_number smallint NOT NULL
        CONSTRAINT ck_training_plan_units_day_number CHECK (day_number BETWEEN 1 AND 730),
    order_index integer NOT NULL,
    {TIMES},
    CONSTRAINT uq_training_plan_units_training_plan_id_day_number_order_index
        UNIQUE (training_plan_id, day_number, order_index)
);
CREATE INDEX ix_training_plan_units_training_unit_id ON training_plan_units (training_unit_id);

CREATE TABLE training_unit_exercises (
    id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_training_unit_exercises PRIMARY KEY,
    client_id uuid,
    training_unit_id uuid NOT NULL
        CONSTRAINT fk_training_unit_exercises_training_unit_id REFERENCES training_units ON DELETE CASCADE,
    exercise_id uuid
        CONSTRAINT fk_training_unit_exercises_exercise_id REFERENCES exercises ON DELETE SET NULL,
    exercise_name_snapshot varchar(100) NOT NULL
        CONSTRAINT ck_training_unit_exercises_exercise_name_snapshot_not_blank
            CHECK (btrim(exercise_name_snapshot) <> ''),
    mode varchar(30) NOT NULL
        CONSTRAINT ck_training_unit_exercises_set_mode
            CHECK (mode IN ('reps', 'time', 'distance', 'sets_only')),
    order_index integer NOT NULL,
    group_index smallint
        CONSTRAINT ck_training_unit_exercises_group_index CHECK (group_index BETWEEN 0 AND 1000),
    unit_exercise_notes text
        CONSTRAINT ck_training_unit_exercises_unit_exercise_notes_length
            CHECK (char_length(unit_exercise_notes) <= 2000),
    target_weight numeric(8, 3)
        CONSTRAINT ck_training_unit_exercises_target_weight CHECK (target_weight BETWEEN 0 AND 99999.999),
    sets smallint DEFAULT 1 NOT NULL,
    reps_min smallint,
    reps_max smallint,
    target_time_seconds smallint
        CONSTRAINT ck_training_unit_exercises_target_time_seconds
            CHECK (target_time_seconds BETWEEN 1 AND 32767),
    target_distance_km numeric(8, 4)
        CONSTRAINT ck_training_unit_exercises_target_distance_km
            CHECK (target_distance_km BETWEEN 0.0001 AND 9999.9999),
    target_pace_min_seconds_per_km smallint,
    target_pace_max_seconds_per_km smallint,
    rest_seconds smallint
        CONSTRAINT ck_training_unit_exercises_rest_seconds CHECK (rest_seconds BETWEEN 0 AND 32767),
    {TIMES},
    CONSTRAINT uq_training_unit_exercises_training_unit_id_order_index UNIQUE (training_unit_id, order_index),
    CONSTRAINT uq_training_unit_exercises_training_unit_id_client_id UNIQUE (training_unit_id, client_id),
    CONSTRAINT check_mode_consistency CHECK (
        CASE mode
            WHEN 'reps' THEN target_time_seconds IS NULL AND target_distance_km IS NULL
                AND target_pace_min_seconds_per_km IS NULL AND target_pace_max_seconds_per_km IS NULL
            WHEN 'time' THEN reps_min IS NULL AND reps_max IS NULL AND target_distance_km IS NULL
            WHEN 'distance' THEN reps_min IS NULL AND reps_max IS NULL AND target_time_seconds IS NULL
            WHEN 'sets_only' THEN reps_min IS NULL AND reps_max IS NULL AND target_time_seconds IS NULL
                AND target_distance_km IS NULL AND target_pace_min_seconds_per_km IS NULL
                AND target_pace_max_seconds_per_km IS NULL
        END
    ),
    CONSTRAINT check_sets_count CHECK (sets BETWEEN 1 AND 100),
    CONSTRAINT check_reps_range CHECK (
        (reps_min IS NULL) = (reps_max IS NULL) AND reps_min >= 1 AND reps_min <= reps_max
        AND reps_max <= 1000
    ),
    CONSTRAINT ck_training_unit_exercises_target_pace CHECK (
        (target_pace_min_seconds_per_km IS NULL) = (target_pace_max_seconds_per_km IS NULL)
        AND target_pace_min_seconds_per_km >= 30
        AND target_pace_min_seconds_per_km <= target_pace_max_seconds_per_km
        AND target_pace_max_seconds_per_km <= 3600
    )
);
CREATE INDEX ix_training_unit_exercises_exercise_id ON training_unit_exercises (exercise_id);
"""

ACCESS: Final = f"""
CREATE TABLE training_unit_access (
    training_unit_id uuid NOT NULL
        CONSTRAINT fk_training_unit_access_training_unit_id REFERENCES training_units ON DELETE CASCADE,
    user_id uuid NOT NULL
        CONSTRAINT fk_training_unit_access_user_id REFERENCES user_account ON DELETE CASCADE,
    granted_by uuid CONSTRAINT fk_training_unit_access_granted_by REFERENCES user_account ON DELETE SET NULL,
    access_level varchar(30) DEFAULT 'read' NOT NULL
        CONSTRAINT ck_training_unit_access_access_level CHECK (access_level IN ('read', 'write')),
    {TIMES},
    CONSTRAINT pk_training_unit_access PRIMARY KEY (training_unit_id, user_id),
    CONSTRAINT check_not_self_grant CHECK (user_id <> granted_by)
);
CREATE INDEX ix_training_unit_access_granted_by ON training_unit_access (granted_by);
CREATE INDEX ix_training_unit_access_user_id ON training_unit_access (user_id);

CREATE TABLE training_plan_access (
    training_plan_id uuid NOT NULL
        CONSTRAINT fk_training_plan_access_training_plan_id REFERENCES training_plans ON DELETE CASCADE,
    user_id uuid NOT NULL
        CONSTRAINT fk_training_plan_access_user_id REFERENCES user_account ON DELETE CASCADE,
    granted_by uuid CONSTRAINT fk_training_plan_access_granted_by REFERENCES user_account ON DELETE SET NULL,
    access_level varchar(30) DEFAULT 'read' NOT NULL
        CONSTRAINT ck_training_plan_access_access_level CHECK (access_level IN ('read', 'write')),
    {TIMES},
    CONSTRAINT pk_training_plan_access PRIMARY KEY (training_plan_id, user_id),
    CONSTRAINT check_not_self_grant CHECK (user_id <> granted_by)
);
CREATE INDEX ix_training_plan_access_granted_by ON training_plan_access (granted_by);
CREATE INDEX ix_training_plan_access_user_id ON training_plan_access (user_id);

CREATE TABLE access_invitations (
    id uuid DEFAULT uuidv7() CONSTRAINT pk_access_invitations PRIMARY KEY,
    email varchar(255) NOT NULL CONSTRAINT ck_access_invitations_email_not_blank CHECK (btrim(email) <> ''),
    training_unit_id uuid
        CONSTRAINT fk_access_invitations_training_unit_id REFERENCES training_units ON DELETE CASCADE,
    training_plan_id uuid
        CONSTRAINT fk_access_invitations_training_plan_id REFERENCES training_plans ON DELETE CASCADE,
    granted_by uuid CONSTRAINT fk_access_invitations_granted_by REFERENCES user_account ON DELETE SET NULL,
    access_level varchar(30) DEFAULT 'read' NOT NULL
        CONSTRAINT ck_access_invitations_access_level CHECK (access_level IN ('read', 'write')),
    {TIMES},
    CONSTRAINT ck_access_invitations_one_template CHECK (num_nonnulls(training_unit_id, training_plan_id) = 1)
);
CREATE INDEX ix_access_invitations_email ON access_invitations (lower(email));
CREATE INDEX ix_access_invitations_granted_by ON access_invitations (granted_by);
CREATE UNIQUE INDEX uq_access_invitations_plan ON access_invitations (training_plan_id, lower(email));
CREATE UNIQUE INDEX uq_access_invitations_unit ON access_invitations (training_unit_id, lower(email));
"""

ENROLLMENTS: Final = f"""
CREATE TABLE training_plan_enrollments (
    id uuid DEFAULT uuidv7() CONSTRAINT pk_training_plan_enrollments PRIMARY KEY,
    user_id uuid NOT NULL
        CONSTRAINT fk_training_plan_enrollments_user_id REFERENCES user_account ON DELETE CASCADE,
    training_plan_id uuid
        CONSTRAINT fk_training_plan_enrollments_training_plan_id REFERENCES training_plans ON DELETE SET NULL,
    plan_name_snapshot varchar(100) NOT NULL
        CONSTRAINT ck_training_plan_enrollments_plan_name_snapshot_not_blank
            CHECK (btrim(plan_name_snapshot) <> ''),
    start_date date NOT NULL
        CONSTRAINT ck_training_plan_enrollments_start_date
            CHECK (start_date >= '1900-01-01 00:00:00+00' AND start_date < '2200-01-01 00:00:00+00'),
    user_timezone varchar(50) NOT NULL
        CONSTRAINT ck_training_plan_enrollments_user_timezone_not_blank CHECK (btrim(user_timezone) <> ''),
    status varchar(30) DEFAULT 'active' NOT NULL
        CONSTRAINT ck_training_plan_enrollments_enrollment_status
            CHECK (status IN ('active', 'completed', 'abandoned')),
    version integer DEFAULT 1 NOT NULL,
    {TIMES}
);
CREATE INDEX ix_training_plan_enrollments_training_plan_id ON training_plan_enrollments (training_plan_id);
CREATE INDEX ix_training_plan_enrollments_user_start ON training_plan_enrollments (user_id, start_date, id);

CREATE TABLE enrollment_days (
    id uuid DEFAULT uuidv7() CONSTRAINT pk_enrollment_days PRIMARY KEY,
    enrollment_id uuid NOT NULL
        CONSTRAINT fk_enrollment_days_enrollment_id REFERENCES training_plan_enrollments ON DELETE CASCADE,
    day_number smallint NOT NULL
        CONSTRAINT ck_enrollment_days_day_number CHECK (day_number BETWEEN 1 AND 730),
    order_index integer NOT NULL,
    unit_id uuid CONSTRAINT fk_enrollment_days_unit_id REFERENCES training_units ON DELETE SET NULL,
    unit_name_snapshot varchar(100) NOT NULL
        CONSTRAINT ck_enrollment_days_unit_name_snapshot_not_blank CHECK (btrim(unit_name_snapshot) <> ''),
    planned_distance_km numeric(13, 4)
        CONSTRAINT ck_enrollment_days_planned_distance_km
            CHECK (planned_distance_km BETWEEN 0 AND 999999999.9999),
    planned_volume_kg numeric(16, 3)
        CONSTRAINT ck_enrollment_days_planned_volume_kg
            CHECK (planned_volume_kg BETWEEN 0 AND 9999999999999.999),
    date date NOT NULL
        CONSTRAINT ck_enrollment_days_date
            CHECK (date >= '1900-01-01 00:00:00+00' AND date < '2200-01-01 00:00:00+00'),
    skipped_at timestamptz,
    {TIMES},
    CONSTRAINT uq_enrollment_days_enrollment_id_day_number_order_index
        UNIQUE (enrollment_id, day_number, order_index)
);
CREATE INDEX ix_enrollment_days_unit_id ON enrollment_days (unit_id);
"""

SESSIONS: Final = f"""
CREATE TABLE training_sessions (
    id uuid DEFAULT uuidv7() CONSTRAINT pk_training_sessions PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT fk_training_sessions_user_id REFERENCES user_account ON DELETE RESTRICT,
    training_plan_id uuid
        CONSTRAINT fk_training_sessions_training_plan_id REFERENCES training_plans ON DELETE SET NULL,
    training_unit_id uuid
        CONSTRAINT fk_training_sessions_training_unit_id REFERENCES training_units ON DELETE SET NULL,
    enrollment_day_id uuid
        CONSTRAINT fk_training_sessions_enrollment_day_id REFERENCES enrollment_days ON DELETE SET NULL,
    plan_name_snapshot varchar(100),
    unit_name_snapshot varchar(100),
    start_time timestamptz NOT NULL
        CONSTRAINT ck_training_sessions_start_time
            CHECK (start_time >= '1900-01-01 00:00:00+00' AND start_time < '2200-01-01 00:00:00+00'),
    end_time timestamptz
        CONSTRAINT ck_training_sessions_end_time
            CHECK (end_time >= '1900-01-01 00:00:00+00' AND end_time < '2200-01-01 00:00:00+00'),
    user_timezone varchar(50) NOT NULL
        CONSTRAINT ck_training_sessions_user_timezone_not_blank CHECK (btrim(user_timezone) <> ''),
    status varchar(30) DEFAULT 'in_progress' NOT NULL
        CONSTRAINT ck_training_sessions_session_status
            CHECK (status IN ('in_progress', 'completed', 'aborted')),
    duration_seconds integer
        CONSTRAINT ck_training_sessions_duration_seconds CHECK (duration_seconds BETWEEN 0 AND 2147483647),
    body_weight_kg numeric(8, 3)
        CONSTRAINT ck_training_sessions_body_weight_kg CHECK (body_weight_kg BETWEEN 0.001 AND 1000),
    notes text CONSTRAINT ck_training_sessions_notes_length CHECK (char_length(notes) <= 2000),
    reopened_reason varchar(255),
    version integer DEFAULT 1 NOT NULL,
    {TIMES},
    CONSTRAINT ck_training_sessions_end_when_over CHECK ((status = 'in_progress') = (end_time IS NULL)),
    CONSTRAINT ck_training_sessions_duration_when_completed CHECK (
        (status = 'completed') = (duration_seconds IS NOT NULL)
    ),
    CONSTRAINT ck_training_sessions_end_after_start CHECK (end_time >= start_time)
);
CREATE INDEX idx_ts_user_start ON training_sessions (user_id, start_time, id);
CREATE INDEX ix_training_sessions_enrollment_day_id ON training_sessions (enrollment_day_id);
CREATE INDEX ix_training_sessions_in_progress ON training_sessions (user_id) WHERE status = 'in_progress';
CREATE INDEX ix_training_sessions_training_plan_id ON training_sessions (training_plan_id);
CREATE INDEX ix_training_sessions_training_unit_id ON training_sessions (training_unit_id);

CREATE TABLE training_session_exercises (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_training_session_exercises PRIMARY KEY,
    client_id uuid,
    session_id uuid NOT NULL
        CONSTRAINT fk_training_session_exercises_session_id REFERENCES training_sessions ON DELETE CASCADE,
    exercise_id uuid
        CONSTRAINT fk_training_session_exercises_exercise_id REFERENCES exercises ON DELETE SET NULL,
    planned_unit_exercise_id integer
        CONSTRAINT fk_training_session_exercises_planned_unit_exercise_id
            REFERENCES training_unit_exercises ON DELETE SET NULL,
    mode_snapshot varchar(30) NOT NULL
        CONSTRAINT ck_training_session_exercises_set_mode
            CHECK (mode_snapshot IN ('reps', 'time', 'distance', 'sets_only')),
    exercise_name_snapshot varchar(100) NOT NULL
        CONSTRAINT ck_training_session_exercises_exercise_name_snapshot_not_blank
            CHECK (btrim(exercise_name_snapshot) <> ''),
    order_index integer NOT NULL,
    notes text CONSTRAINT ck_training_session_exercises_notes_length CHECK (char_length(notes) <= 2000),
    order_index_snapshot integer,
    group_index_snapshot smallint
        CONSTRAINT ck_training_session_exercises_group_index_snapshot
            CHECK (group_index_snapshot BETWEEN 0 AND 1000),
    target_weight_snapshot numeric(8, 3)
        CONSTRAINT ck_training_session_exercises_target_weight_snapshot
            CHECK (target_weight_snapshot BETWEEN 0 AND 99999.999),
    sets_snapshot smallint,
    reps_min_snapshot smallint,
    reps_max_snapshot smallint,
    target_time_seconds_snapshot smallint
        CONSTRAINT ck_training_session_exercises_target_time_seconds_snapshot
            CHECK (target_time_seconds_snapshot BETWEEN 1 AND 32767),
    target_distance_km_snapshot numeric(8, 4)
        CONSTRAINT ck_training_session_exercises_target_distance_km_snapshot
            CHECK (target_distance_km_snapshot BETWEEN 0.0001 AND 9999.9999),
    target_pace_min_seconds_per_km_snapshot smallint,
    target_pace_max_seconds_per_km_snapshot smallint,
    rest_seconds_snapshot smallint
        CONSTRAINT ck_training_session_exercises_rest_seconds_snapshot
            CHECK (rest_seconds_snapshot BETWEEN 0 AND 32767),
    {TIMES},
    CONSTRAINT uq_training_session_exercises_session_id_order_index UNIQUE (session_id, order_index),
    CONSTRAINT uq_training_session_exercises_session_id_client_id UNIQUE (session_id, client_id),
    CONSTRAINT check_sets_count CHECK (sets_snapshot BETWEEN 1 AND 100),
    CONSTRAINT check_reps_range CHECK (
        (reps_min_snapshot IS NULL) = (reps_max_snapshot IS NULL) AND reps_min_snapshot >= 1
        AND reps_min_snapshot <= reps_max_snapshot AND reps_max_snapshot <= 1000
    ),
    CONSTRAINT ck_training_session_exercises_target_pace_snapshot CHECK (
        (target_pace_min_seconds_per_km_snapshot IS NULL) = (target_pace_max_seconds_per_km_snapshot IS NULL)
        AND target_pace_min_seconds_per_km_snapshot >= 30
        AND target_pace_min_seconds_per_km_snapshot <= target_pace_max_seconds_per_km_snapshot
        AND target_pace_max_seconds_per_km_snapshot <= 3600
    )
);
CREATE INDEX ix_training_session_exercises_exercise_id ON training_session_exercises (exercise_id);
CREATE INDEX ix_training_session_exercises_planned_unit_exercise_id
    ON training_session_exercises (planned_unit_exercise_id);

CREATE TABLE training_session_sets (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_training_session_sets PRIMARY KEY,
    client_id uuid,
    session_exercise_id bigint NOT NULL
        CONSTRAINT fk_training_session_sets_session_exercise_id
            REFERENCES training_session_exercises ON DELETE CASCADE,
    order_index integer NOT NULL,
    set_type varchar(30) DEFAULT 'working' NOT NULL
        CONSTRAINT ck_training_session_sets_set_type
            CHECK (set_type IN ('working', 'warm_up', 'drop', 'failure')),
    load_kind varchar(30) DEFAULT 'external' NOT NULL
        CONSTRAINT ck_training_session_sets_load_kind
            CHECK (load_kind IN ('external', 'bodyweight', 'assisted')),
    weight numeric(8, 3) CONSTRAINT ck_training_session_sets_weight CHECK (weight BETWEEN 0 AND 99999.999),
    reps_completed smallint
        CONSTRAINT ck_training_session_sets_reps_completed CHECK (reps_completed BETWEEN 0 AND 1000),
    time_seconds smallint
        CONSTRAINT ck_training_session_sets_time_seconds CHECK (time_seconds BETWEEN 1 AND 32767),
    distance_km numeric(8, 4)
        CONSTRAINT ck_training_session_sets_distance_km CHECK (distance_km BETWEEN 0.0001 AND 9999.9999),
    rpe numeric(3, 1) CONSTRAINT ck_training_session_sets_rpe CHECK (rpe BETWEEN 1 AND 10),
    completed_at timestamptz
        CONSTRAINT ck_training_session_sets_completed_at
            CHECK (completed_at >= '1900-01-01 00:00:00+00' AND completed_at < '2200-01-01 00:00:00+00'),
    {TIMES},
    CONSTRAINT uq_training_session_sets_session_exercise_id_order_index
        UNIQUE (session_exercise_id, order_index),
    CONSTRAINT uq_training_session_sets_session_exercise_id_client_id UNIQUE (session_exercise_id, client_id),
    CONSTRAINT check_set_performance CHECK (num_nonnulls(reps_completed, time_seconds, distance_km) <= 1)
);
"""

RUNS: Final = f"""
CREATE TABLE training_session_run_details (
    session_exercise_id bigint CONSTRAINT pk_training_session_run_details PRIMARY KEY
        CONSTRAINT fk_training_session_run_details_session_exercise_id
            REFERENCES training_session_exercises ON DELETE CASCADE,
    user_id uuid NOT NULL
        CONSTRAINT fk_training_session_run_details_user_id REFERENCES user_account ON DELETE CASCADE,
    moving_seconds integer
        CONSTRAINT ck_training_session_run_details_moving_seconds
            CHECK (moving_seconds BETWEEN 1 AND 2147483647),
    distance_km numeric(8, 4)
        CONSTRAINT ck_training_session_run_details_distance_km
            CHECK (distance_km BETWEEN 0.0001 AND 9999.9999),
    elapsed_seconds integer
        CONSTRAINT ck_training_session_run_details_elapsed_seconds
            CHECK (elapsed_seconds BETWEEN 1 AND 2147483647),
    elevation_gain_m integer
        CONSTRAINT ck_training_session_run_details_elevation_gain_m
            CHECK (elevation_gain_m BETWEEN 0 AND 100000),
    elevation_loss_m integer
        CONSTRAINT ck_training_session_run_details_elevation_loss_m
            CHECK (elevation_loss_m BETWEEN 0 AND 100000),
    avg_heart_rate smallint
        CONSTRAINT ck_training_session_run_details_avg_heart_rate CHECK (avg_heart_rate BETWEEN 25 AND 250),
    max_heart_rate smallint
        CONSTRAINT ck_training_session_run_details_max_heart_rate CHECK (max_heart_rate BETWEEN 25 AND 250),
    rpe numeric(3, 1) CONSTRAINT ck_training_session_run_details_rpe CHECK (rpe BETWEEN 1 AND 10),
    source varchar(50) NOT NULL
        CONSTRAINT ck_training_session_run_details_source_not_blank CHECK (btrim(source) <> ''),
    external_id varchar(255)
        CONSTRAINT ck_training_session_run_details_external_id_not_blank CHECK (btrim(external_id) <> ''),
    {TIMES},
    CONSTRAINT ck_training_session_run_details_one_metric CHECK (
        num_nonnulls(moving_seconds, distance_km) = 1
    ),
    CONSTRAINT ck_training_session_run_details_elapsed_covers_moving CHECK (
        elapsed_seconds >= moving_seconds
    ),
    CONSTRAINT ck_training_session_run_details_heart_rate_order CHECK (avg_heart_rate <= max_heart_rate)
);
CREATE INDEX ix_training_session_run_details_user_id ON training_session_run_details (user_id);
CREATE UNIQUE INDEX uq_run_details_external ON training_session_run_details (user_id, source, external_id)
    WHERE external_id IS NOT NULL;

CREATE TABLE training_session_run_splits (
    session_exercise_id bigint NOT NULL
        CONSTRAINT fk_training_session_run_splits_session_exercise_id
            REFERENCES training_session_exercises ON DELETE CASCADE,
    split_index smallint NOT NULL
        CONSTRAINT ck_training_session_run_splits_split_index CHECK (split_index BETWEEN 0 AND 32767),
    distance_km numeric(8, 4) NOT NULL
        CONSTRAINT ck_training_session_run_splits_distance_km
            CHECK (distance_km BETWEEN 0.0001 AND 9999.9999),
    duration_seconds integer NOT NULL
        CONSTRAINT ck_training_session_run_splits_duration_seconds
            CHECK (duration_seconds BETWEEN 1 AND 2147483647),
    elevation_delta_m integer
        CONSTRAINT ck_training_session_run_splits_elevation_delta_m
            CHECK (elevation_delta_m BETWEEN -100000 AND 100000),
    avg_heart_rate smallint
        CONSTRAINT ck_training_session_run_splits_avg_heart_rate CHECK (avg_heart_rate BETWEEN 25 AND 250),
    {TIMES},
    CONSTRAINT pk_training_session_run_splits PRIMARY KEY (session_exercise_id, split_index)
);
"""

ROLES: Final = """
INSERT INTO role (id, name, slug, description) VALUES
    ('01940000-0000-7000-8000-000000000001', 'Application access', 'application-access',
        'Uses the application; what every new account has.'),
    ('01940000-0000-7000-8000-000000000002', 'Fitness trainer', 'fitness-trainer',
        'Also sees the custom exercises that templates shared with them refer to.'),
    ('01940000-0000-7000-8000-000000000003', 'Superuser', 'superuser',
        'Administers accounts, the catalogue and public templates.');
"""


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    for script in (ACCOUNTS, EXERCISES, TEMPLATES, ACCESS, ENROLLMENTS, SESSIONS, RUNS, ROLES):
        for statement in script.strip().removesuffix(";").split(";\n"):
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE training_session_run_splits, training_session_run_details")
    op.execute("DROP TABLE training_session_sets, training_session_exercises, training_sessions")
    op.execute("DROP TABLE enrollment_days, training_plan_enrollments")
    op.execute("DROP TABLE access_invitations, training_plan_access, training_unit_access")
    op.execute("DROP TABLE training_unit_exercises, training_plan_units, training_plans, training_units")
    op.execute("DROP TABLE exercise_tag_map, exercise_secondary_muscles, exercise_primary_muscles")
    op.execute("DROP TABLE exercise_equipment, exercise_aliases, exercises")
    op.execute("DROP TABLE exercise_tags, muscle_groups, equipment")
    op.execute("DROP TABLE user_account, role")
    op.execute("DROP EXTENSION pg_trgm")
