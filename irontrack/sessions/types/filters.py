"""How lists of sessions are narrowed and ordered."""

from __future__ import annotations

import datetime as dt

import strawberry
from strawberry import UNSET

import irontrack.sessions.types.sessions  # noqa: F401 - describes `SessionStatus`
from irontrack.exercises.types.filters import AnyIdFilter, any_of_values
from irontrack.graphql.enums import declare_enum
from irontrack.graphql.filters import OrderDirection, search_words
from irontrack.graphql.inputs import given
from irontrack.models import SessionStatus
from irontrack.sessions.queries.history import SessionCriteria, SessionOrderField

declare_enum(SessionOrderField, "What sessions can be ordered by.", START_TIME="When they began.")


@strawberry.input(description="Which dates; each session's is that of its own time zone.")
class SessionDateFilter:
    from_: dt.date | None = strawberry.field(name="from", description="On this date or later.", default=UNSET)
    to: dt.date | None = strawberry.field(description="On this date or earlier.", default=UNSET)


@strawberry.input(description="Which statuses.")
class SessionStatusFilter:
    in_: list[SessionStatus] = strawberry.field(name="in", description="Any of these; at most 250.")


@strawberry.input(description="Narrows a list of sessions; everything given must hold.")
class TrainingSessionFilter:
    date: SessionDateFilter | None = strawberry.field(description="By the date of the start.", default=UNSET)
    status: SessionStatusFilter | None = strawberry.field(
        description="By how far they have come.", default=UNSET
    )
    plan: AnyIdFilter | None = strawberry.field(
        description="By the plan that they were started from, by a day of an enrollment too.", default=UNSET
    )
    unit: AnyIdFilter | None = strawberry.field(
        description="By the unit that they were started from.", default=UNSET
    )
    exercise: AnyIdFilter | None = strawberry.field(
        description="By an exercise that they have; also by what it was called before it was merged.",
        default=UNSET,
    )
    search: str | None = strawberry.field(
        description="Part of the notes, or of the names of unit, plan and exercises as they were copied, in "
        "any case. Every character stands for itself. Up to 100 characters.",
        default=UNSET,
    )

    def criteria(self) -> SessionCriteria:
        date, plan, unit, exercise = (
            given(self.date),
            given(self.plan),
            given(self.unit),
            given(self.exercise),
        )
        return SessionCriteria(
            first_date=given(date.from_) if date else None,
            last_date=given(date.to) if date else None,
            statuses=any_of_values(self.status),
            plan_ids=plan.uuids("TrainingPlan") if plan else None,
            unit_ids=unit.uuids("TrainingUnit") if unit else None,
            exercise_ids=exercise.uuids("Exercise") if exercise else None,
            search=search_words(given(self.search)),
        )


@strawberry.input(description="The order of a list of sessions.")
class TrainingSessionOrder:
    field: SessionOrderField = strawberry.field(description="What decides.")
    direction: OrderDirection = strawberry.field(description="Which end comes first.")
