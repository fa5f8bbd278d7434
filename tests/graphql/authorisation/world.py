"""The callers with all that they have, and what the owner shares: made anew for every world."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID

from authorisation.things import Caller, Subjects, System, Things, new_email
from sign_ins import sign_in
from sqlalchemy import select, text

from irontrack.accounts.service.revisions import revise
from irontrack.graphql.relay import decode_any_id, encode_id
from irontrack.kit.clock import now
from irontrack.models import (
    ROLE_IDS,
    AccessInvitationRow,
    AccessLevel,
    Base,
    DifficultyLevel,
    EnrollmentDayRow,
    EquipmentRow,
    ExerciseCategory,
    ExerciseRow,
    ExerciseTagRow,
    MuscleGroupRow,
    Role,
    SessionStatus,
    SetMode,
    SharingStatus,
    SignInFamilyRow,
    TrainingPlanAccessRow,
    TrainingPlanEnrollmentRow,
    TrainingPlanRow,
    TrainingPlanUnitRow,
    TrainingSessionExerciseRow,
    TrainingSessionRow,
    TrainingSessionRunDetailRow,
    TrainingSessionRunSplitRow,
    TrainingSessionSetRow,
    TrainingUnitAccessRow,
    TrainingUnitExerciseRow,
    TrainingUnitRow,
    UserAccountRow,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractAsyncContextManager

    from clients import Client, Site
    from sqlalchemy.ext.asyncio import AsyncSession

_NAMED: Final = (EquipmentRow, MuscleGroupRow, ExerciseTagRow)
_SLUG: Final = "barbell-back-squat"
_ROLES: Final[Mapping[Caller, Role]] = {"trainer": Role.FITNESS_TRAINER, "superuser": Role.SUPERUSER}
_GRANTS: Final[Mapping[Caller, AccessLevel]] = {
    "reader": AccessLevel.READ,
    "writer": AccessLevel.WRITE,
    "trainer": AccessLevel.READ,
}
_EXERCISE: Final = """
    query ($slug: String!) {
      cardio: exercise(by: {slug: "easy-run"}) { id }
      exercise(by: {slug: $slug}) { id equipment { id } primaryMuscles { id } tags { id } }
    }
"""
_CHECKSUM: Final = "md5(string_agg(t::text, ' ' ORDER BY t::text))"
_CHECKSUMS: Final = " UNION ALL ".join(
    f"SELECT '{table}' AS name, count(*) || ' ' || coalesce({_CHECKSUM}, '') AS checksum FROM {table} AS t"  # noqa: S608 - names of our own tables
    for table in Base.metadata.tables
)


@dataclass(frozen=True, slots=True)
class World:
    """Callers, what they have, and what the owner has, who need not be among them.

    Attributes:
        browsers: To ask with.
    """

    site: Site
    system: System
    things: Mapping[Caller, Things]
    browsers: Mapping[Caller, Client]

    def subjects(self, caller: Caller) -> Subjects:
        """Return what a caller's request may name."""
        return Subjects(self.things["owner"], self.things[caller], self.system)

    def secrets_from(self, caller: Caller) -> set[str]:
        """Return what no answer to a caller may hold."""
        others = {name: things for name, things in self.things.items() if name != caller}
        secrets = {secret for things in others.values() for secret in things.secrets}
        if caller != "superuser":
            secrets |= {secret for things in others.values() for secret in things.identity}
        # A fitness trainer may see those exercises that a readable template has.
        has_exercise = {name for name in others if (name, caller) != ("owner", "trainer")}
        return secrets | {others[name].exercise for name in has_exercise}

    async def checksums(self) -> dict[str, str]:
        """Return by table what tells whether any of its rows has changed, come or gone."""
        found = await self.site.app.state.resources.database.fetch(text(_CHECKSUMS))
        return {row.name: row.checksum for row in found}


