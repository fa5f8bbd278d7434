"""Estimates of the most that could be lifted once."""

from __future__ import annotations

from typing import Annotated, Final

import strawberry

from irontrack.analytics.rules.lifting import OneRepMaxFormula
from irontrack.graphql.enums import declare_enum

declare_enum(
    OneRepMaxFormula,
    "How the most that could be lifted once is estimated from w kilograms lifted r times, 1–12. Once is w "
    "itself.",
    EPLEY="w × (1 + r/30).",
    BRZYCKI="w × 36/(37 − r).",
    LOMBARDI="w × r^0.10.",
)

DEFAULT_FORMULA: Final = OneRepMaxFormula.EPLEY
Formula = Annotated[OneRepMaxFormula, strawberry.argument(description="How the estimate is made.")]
