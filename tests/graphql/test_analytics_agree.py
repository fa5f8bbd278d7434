"""What statements gather is what the rules say of every set, one by one."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from analysing import analysed, kg, lift, workout
from training import slugs

from irontrack.analytics.rules.lifting import (
    OneRepMaxFormula,
    effective_load_kg,
    is_hard_set,
    one_rep_max_kg,
    volume_kg,
)
from irontrack.graphql.scalars import normalised
from irontrack.models import LoadKind, SetType

if TYPE_CHECKING:
    from datetime import date

    from clients import Client

pytestmark = pytest.mark.anyio

ZONES = "Pacific/Kiritimati", "America/New_York", "Europe/Berlin", "Pacific/Pago_Pago"
EPLEY = OneRepMaxFormula.EPLEY


class Lifted(NamedTuple):
    """A hard set as it was sent."""

    session: str
    date: date
    load: Decimal | None
    reps: int


async def lifted(client: Client, seed: int) -> tuple[list[Lifted], dict[str, date]]:
    """Record sessions at random; return their hard sets, and the date of each session."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    found, days = [], {}
    for _ in range(15):
        zone, body = chance.choice(ZONES), chance.choice([None, "80.125", "81"])
        start = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(24 * 40))
        sets = [
            (
                chance.choice(list(SetType)),
                chance.choice(list(LoadKind)),
                chance.choice([None, "0", "2.5", "40", "60.125"]),
                chance.randrange(16),
            )
            for _ in range(chance.randrange(6))
        ]
        sent = [
            lift(reps, weight, setType=type_.name, loadKind=kind.name) for type_, kind, weight, reps in sets
        ]
        more: dict[str, Any] = {"timeZone": zone} | ({} if body is None else {"bodyWeight": kg(body)})
        session = await workout(client, start.isoformat(), {"squat": sent}, **more)
        days[session["id"]] = date = start.astimezone(ZoneInfo(zone)).date()
        for type_, kind, weight, reps in sets:
            load = effective_load_kg(kind, weight and Decimal(weight), body and Decimal(body))  # type: ignore[arg-type]  # no text is empty
            if is_hard_set(type_, reps, None, None):
                found.append(Lifted(session["id"], date, load, reps))
    return found, days


def volume(sets: list[Lifted]) -> Decimal:
    return sum((volume_kg(one.load, one.reps) or Decimal(0) for one in sets), Decimal(0))


def estimate(sets: list[Lifted]) -> Decimal | None:
    known = (one_rep_max_kg(one.load, one.reps, EPLEY) for one in sets)
    return max((each for each in known if each is not None), default=None)


def shown(value: Decimal | None) -> str | None:
    return None if value is None else normalised(value)


@pytest.mark.parametrize("seed", range(3))
async def test_the_answers_are_what_the_rules_say_of_each_set(member: Client, seed: int) -> None:
    sets, days = await lifted(member, seed)
    for first in ("2026-03-08", "2015-01-01"):
        range_ = {"from": first, "to": "2026-03-31"}
        inside = [one for one in sets if first <= one.date.isoformat() <= "2026-03-31"]
        summary = "summary(range: $range) { sessions hardSets reps volume }"
        found = (await analysed(member, summary, range=range_))["summary"]
        assert found == {
            "sessions": sum(first <= day.isoformat() <= "2026-03-31" for day in days.values()),
            "hardSets": len(inside),
            "reps": sum(one.reps for one in inside),
            "volume": shown(volume(inside)),
        }
        points = "exerciseProgress(exercise: $exercise, range: $range) { points { session { id } date "
        points += "hardSets volume oneRepMax } }"
        squat = (await slugs(member))["squat"]
        progress = (await analysed(member, points, exercise=squat, range=range_))["exerciseProgress"]
        by_session: dict[str, list[Lifted]] = defaultdict(list)
        for one in inside:
            by_session[one.session].append(one)
        assert {point["session"]["id"]: point for point in progress["points"]} == {
            id_: expected(id_, each) for id_, each in by_session.items()
        }
    records = (
        "personalRecords { nodes { heaviest { load } oneRepMax { estimate } sessionVolume { volume } } }"
    )
    (best,) = (await analysed(member, records))["personalRecords"]["nodes"]
    loads = [one.load for one in sets if one.load is not None]
    assert best["heaviest"]["load"] == shown(max(loads))
    assert best["oneRepMax"]["estimate"] == shown(estimate(sets))
    volumes = [volume([one for one in sets if one.session == id_]) for id_ in days]
    assert best["sessionVolume"]["volume"] == shown(max(volumes))


def expected(id_: str, sets: list[Lifted]) -> dict[str, Any]:
    return {
        "session": {"id": id_},
        "date": sets[0].date.isoformat(),
        "hardSets": len(sets),
        "volume": shown(volume(sets)),
        "oneRepMax": shown(estimate(sets)),
    }