async def find_system(site: Site) -> System:
    """Return things of the catalogue, and system templates, which it lacks."""
    browser = await site.browser()
    found = await browser.data(_EXERCISE, slug=_SLUG)
    exercise = found["exercise"]
    unit = TrainingUnitRow(name="Starter", slug=f"starter-{uuid.uuid4().hex}", is_system_default=True)
    async with _transaction(site) as db:
        await _add(db, unit)
        unit_exercise = await _add(db, _exercise_of(unit, _key(exercise["id"])))
        plan = TrainingPlanRow(
            name="Starter",
            slug=f"starter-{uuid.uuid4().hex}",
            is_system_default=True,
            difficulty_level=DifficultyLevel.BEGINNER,
        )
        await _add(db, plan)
        plan_unit = await _add(db, _unit_of(plan, unit))
        spare_plan = TrainingPlanRow(
            name="Spare", is_system_default=True, difficulty_level=DifficultyLevel.BEGINNER
        )
        await _add(db, spare_plan)
        spares = tuple(_system_exercise() for _ in range(3))
        await _add(db, *spares)
        names = [table(name=f"spare {uuid.uuid4().hex}") for table in _NAMED]
        equipment, muscle_group, tag = [(await _add(db, name)).id for name in names]
    return System(
        exercise=exercise["id"],
        cardio_exercise=found["cardio"]["id"],
        slug=_SLUG,
        equipment=exercise["equipment"][0]["id"],
        muscle_group=exercise["primaryMuscles"][0]["id"],
        tag=exercise["tags"][0]["id"],
        unit=encode_id("TrainingUnit", unit.id),
        unit_exercise=encode_id("TrainingUnitExercise", unit_exercise.id),
        plan=encode_id("TrainingPlan", plan.id),
        plan_unit=encode_id("TrainingPlanUnit", plan_unit.id),
        spare_plan=encode_id("TrainingPlan", spare_plan.id),
        spare_exercises=tuple(encode_id("Exercise", spare.id) for spare in spares),
        spare_equipment=encode_id("Equipment", equipment),
        spare_muscle_group=encode_id("MuscleGroup", muscle_group),
        spare_tag=encode_id("ExerciseTag", tag),
    )


def _system_exercise() -> ExerciseRow:
    name = uuid.uuid4().hex
    return ExerciseRow(
        name=f"Spare {name}",
        slug=f"spare-{name}",
        category=ExerciseCategory.STRENGTH,
        difficulty_level=DifficultyLevel.EXPERT,
        is_system_default=True,
    )


async def build_world(site: Site, system: System, *callers: Caller) -> World:
    """Make new people for these callers, and an owner; roles and grants are there when they sign in.

    They sign up and in as anybody does. What they have is written into the tables: not all of it can be made
    by the API, and it is made very often.
    """
    names: tuple[Caller, ...] = ("owner", *callers)
    things = {name: await _settle(site, system, name) for name in dict.fromkeys(names)}
    async with _transaction(site) as db:
        for name in _GRANTS.keys() & things.keys():
            db.add_all(_grants(things["owner"], things[name], _GRANTS[name]))
    browsers = {name: await _browser(site, name, things[name]) for name in callers}
    return World(site, system, things, browsers)


async def _settle(site: Site, system: System, name: Caller) -> Things:
    """Make an account, signed in on another device, with its role and everything that it has."""
    email = await (await site.browser()).sign_up(name=name.title())
    async with _transaction(site) as db:
        account = (await db.scalars(select(UserAccountRow).where(UserAccountRow.email == email))).one()
        device = select(SignInFamilyRow.id).where(SignInFamilyRow.user_id == account.id)
        if name in _ROLES:
            account.role_id, account.is_superuser = ROLE_IDS[_ROLES[name]], name == "superuser"
            await revise(db, account.id)
        coach = UserAccountRow(
            email=new_email(), password="nobody knows it", role_id=ROLE_IDS[Role.FITNESS_TRAINER]
        )
        exercise = ExerciseRow(
            name=f"Exercise {uuid.uuid4().hex}",
            category=ExerciseCategory.STRENGTH,
            difficulty_level=DifficultyLevel.EXPERT,
            created_by=account.id,
        )
        await _add(db, coach, exercise)
        plans = await _plan(db, account.id, _key(system.exercise), exercise.id)
        return Things(
            viewer=encode_id("Viewer", account.id),
            account=encode_id("Account", account.id),
            user=encode_id("User", account.id),
            coach=encode_id("Account", coach.id),
            coach_user=encode_id("User", coach.id),
            email=email,
            device=encode_id("Device", (await db.scalars(device)).one()),
            exercise=encode_id("Exercise", exercise.id),
            exercise_name=exercise.name,
            **plans,
            **await _share(db, plans, coach.id),
            **await _follow(db, account.id, plans),
            **await _train(db, account.id, _key(system.exercise)),
        )


