"""The calculators over the API: open to everybody, without a statement, within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from clients import Client

pytestmark = pytest.mark.anyio

PLATES = """
    query ($target: Decimal!, $unit: WeightUnit! = KG, $bar: Decimal, $plates: [PlatesInput!]) {
      plateLoading(target: $target, unit: $unit, bar: $bar, plates: $plates) {
        perSide { weight count } loaded remainder
      }
    }
"""
WARM_UP = """
    query ($target: Decimal!, $reps: Int! = 5, $unit: WeightUnit! = KG, $bar: Decimal, $step: Decimal) {
      warmUpSets(target: $target, reps: $reps, unit: $unit, bar: $bar, step: $step) { weight reps }
    }
"""
RACES = """
    query ($distance: DistanceInput!, $seconds: Int!) {
      raceEquivalents(distance: $distance, seconds: $seconds) {
        distance miles: distance(unit: MI) seconds pace { text } perMile: pace(per: MI) { text } isFitted
      }
    }
"""
FIVE_KM = {"value": "5", "unit": "KM"}


async def test_plates_are_told_without_an_account_and_without_a_statement(anyone: Client) -> None:
    loading = (await anyone.data(PLATES, target="142.5"))["plateLoading"]
    assert loading == {
        "perSide": [
            {"weight": "25", "count": 2},
            {"weight": "10", "count": 1},
            {"weight": "1.25", "count": 1},
        ],
        "loaded": "142.5",
        "remainder": "0",
    }
    assert anyone.statements == []


async def test_plates_in_pounds_are_pounds_throughout(anyone: Client) -> None:
    plates = [{"weight": "45", "pairs": 1}, {"weight": "2.5"}]
    sent = {"unit": "LB", "bar": "35", "plates": plates}
    loading = (await anyone.data(PLATES, target="137.5", **sent))["plateLoading"]
    assert loading == {
        "perSide": [{"weight": "45", "count": 1}, {"weight": "2.5", "count": 2}],
        "loaded": "135",
        "remainder": "2.5",
    }


async def test_an_empty_list_of_plates_is_no_plates_and_null_is_those_of_a_gym(anyone: Client) -> None:
    assert (await anyone.data(PLATES, target="60", plates=[]))["plateLoading"]["remainder"] == "40"
    assert (await anyone.data(PLATES, target="60", plates=None))["plateLoading"]["remainder"] == "0"
    empty = (await anyone.data(PLATES, target="45", unit="LB"))["plateLoading"]
    assert empty == {"perSide": [], "loaded": "45", "remainder": "0"}


async def test_a_ladder_of_warm_up_sets_is_told(anyone: Client) -> None:
    sets = (await anyone.data(WARM_UP, target="140", reps=3))["warmUpSets"]
    assert [(each["weight"], each["reps"]) for each in sets] == [
        ("20", 5),
        ("20", 5),
        ("55", 5),
        ("82.5", 3),
        ("110", 2),
        ("125", 1),
    ]
    pounds = (await anyone.data(WARM_UP, target="225", unit="LB"))["warmUpSets"]
    assert [each["weight"] for each in pounds] == ["45", "45", "90", "135", "180"]
    dumbbell = (await anyone.data(WARM_UP, target="40", bar="0", step="2"))["warmUpSets"]
    assert [each["weight"] for each in dumbbell] == ["16", "24", "32"]
    assert anyone.statements == []


async def test_equivalent_races_are_told_with_their_paces(anyone: Client) -> None:
    races = (await anyone.data(RACES, distance=FIVE_KM, seconds=1200))["raceEquivalents"]
    assert len(races) == 8
    assert [race["distance"] for race in races] == [
        "1",
        "1.609344",
        "3",
        "5",
        "10",
        "15",
        "21.0975",
        "42.195",
    ]
    assert races[1]["miles"] == "1"
    assert races[3] == {
        "distance": "5",
        "miles": "3.107",
        "seconds": 1200,
        "pace": {"text": "4:00/km"},
        "perMile": {"text": "6:27/mi"},
        "isFitted": True,
    }
    assert (races[4]["seconds"], races[4]["pace"]["text"]) == (2502, "4:11/km")
    assert anyone.statements == []


@pytest.mark.parametrize(
    ("document", "sent"),
    [
        (PLATES, {"target": "0"}),
        (PLATES, {"target": "-100"}),
        (PLATES, {"target": "NaN"}),
        (PLATES, {"target": "Infinity"}),
        (PLATES, {"target": "2000.001"}),
        (PLATES, {"target": "9" * 30}),
        (PLATES, {"target": "19.999"}),
        (PLATES, {"target": "100.0001"}),
        (PLATES, {"target": "100", "bar": "-1"}),
        (PLATES, {"target": "100", "bar": "100.001"}),
        (PLATES, {"target": "100", "bar": "20.0001"}),
        (PLATES, {"target": "100", "plates": [{"weight": "20"}] * 31}),
        (PLATES, {"target": "100", "plates": [{"weight": "20"}] * 250}),
        (PLATES, {"target": "100", "plates": [{"weight": "0"}]}),
        (PLATES, {"target": "100", "plates": [{"weight": "0.0999"}]}),
        (PLATES, {"target": "100", "plates": [{"weight": "1.0001"}]}),
        (PLATES, {"target": "100", "plates": [{"weight": "NaN"}]}),
        (PLATES, {"target": "100", "plates": [{"weight": "20", "pairs": -1}]}),
        (PLATES, {"target": "100", "plates": [{"weight": "20", "pairs": 1001}]}),
        (WARM_UP, {"target": "0"}),
        (WARM_UP, {"target": "2001"}),
        (WARM_UP, {"target": "100", "reps": 0}),
        (WARM_UP, {"target": "100", "reps": 1001}),
        (WARM_UP, {"target": "100", "step": "0"}),
        (WARM_UP, {"target": "100", "step": "0.0001"}),
        (WARM_UP, {"target": "100", "bar": "-0.5"}),
        (RACES, {"distance": {"value": "0", "unit": "KM"}, "seconds": 1200}),
        (RACES, {"distance": {"value": "-5", "unit": "MI"}, "seconds": 1200}),
        (RACES, {"distance": {"value": "1001", "unit": "KM"}, "seconds": 1200}),
        (RACES, {"distance": {"value": "9" * 30, "unit": "KM"}, "seconds": 1200}),
        (RACES, {"distance": {"value": "NaN", "unit": "KM"}, "seconds": 1200}),
        (RACES, {"distance": FIVE_KM, "seconds": 0}),
        (RACES, {"distance": FIVE_KM, "seconds": -1}),
        (RACES, {"distance": FIVE_KM, "seconds": 1_000_001}),
        (RACES, {"distance": FIVE_KM, "seconds": 2**31}),
    ],
)
async def test_values_that_make_no_sense_are_refused(
    anyone: Client, document: str, sent: dict[str, Any]
) -> None:
    assert await anyone.codes(document, **sent) == ["BAD_VALUE"]


async def test_the_greatest_values_are_answered(anyone: Client) -> None:
    finest = [{"weight": f"0.1{number:02}"} for number in range(30)]
    assert (await anyone.data(PLATES, target="2000", bar="0", plates=finest))["plateLoading"]
    races = await anyone.data(RACES, distance={"value": "0.1", "unit": "KM"}, seconds=1_000_000)
    assert races["raceEquivalents"][-1]["seconds"] > 600_000_000
    assert await anyone.data(RACES, distance={"value": "1000", "unit": "MI"}, seconds=1)
    assert await anyone.data(WARM_UP, target="0.001", bar="0", step="0.1")


async def test_a_race_over_a_standard_distance_takes_as_long_as_it_took(anyone: Client) -> None:
    for place, value, unit in ((1, "1", "MI"), (3, "5", "KM"), (7, "42.195", "KM")):
        for seconds in (300, 1201, 10_799):
            distance = {"value": value, "unit": unit}
            races = (await anyone.data(RACES, distance=distance, seconds=seconds))["raceEquivalents"]
            assert races[place]["seconds"] == seconds
