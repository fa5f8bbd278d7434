"""What was entered in a unit comes back in it unchanged, and conversions use the exact factors."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from irontrack.kit.units import (
    DistanceUnit,
    WeightUnit,
    from_kg,
    from_km,
    from_seconds_per_km,
    pace_seconds,
    pace_text,
    to_kg,
    to_km,
    to_seconds_per_km,
)
from irontrack.models import limits

KG, LB = WeightUnit.KG, WeightUnit.LB
KM, MI = DistanceUnit.KM, DistanceUnit.MI


@pytest.mark.parametrize(
    ("pounds", "kg"),
    [("0", "0.000"), ("1", "0.454"), ("45", "20.412"), ("135", "61.235"), ("225.5", "102.285")],
)
def test_pounds_are_stored_to_the_gram(pounds: str, kg: str) -> None:
    assert str(to_kg(Decimal(pounds), LB)) == kg


@pytest.mark.parametrize(
    ("miles", "km"), [("1", "1.6093"), ("3.107", "5.0002"), ("26.219", "42.1954"), ("0.001", "0.0016")]
)
def test_miles_are_stored_to_the_decimetre(miles: str, km: str) -> None:
    assert str(to_km(Decimal(miles), MI)) == km


def test_half_a_gram_rounds_to_the_even_neighbour() -> None:
    assert [str(to_kg(Decimal(value), KG)) for value in ("0.0005", "0.0015", "0.0025")] == [
        "0.000",
        "0.002",
        "0.002",
    ]


def test_metric_values_are_shown_as_stored() -> None:
    assert from_kg(Decimal("102.500"), KG) == Decimal("102.5")
    assert from_km(Decimal("42.1950"), KM) == Decimal("42.195")


@given(st.decimals(0, 200_000, places=2))
def test_pounds_with_two_decimals_come_back_unchanged(pounds: Decimal) -> None:
    assert from_kg(to_kg(pounds, LB), LB) == pounds


@given(st.decimals(0, 6_000, places=3))
def test_miles_with_three_decimals_come_back_unchanged(miles: Decimal) -> None:
    assert from_km(to_km(miles, MI), MI) == miles


@given(st.integers(*map(int, limits.PACE_SECONDS_PER_KM)))
def test_a_stored_pace_survives_being_shown_and_entered_by_mile(seconds_per_km: int) -> None:
    assert to_seconds_per_km(from_seconds_per_km(seconds_per_km, MI), MI) == seconds_per_km


def test_paces_have_the_factor_of_the_mile() -> None:
    assert from_seconds_per_km(300, MI) == 483
    assert to_seconds_per_km(480, MI) == 298
    assert (from_seconds_per_km(300, KM), to_seconds_per_km(300, KM)) == (300, 300)


@given(st.decimals(limits.WEIGHT_KG.low, limits.WEIGHT_KG.high, places=3))
def test_a_stored_weight_survives_being_shown_and_entered_in_kilograms(kg: Decimal) -> None:
    assert to_kg(from_kg(kg, KG), KG) == kg


@given(st.decimals(limits.DISTANCE_KM.low, limits.DISTANCE_KM.high, places=4))
def test_a_stored_distance_survives_being_shown_and_entered_in_kilometres(km: Decimal) -> None:
    assert to_km(from_km(km, KM), KM) == km


@pytest.mark.parametrize(
    ("seconds", "km", "per", "pace"),
    [
        (1490, "5.0000", KM, 298),
        (1491, "5.0000", KM, 299),
        (2400, "8.0467", MI, 480),
        (1, "0.0003", KM, 3334),
        (10_800, "42.1950", KM, 256),
    ],
)
def test_a_pace_is_rounded_against_the_runner(seconds: int, km: str, per: DistanceUnit, pace: int) -> None:
    assert pace_seconds(seconds, Decimal(km), per) == pace


@given(st.integers(1, 360_000), st.decimals("0.0001", 1000, places=4), st.sampled_from(DistanceUnit))
def test_nobody_is_shown_faster_than_they_were(seconds: int, km: Decimal, per: DistanceUnit) -> None:
    units = km if per is KM else (km + Decimal("0.00005")) / Decimal("1.609344")
    pace = pace_seconds(seconds, km, per)
    assert seconds / units <= pace < seconds / units + 1


@pytest.mark.parametrize(
    ("seconds", "per", "text"),
    [(298, KM, "4:58/km"), (480, MI, "8:00/mi"), (59, KM, "0:59/km"), (3725, MI, "1:02:05/mi")],
)
def test_a_pace_is_written_as_runners_do(seconds: int, per: DistanceUnit, text: str) -> None:
    assert pace_text(seconds, per) == text