async def _plan(db: AsyncSession, owner_id: UUID, exercise_id: UUID, own_exercise_id: UUID) -> dict[str, str]:
    """Make one unit and one plan for each sharing status; the shared unit has the person's own exercise."""
    made: dict[str, str] = {}
    carried = TrainingUnitRow(name=f"Unit {uuid.uuid4().hex}", created_by=owner_id)
    await _add(db, carried)
    carried_exercise = await _add(db, _exercise_of(carried, exercise_id))
    for status in SharingStatus:
        unit = TrainingUnitRow(name=f"Unit {uuid.uuid4().hex}", created_by=owner_id, sharing_status=status)
        plan = TrainingPlanRow(
            name=f"Plan {uuid.uuid4().hex}",
            created_by=owner_id,
            sharing_status=status,
            difficulty_level=DifficultyLevel.EXPERT,
        )
        await _add(db, unit, plan)
        is_shared = status is SharingStatus.SHARED
        unit_exercise = await _add(db, _exercise_of(unit, own_exercise_id if is_shared else exercise_id))
        plan_unit = await _add(db, _unit_of(plan, carried if is_shared else unit))
        made[f"{status}_unit"] = encode_id("TrainingUnit", unit.id)
        made[f"{status}_unit_name"] = unit.name
        made[f"{status}_unit_exercise"] = encode_id("TrainingUnitExercise", unit_exercise.id)
        made[f"{status}_plan"] = encode_id("TrainingPlan", plan.id)
        made[f"{status}_plan_name"] = plan.name
        made[f"{status}_plan_unit"] = encode_id("TrainingPlanUnit", plan_unit.id)
    return made | {
        "carried_unit": encode_id("TrainingUnit", carried.id),
        "carried_unit_exercise": encode_id("TrainingUnitExercise", carried_exercise.id),
    }


async def _share(db: AsyncSession, plans: dict[str, str], coach_id: UUID) -> dict[str, str]:
    """Share the shared unit with the coach, and the shared plan with an address that nobody has."""
    unit_id, email = _key(plans["shared_unit"]), new_email()
    given = await _add(db, TrainingUnitAccessRow(training_unit_id=unit_id, user_id=coach_id))
    invitation = AccessInvitationRow(training_plan_id=_key(plans["shared_plan"]), email=email)
    await _add(db, invitation)
    return {
        "account_grant": encode_id("AccessGrant", given.id),
        "address_grant": encode_id("AccessGrant", invitation.id),
        "invited_email": email,
    }


async def _follow(db: AsyncSession, owner_id: UUID, planned: Mapping[str, str]) -> dict[str, str]:
    """Make an enrollment in the private plan, with a day for its unit that is due today."""
    enrollment = TrainingPlanEnrollmentRow(
        user_id=owner_id,
        training_plan_id=_key(planned["private_plan"]),
        plan_name_snapshot=planned["private_plan_name"],
        start_date=now().date(),
        user_timezone="UTC",
    )
    await _add(db, enrollment)
    day = EnrollmentDayRow(
        enrollment_id=enrollment.id,
        day_number=1,
        order_index=0,
        unit_id=_key(planned["private_unit"]),
        unit_name_snapshot=planned["private_unit_name"],
        date=enrollment.start_date,
    )
    await _add(db, day)
    return {
        "enrollment": encode_id("Enrollment", enrollment.id),
        "enrollment_day": encode_id("EnrollmentDay", day.id),
    }


