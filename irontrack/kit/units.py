"""Weights, distances and paces: stored in metric units, shown in the unit that was asked for.

The factors are exact by definition (international yard and pound agreement of 1959). What was entered with up
to two decimals in pounds, or three in miles, comes back unchanged: the stored value's rounding is finer than
half of the shown value's last place. Target paces are whole seconds per kilometre, coarser than seconds per
mile; the pace of a run is taken from its time and distance, and is rounded up: nobody is shown faster than
they were.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Final


class WeightUnit(StrEnum):
    """A unit of mass."""

    KG = "kg"
    LB = "lb"


class DistanceUnit(StrEnum):
    """A unit of length."""

    KM = "km"
    MI = "mi"


KG_PER_LB: Final = Decimal("0.45359237")
KM_PER_MI: Final = Decimal("1.609344")

_STORED_KG: Final = Decimal("0.001")
_STORED_KM: Final = Decimal("0.0001")
_SHOWN_LB: Final = Decimal("0.01")
_SHOWN_MI: Final = Decimal("0.001")


def to_kg(value: Decimal, unit: WeightUnit) -> Decimal:
    """Return a finite mass in kilograms, rounded to a gram."""
    return stored_kg(exact_kg(value, unit))


def exact_kg(value: Decimal, unit: WeightUnit) -> Decimal:
    """Return a finite mass in kilograms, not rounded: many steps of five pounds add up."""
    return value if unit is WeightUnit.KG else value * KG_PER_LB


def stored_kg(kg: Decimal) -> Decimal:
    """Return kilograms rounded to a gram."""
    return kg.quantize(_STORED_KG, ROUND_HALF_EVEN)


def from_kg(kg: Decimal, unit: WeightUnit) -> Decimal:
    """Return a mass in the unit: kilograms as stored, pounds to two decimals."""
    return kg if unit is WeightUnit.KG else (kg / KG_PER_LB).quantize(_SHOWN_LB, ROUND_HALF_EVEN)


def to_km(value: Decimal, unit: DistanceUnit) -> Decimal:
    """Return a finite distance in kilometres, rounded to a decimetre."""
    return exact_km(value, unit).quantize(_STORED_KM, ROUND_HALF_EVEN)


def exact_km(value: Decimal, unit: DistanceUnit) -> Decimal:
    """Return a finite distance in kilometres, not rounded: a mile is exactly a mile."""
    return value if unit is DistanceUnit.KM else value * KM_PER_MI


def from_km(km: Decimal, unit: DistanceUnit) -> Decimal:
    """Return a distance in the unit: kilometres as stored, miles to three decimals."""
    return km if unit is DistanceUnit.KM else (km / KM_PER_MI).quantize(_SHOWN_MI, ROUND_HALF_EVEN)


def to_seconds_per_km(seconds: int, per: DistanceUnit) -> int:
    """Return a pace in seconds per kilometre, rounded to a second."""
    pace = Decimal(seconds) if per is DistanceUnit.KM else seconds / KM_PER_MI
    return int(pace.quantize(Decimal(1), ROUND_HALF_EVEN))


def from_seconds_per_km(seconds_per_km: int, per: DistanceUnit) -> int:
    """Return a pace in seconds for one of the unit, rounded to a second."""
    pace = Decimal(seconds_per_km) if per is DistanceUnit.KM else seconds_per_km * KM_PER_MI
    return int(pace.quantize(Decimal(1), ROUND_HALF_EVEN))


def pace_seconds(seconds: int, km: Decimal, per: DistanceUnit) -> int:
    """Return the pace of a stretch in seconds for one of the unit, rounded up.

    Five miles in forty minutes are 8:00/mi, although less than that is stored; see `pace_grant_km`.

    Args:
        seconds: How long it took.
        km: How far it was; more than zero.
        per: The unit.
    """
    unit_km = Decimal(1) if per is DistanceUnit.KM else KM_PER_MI
    return int((seconds * unit_km / (km + pace_grant_km(per))).to_integral_value(ROUND_CEILING))


def pace_grant_km(per: DistanceUnit) -> Decimal:
    """Return by how much a stored distance may be short of what was entered in the unit."""
    return Decimal(0) if per is DistanceUnit.KM else _STORED_KM / 2


def pace_text(seconds: int, per: DistanceUnit) -> str:
    """Return a pace as runners write it, as "4:58/km" or "1:02:05/mi"; `seconds` are for one of the unit."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
    return f"{clock}/{per}"
