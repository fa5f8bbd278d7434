"""Weights and distances: in as a value with its unit, out in the unit that is asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Final

import strawberry
from strawberry import Parent

from irontrack.errors import ValidationCode
from irontrack.graphql.enums import declare_enum
from irontrack.kit.units import DistanceUnit, WeightUnit, from_kg, from_km, to_kg, to_km
from irontrack.validation import refuse

__all__ = ["DistanceInput", "DistanceUnit", "WeightInput", "WeightUnit", "distance_field", "weight_field"]

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
        return to_kg(_usable(self.value, path), self.unit)


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
        return to_km(_usable(self.value, path), self.unit)


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


def _usable(value: Decimal, path: tuple[str, ...]) -> Decimal:
    if value < 0:
        refuse(ValidationCode.TOO_SMALL, "Must not be negative.", *path, "value")
    if value > _GREATEST:
        refuse(ValidationCode.TOO_LARGE, f"Must be at most {_GREATEST}.", *path, "value")
    return value