async def _train(db: AsyncSession, owner_id: UUID, exercise_id: UUID) -> dict[str, str]:
    """Make a session in progress, with a set, one that is completed, and a run."""
    session = await _add(db, TrainingSessionRow(user_id=owner_id, start_time=now(), user_timezone="UTC"))
    exercise = TrainingSessionExerciseRow(
        session_id=session.id,
        exercise_id=exercise_id,
        exercise_name_snapshot="Squat",
        mode_snapshot=SetMode.REPS,
        order_index=0,
    )
    await _add(db, exercise)
    training_set = TrainingSessionSetRow(session_exercise_id=exercise.id, order_index=0, reps_completed=5)
    await _add(db, training_set)
    past = TrainingSessionRow(
        user_id=owner_id,
        start_time=now(),
        end_time=now(),
        user_timezone="UTC",
        status=SessionStatus.COMPLETED,
        duration_seconds=0,
    )
    await _add(db, past)
    return {
        "run": encode_id("Run", (await _run(db, owner_id)).id),
        "session": encode_id("TrainingSession", session.id),
        "session_exercise": encode_id("TrainingSessionExercise", exercise.id),
        "training_set": encode_id("TrainingSet", training_set.id),
        "past_session": encode_id("TrainingSession", past.id),
    }


async def _run(db: AsyncSession, owner_id: UUID) -> TrainingSessionRow:
    session = TrainingSessionRow(
        user_id=owner_id,
        start_time=now(),
        end_time=now(),
        user_timezone="UTC",
        status=SessionStatus.COMPLETED,
        duration_seconds=0,
    )
    await _add(db, session)
    exercise = TrainingSessionExerciseRow(
        session_id=session.id,
        exercise_name_snapshot="Run",
        mode_snapshot=SetMode.DISTANCE,
        order_index=0,
    )
    await _add(db, exercise)
    key = exercise.id
    await _add(
        db,
        TrainingSessionSetRow(session_exercise_id=key, order_index=0, distance_km=Decimal(5)),
        TrainingSessionRunDetailRow(
            session_exercise_id=key, user_id=owner_id, moving_seconds=1500, source="watch"
        ),
        TrainingSessionRunSplitRow(
            session_exercise_id=key, split_index=0, distance_km=Decimal(5), duration_seconds=1500
        ),
    )
    return session


def _exercise_of(unit: TrainingUnitRow, exercise_id: UUID) -> TrainingUnitExerciseRow:
    return TrainingUnitExerciseRow(
        training_unit_id=unit.id,
        exercise_id=exercise_id,
        exercise_name_snapshot="Squat",
        mode=SetMode.REPS,
        order_index=0,
    )


def _unit_of(plan: TrainingPlanRow, unit: TrainingUnitRow) -> TrainingPlanUnitRow:
    return TrainingPlanUnitRow(
        training_plan_id=plan.id, training_unit_id=unit.id, day_number=1, order_index=0
    )


def _grants(owner: Things, caller: Things, level: AccessLevel) -> list[Base]:
    grant = {"user_id": _key(caller.viewer), "granted_by": _key(owner.viewer), "access_level": level}
    return [
        *(
            TrainingUnitAccessRow(training_unit_id=_key(unit), **grant)
            for unit in (owner.shared_unit, owner.private_unit)
        ),
        *(
            TrainingPlanAccessRow(training_plan_id=_key(plan), **grant)
            for plan in (owner.shared_plan, owner.private_plan)
        ),
    ]


async def _browser(site: Site, name: Caller, things: Things) -> Client:
    browser = await site.browser()
    if name != "anonymous":
        signed_in = await sign_in(browser, things.email)
        assert signed_in["__typename"] == "SignInPayload", signed_in
    return browser


def _transaction(site: Site) -> AbstractAsyncContextManager[AsyncSession]:
    transaction: AbstractAsyncContextManager[AsyncSession] = site.app.state.resources.database.transaction()
    return transaction


async def _add[R: Base](db: AsyncSession, row: R, *more: Base) -> R:
    """Insert rows at once, for what refers to them."""
    db.add_all((row, *more))
    await db.flush()
    return row


def _key(id_: str) -> UUID:
    key = decode_any_id(id_)[1]
    assert isinstance(key, UUID)
    return key
