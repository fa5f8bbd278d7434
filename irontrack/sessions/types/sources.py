"""What sessions are started from, and what workouts were done by, as inputs take it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry
from strawberry import UNSET

from irontrack.graphql.inputs import given
from irontrack.graphql.relay import decode_id, decode_row_id
from irontrack.sessions.service.sources import (
    Freestyle,
    FromEnrollmentDay,
    FromPlanUnit,
    FromSession,
    FromUnit,
)

if TYPE_CHECKING:
    from irontrack.sessions.service.sources import Source, Template


@strawberry.input(description="A session without a template.")
class FreestyleInput:
    name: str | None = strawberry.field(description="What to call it, 1–100 characters.", default=UNSET)


@strawberry.input(one_of=True, description="What a workout was done by: exactly one of these.")
class SessionTemplateInput:
    training_unit_id: strawberry.ID | None = strawberry.field(
        description="A unit that you may read.", default=UNSET
    )
    plan_unit_id: strawberry.ID | None = strawberry.field(
        description="A unit on a day of a plan that you may read; also the UUID that you scheduled it with, "
        "where exactly one of your own plans has it.",
        default=UNSET,
    )
    enrollment_day_id: strawberry.ID | None = strawberry.field(
        description="A day of an enrollment of yours. Plan and unit are copied as they are now; where you "
        "cannot read them any more, as the day has copied them, with the exercises and targets of your "
        "latest session by the same unit in this enrollment, or none.",
        default=UNSET,
    )

    def template(self) -> Template | None:
        """Return which of the three it is, or None."""
        if (unit_id := given(self.training_unit_id)) is not None:
            return FromUnit(decode_id(unit_id, "TrainingUnit"))
        if (place := given(self.plan_unit_id)) is not None:
            return FromPlanUnit(decode_row_id(place, "TrainingPlanUnit"))
        if (day_id := given(self.enrollment_day_id)) is not None:
            return FromEnrollmentDay(decode_id(day_id, "EnrollmentDay"))
        return None


@strawberry.input(one_of=True, description="What a session is started from: exactly one of these.")
class SessionSourceInput(SessionTemplateInput):
    session_id: strawberry.ID | None = strawberry.field(
        description="An earlier session of yours, to be repeated: its exercises in their order with the "
        "targets that they had, its names, unit and plan; not its sets, nor its day of an enrollment.",
        default=UNSET,
    )
    freestyle: FreestyleInput | None = strawberry.field(
        description="Nothing: exercises are added as they come.", default=UNSET
    )

    def source(self) -> Source:
        if (template := self.template()) is not None:
            return template
        if (session_id := given(self.session_id)) is not None:
            return FromSession(decode_id(session_id, "TrainingSession"))
        freestyle = given(self.freestyle)
        return Freestyle(given(freestyle.name) if freestyle else None)
