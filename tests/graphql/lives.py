"""A life: somebody who has something of every kind, among others who train by it."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from administrators import key, person

from irontrack.accounts.rules import account_key

if TYPE_CHECKING:
    from administrators import Person
    from clients import Client, Site

# Of me; of `other`, who trains by my things; and of a `third`. What is private holds `canary`; what others
# keep copies of does not.
LIFE = """
    UPDATE user_account SET name = :canary WHERE id = :me;
    INSERT INTO exercises (id, name, category, difficulty_level, created_by, instructions)
      VALUES (:exercise, 'Secret Squat', 'strength', 'expert', :me, :canary);
    INSERT INTO exercises (name, category, difficulty_level, created_by, merged_into_id, is_active)
      VALUES ('Squat of old', 'strength', 'expert', :me, :exercise, false);
    INSERT INTO exercise_aliases (exercise_id, name) VALUES (:exercise, :canary);
    INSERT INTO training_units (id, name, created_by, sharing_status, description) VALUES
      (:private_unit, :canary, :me, 'private', :canary),
      (:shared_unit, 'Shared unit', :me, 'shared', :canary),
      (:public_unit, 'Public unit', :me, 'public', ''), (:planned_unit, 'Planned unit', :me, 'private', ''),
      (:lent_unit, 'Lent unit', :me, 'private', ''), (:others_unit, 'Their unit', :other, 'shared', '');
    INSERT INTO training_units (name, created_by, copied_from_id) VALUES ('Copy', :other, :shared_unit);
    INSERT INTO training_plans (id, name, created_by, sharing_status, difficulty_level) VALUES
      (:private_plan, :canary, :me, 'private', 'expert'),
      (:shared_plan, 'Shared plan', :me, 'shared', 'expert'),
      (:public_plan, 'Public plan', :me, 'public', 'expert'),
      (:others_plan, 'Theirs', :other, 'shared', 'expert');
    INSERT INTO training_plan_units (training_plan_id, training_unit_id, day_number, order_index) VALUES
      (:private_plan, :private_unit, 1, 0), (:private_plan, :planned_unit, 2, 0),
      (:shared_plan, :public_unit, 1, 0), (:public_plan, :planned_unit, 1, 0),
      (:others_plan, :lent_unit, 1, 0);
    INSERT INTO training_unit_exercises
      (training_unit_id, exercise_id, exercise_name_snapshot, mode, order_index)
      SELECT id, :exercise, 'Secret Squat', 'reps', 0 FROM training_units WHERE created_by = :me;
    INSERT INTO training_unit_access (training_unit_id, user_id, granted_by) VALUES
      (:shared_unit, :other, :me), (:public_unit, :other, :me), (:public_unit, :third, NULL),
      (:others_unit, :me, :other), (:others_unit, :third, :me);
    INSERT INTO training_plan_access (training_plan_id, user_id, granted_by) VALUES
      (:shared_plan, :other, :me), (:public_plan, :other, :me), (:others_plan, :me, :other),
      (:others_plan, :third, :me);
    INSERT INTO access_invitations (email, training_unit_id, training_plan_id, granted_by) VALUES
      ('a@example.org', :shared_unit, NULL, :me), ('a@example.org', NULL, :public_plan, NULL),
      (upper(:email), :others_unit, NULL, :other), ('b@example.org', NULL, :others_plan, :me);
    INSERT INTO training_plan_enrollments
      (id, user_id, training_plan_id, plan_name_snapshot, start_date, user_timezone) VALUES
      (:enrollment, :me, :others_plan, :canary, '2026-01-01', 'UTC'),
      (:others_enrollment, :other, :shared_plan, 'Shared plan', '2026-01-01', 'UTC');
    INSERT INTO enrollment_days
      (id, enrollment_id, day_number, order_index, unit_id, unit_name_snapshot, date) VALUES
      (:day, :enrollment, 1, 0, :others_unit, :canary, '2026-01-01'),
      (uuidv7(), :others_enrollment, 1, 0, :shared_unit, 'Shared unit', '2026-01-01');
    INSERT INTO training_sessions
      (id, user_id, training_unit_id, unit_name_snapshot, enrollment_day_id, start_time, user_timezone, notes)
      VALUES (:session, :me, :private_unit, :canary, :day, now(), 'UTC', :canary),
      (:others_session, :other, :shared_unit, 'Shared unit', NULL, now(), 'UTC', '');
    INSERT INTO training_session_exercises
      (session_id, exercise_id, planned_unit_exercise_id, exercise_name_snapshot, mode_snapshot, order_index)
      SELECT s.id, :exercise, e.id, 'Secret Squat', 'distance', 0
      FROM training_sessions s JOIN training_unit_exercises e USING (training_unit_id)
      WHERE s.id IN (:session, :others_session);
    INSERT INTO training_session_sets (session_exercise_id, order_index, distance_km)
      SELECT id, 0, 5 FROM training_session_exercises WHERE session_id IN (:session, :others_session);
    INSERT INTO training_session_run_details
      (session_exercise_id, user_id, moving_seconds, source, external_id)
      SELECT id, :me, 1500, 'file', :canary FROM training_session_exercises WHERE session_id = :session;
    INSERT INTO training_session_run_splits (session_exercise_id, split_index, distance_km, duration_seconds)
      SELECT id, 0, 1, 300 FROM training_session_exercises WHERE session_id = :session;
    INSERT INTO request_hashes (user_id, client_id, scope, sha256)
      VALUES (:me, :exercise, 'exercises', decode(repeat('00', 32), 'hex'));
    INSERT INTO account_revisions (account_id, version) VALUES (:me, 1);
    INSERT INTO sign_in_throttles (key, attempts, attempted_at, blocked_until)
      VALUES (:throttle, 3, now(), now())
"""


class Life(dict[str, Any]):
    """The ids and words in `LIFE` by their names.

    Attributes:
        client: My browser.
    """

    client: Client


async def fill(site: Site, other: Person) -> Life:
    """Sign somebody up and give them a life."""
    me = await person(site)
    life = Life({name: uuid.uuid4() for name in re.findall(r":(\w+)", LIFE)})
    life.client = me.client
    life |= {"me": key(me), "other": key(other), "third": key(await person(site))}
    life |= {"email": me.email, "throttle": account_key(me.email), "canary": f"canary {uuid.uuid4().hex}"}
    script = re.sub(r":(\w+)", lambda name: f"'{life[name[1]]}'", LIFE)
    async with site.app.state.resources.database.transaction() as db:
        for statement in script.split(";"):
            await (await db.connection()).exec_driver_sql(statement)
    return life
