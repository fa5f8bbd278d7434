"""Weights, distances and paces: in as a value with its unit, out in the unit that is asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final

import strawberry
from strawberry import Parent

from irontrack.errors import ValidationCode
from irontrack.graphql.enums import declare_enum
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
from irontrack.models.limits import GREATEST_INTEGER
from irontrack.validation import refuse

__all__ = [
    "DistanceInput",
    "DistanceUnit",
    "Pace",
    "PaceRange",
    "PaceRangeInput",
    "WeightInput",
    "WeightUnit",
    "distance_field",
    "pace_field",
    "pace_of",
    "pace_of_field",
    "weight_field",
]

# Strawberry must know a description before any type uses the enum: types take the units from here.
declare_enum(
    WeightUnit, "A unit of mass.", KG="Kilogram.", LB="International avoirdupois pound: 0.45359237 kg."
)
declare_enum(DistanceUnit, "A unit of length.", KM="Kilometre.", MI="International mile: 1.609344 km.")

_GREATEST: Final = Decimal(1_000_000)  # far beyond every column; keeps the conversion within its precision


@strawberry.input(description="A mass.")
class WeightInput:
    """A mass with its unit."""

    value: Decimal = strawberry.field(description="How many of the unit; not negative.")
    unit: WeightUnit = strawberry.field(description="The unit.")

    def kg(self, *path: str) -> Decimal:
        """Return kilograms; `path` is where the mass stands in the input.

        Raises:
            ValidationError: It is not a number of a usable size.
        """
        return _kept(self.value, to_kg(_usable(self.value, path), self.unit), path)


@strawberry.input(description="A length of way.")
class DistanceInput:
    """A distance with its unit."""

    value: Decimal = strawberry.field(description="How many of the unit; more than zero.")
    unit: DistanceUnit = strawberry.field(description="The unit.")

    def km(self, *path: str) -> Decimal:
        """Return kilometres; `path` is where the distance stands in the input.

        Raises:
            ValidationError: It is not a number of a usable size.
        """
        return _kept(self.value, to_km(_usable(self.value, path), self.unit), path)


@strawberry.input(description="A range of paces; both ends belong to it.")
class PaceRangeInput:
    """Two paces with their unit."""

    min_seconds: int = strawberry.field(
        description="The faster end: seconds for one of the unit; 30–3600 for a kilometre."
    )
    max_seconds: int = strawberry.field(description="The slower end, not below the faster one.")
    per: DistanceUnit = strawberry.field(description="The unit.", default=DistanceUnit.KM)

    def seconds_per_km(self) -> tuple[int, int]:
        """Return the faster and the slower end in seconds per kilometre."""
        return to_seconds_per_km(self.min_seconds, self.per), to_seconds_per_km(self.max_seconds, self.per)


@strawberry.type(description="A range of paces; both ends belong to it.")
class PaceRange:
    """Two paces in the unit that was asked for."""

    min_seconds: int = strawberry.field(description="The faster end: seconds for one of the unit.")
    max_seconds: int = strawberry.field(description="The slower end: seconds for one of the unit.")


@strawberry.type(description="How long one of a unit of length takes; rounded up, so never too fast.")
class Pace:
    """A pace in the unit that was asked for."""

    seconds: int = strawberry.field(description="Seconds for one of the unit; at most 2,147,483,647.")
    text: str = strawberry.field(description='As runners write it: "4:58/km", "8:00/mi".')


def weight_field(column: str, description: str) -> Any:  # noqa: ANN401 - stands for the annotated type
    """Return a field with an argument `unit` over a column of kilograms."""

    def resolve(
        root: Parent[Any],
        unit: Annotated[
            WeightUnit, strawberry.argument(description="The unit to answer in.")
        ] = WeightUnit.KG,
    ) -> Decimal | None:
        kg = getattr(root, column)
        return None if kg is None else from_kg(kg, unit)

    return strawberry.field(resolver=resolve, description=description)


def distance_field(column: str, description: str) -> Any:  # noqa: ANN401 - stands for the annotated type
    """Return a field with an argument `unit` over a column of kilometres."""

    def resolve(
        root: Parent[Any],
        unit: Annotated[
            DistanceUnit, strawberry.argument(description="The unit to answer in.")
        ] = DistanceUnit.KM,
    ) -> Decimal | None:
        km = getattr(root, column)
        return None if km is None else from_km(km, unit)

    return strawberry.field(resolver=resolve, description=description)


def pace_field(min_column: str, max_column: str, description: str) -> Any:  # noqa: ANN401 - as above
    """Return a field with an argument `per` over two columns of seconds per kilometre; both null, or none."""

    def resolve(
        root: Parent[Any],
        per: Annotated[
            DistanceUnit, strawberry.argument(description="Whose seconds to answer with.")
        ] = DistanceUnit.KM,
    ) -> PaceRange | None:
        fastest, slowest = getattr(root, min_column), getattr(root, max_column)
        if fastest is None:
            return None
        return PaceRange(
            min_seconds=from_seconds_per_km(fastest, per), max_seconds=from_seconds_per_km(slowest, per)
        )

    return strawberry.field(resolver=resolve, description=description)


def pace_of_field(seconds_column: str, km_column: str, description: str) -> Any:  # noqa: ANN401 - as above
    """Return a field with an argument `per` over a time and a distance; null where either is."""

    def resolve(
        root: Parent[Any],
        per: Annotated[
            DistanceUnit, strawberry.argument(description="The unit to answer in.")
        ] = DistanceUnit.KM,
    ) -> Pace | None:
        return pace_of(getattr(root, seconds_column), getattr(root, km_column), per)

    return strawberry.field(resolver=resolve, description=description)


def pace_of(seconds: int | None, km: Decimal | None, per: DistanceUnit) -> Pace | None:
    """Return the pace of a time over a distance; None where one is unknown or the distance is zero.

    It is shown up to what the API's whole numbers hold: 68 years for one of the unit.
    """
    if seconds is None or not km:
        return None
    shown = min(pace_seconds(seconds, km, per), GREATEST_INTEGER)
    return Pace(seconds=shown, text=pace_text(shown, per))


def _usable(value: Decimal, path: tuple[str, ...]) -> Decimal:
    if value < 0:
        refuse(ValidationCode.TOO_SMALL, "Must not be negative.", *path, "value")
    if value > _GREATEST:
        refuse(ValidationCode.TOO_LARGE, f"Must be at most {_GREATEST}.", *path, "value")
    return value


def _kept(value: Decimal, stored: Decimal, path: tuple[str, ...]) -> Decimal:
    """Return what is stored of a value: nothing is not what was meant by a little."""
    if value and not stored:
        refuse(ValidationCode.TOO_SMALL, "This is so little that it would be stored as 0.", *path, "value")
    return stored
