"""What a phone keeps of a unit while it has no connection, and what it sends once it has one again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from building import built, does
from following import enrolled, plan_of
from logging_sets import name
from starting import place, started
from training import slugs

if TYPE_CHECKING:
    from clients import Client

START, END = "2026-03-01T18:00:00Z", "2026-03-01T19:00:00Z"
SOURCES = ("trainingUnitId", "planUnitId", "enrollmentDayId")


@dataclass(frozen=True)
class Copy:
    """A phone's copy: a unit with a squat, a plank and a run, on a day of a plan that is followed.

    Attributes:
        unit: The unit; its squat has a name by its client, too.
        plan_id: The plan.
        sources: What a session can be started from, by field of the input.
    """

    unit: Any
    plan_id: str
    sources: dict[str, str]

    def rows(self) -> list[str]:
        """Return the ids of the unit's exercises."""
        return [row["id"] for row in self.unit["exercises"]]

    def source(self, field: str) -> dict[str, str]:
        """Return what to start from."""
        return {field: self.sources[field]}


async def copied(client: Client) -> Copy:
    """Make what a phone has a copy of."""
    ids = await slugs(client)
    kg = {"value": "100", "unit": "KG"}
    reps = {"reps": {"min": 5, "max": 8}}
    squat = {"exerciseId": ids["squat"], "sets": 3, "target": reps, "targetWeight": kg, "clientId": name()}
    plank = {"exerciseId": ids["plank"], "sets": 2, "target": {"seconds": 60}, "groupIndex": 1}
    run = {"exerciseId": ids["run"], "mode": "TIME", "target": {"seconds": 600}, "groupIndex": 1}
    unit = await built(client, "Full body", [squat, plank, run])
    plan_id = await plan_of(client, "Month", (1, unit["id"]))
    (day,) = (await enrolled(client, plan_id, "2026-03-01"))["days"]
    sources = (unit["id"], await place(client, plan_id), day["id"])
    return Copy(unit, plan_id, dict(zip(SOURCES, sources, strict=True)))


async def edited(client: Client, copy: Copy) -> None:
    """Edit the unit elsewhere: a run for the squat, another mode for the plank, and the run away."""
    ids = await slugs(client)
    squat, plank, _ = copy.rows()
    rows = [
        {"id": squat, "exerciseId": ids["run"], "mode": "REPS"},
        {"id": plank, "mode": "REPS", "target": {"reps": {"min": 1, "max": 2}}},
    ]
    answer = await does(client, "setTrainingUnitExercises", id=copy.unit["id"], exercises=rows)
    assert answer["__typename"] == "SetTrainingUnitExercisesPayload", answer


async def repeated(client: Client, copy: Copy) -> dict[str, str]:
    """Start a session by the unit, and return what repeats it."""
    session = await started(client, copy.source("trainingUnitId"), startTime=START)
    return {"sessionId": session["id"]}
