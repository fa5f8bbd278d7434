"""Who asks, and what for: the words in which the rows of the table are written."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields, replace
from random import randrange
from typing import Final, Literal, Self

from irontrack.graphql.relay import decode_any_id, encode_id
from irontrack.models.limits import GREATEST_SMALLINT

type Caller = Literal["anonymous", "owner", "stranger", "reader", "writer", "trainer", "superuser"]

CALLERS: Final[tuple[Caller, ...]] = (
    "anonymous",  # has an account, but nobody is signed in in this browser
    "owner",  # of everything that is asked for
    "stranger",  # signed in, and nothing else
    "reader",  # may read the shared unit; has the same grant on the private one, where it does not count
    "writer",  # may write the shared unit; otherwise as the reader
    "trainer",  # a fitness trainer; otherwise as the reader
    "superuser",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Things:
    """What one person has. Global ids, but for the addresses and the names.

    Attributes:
        user: What others see of the person.
        coach: The account of a fitness trainer, who never asks for anything.
        coach_user: What the person sees of the coach, with whom the shared unit is shared by `account_grant`.
        address_grant: Shares the shared plan with `invited_email`, which nobody has.
        device: A sign-in on another device than the one that asks.
        exercise: Of the person's own making; the shared unit has it.
        carried_unit: Private in itself; the shared plan has it. The other plans have the unit that is shared
            as they are.
        enrollment: In the private plan, since today, with one day for its unit.
        session: In progress; from no unit.
        past_session: Completed, without exercises.
        run: Completed as well, another session.
    """

    viewer: str
    account: str
    user: str
    coach: str
    coach_user: str
    account_grant: str
    address_grant: str
    invited_email: str
    email: str
    device: str
    exercise: str
    exercise_name: str
    private_unit: str
    private_unit_name: str
    private_unit_exercise: str
    shared_unit: str
    shared_unit_name: str
    shared_unit_exercise: str
    public_unit: str
    public_unit_name: str
    public_unit_exercise: str
    carried_unit: str
    carried_unit_exercise: str
    private_plan: str
    private_plan_name: str
    private_plan_unit: str
    shared_plan: str
    shared_plan_name: str
    shared_plan_unit: str
    public_plan: str
    public_plan_name: str
    public_plan_unit: str
    enrollment: str
    enrollment_day: str
    session: str
    session_exercise: str
    training_set: str
    past_session: str
    run: str

    def counterparts(self) -> Self:
        """Return things of the same kinds that nobody has."""
        return type(self)(
            **{field.name: _missing(field.name, getattr(self, field.name)) for field in fields(self)}
        )

    @property
    def secrets(self) -> set[str]:
        """What nobody else is shown, however they ask."""
        return {
            self.viewer,
            self.device,
            self.coach_user,
            self.account_grant,
            self.address_grant,
            self.invited_email,
            self.private_unit,
            self.private_unit_name,
            self.private_unit_exercise,
            self.private_plan,
            self.private_plan_name,
            self.private_plan_unit,
            self.enrollment,
            self.enrollment_day,
            self.session,
            self.session_exercise,
            self.training_set,
            self.past_session,
            self.run,
        }

    @property
    def identity(self) -> set[str]:
        """What nobody else is shown, unless they administer accounts."""
        return {self.account, self.coach, self.email}


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What is nobody's own. Global ids, but for `slug`.

    Attributes:
        spare_exercises: To be changed, deleted and merged, each by one row of the table.
        spare_equipment: Nothing refers to it, nor to the other spare things.
    """

    exercise: str
    cardio_exercise: str
    slug: str
    equipment: str
    muscle_group: str
    tag: str
    unit: str
    unit_exercise: str
    plan: str
    plan_unit: str
    spare_plan: str
    spare_exercises: tuple[str, ...]
    spare_equipment: str
    spare_muscle_group: str
    spare_tag: str


@dataclass(frozen=True, slots=True)
class Subjects:
    """What the arguments of one request may name."""

    owner: Things
    caller: Things
    system: System

    def without(self, whose: Literal["owner", "caller"]) -> Self:
        """Return the same, but for things that nobody has in place of the owner's or the caller's."""
        if whose == "owner":
            return replace(self, owner=self.owner.counterparts())
        return replace(self, caller=self.caller.counterparts())

    @property
    def new_email(self) -> str:
        """An address that nobody has."""
        return new_email()


def new_email() -> str:
    """Return an address that nobody has."""
    return f"{uuid.uuid4().hex}@example.org"


def _missing(name: str, value: str) -> str:
    if name.endswith("email"):
        return new_email()
    if name.endswith("_name"):
        return uuid.uuid4().hex
    typename, key = decode_any_id(value)
    if isinstance(key, uuid.UUID):
        return encode_id(typename, uuid.uuid4())
    # From the end of what the smallest key's column holds: far beyond every row of a test.
    return encode_id(typename, GREATEST_SMALLINT - randrange(1000))  # noqa: S311 - it need not be a secret
