"""Load, volume and estimates of what was lifted. Kilograms throughout; None is unknown."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from irontrack.models import LoadKind, SetType

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_REPS: Final = 12
"""Beyond so many repetitions no formula estimates well, and none is asked."""

_SHOWN_KG: Final = Decimal("0.001")
_PRECISION: Final = 28


class OneRepMaxFormula(StrEnum):
    """How the weight that could be lifted once is estimated."""

    EPLEY = "epley"
    BRZYCKI = "brzycki"
    LOMBARDI = "lombardi"


def effective_load_kg(kind: LoadKind, weight_kg: Decimal | None, body_kg: Decimal | None) -> Decimal | None:
    """Return what a set moved, in kilograms; None where that is unknown.

    External: the weight. Bodyweight: body + weight. Assisted: body − weight. With the body, no weight is 0.
    """
    if kind is LoadKind.EXTERNAL:
        return weight_kg
    if body_kg is None:
        return None
    weight = weight_kg or Decimal(0)
    return body_kg + weight if kind is LoadKind.BODYWEIGHT else body_kg - weight


def volume_kg(load_kg: Decimal | None, reps: int | None) -> Decimal | None:
    """Return load × repetitions, in kilograms; None where one is unknown."""
    return None if load_kg is None or reps is None else load_kg * reps


def is_hard_set(set_type: SetType, reps: int | None, seconds: int | None, km: Decimal | None) -> bool:
    """Whether a set is no warm-up, and has at least one repetition, or any time or distance."""
    return set_type is not SetType.WARM_UP and bool(reps or seconds or km)


def one_rep_max_factors(formula: OneRepMaxFormula) -> Sequence[Decimal]:
    """Return by what a load is multiplied that was lifted 1, 2, … 12 times, to estimate the most for once.

    Epley 1 + r/30; Brzycki 36/(37 − r); Lombardi r^0.10; once is the load itself with each.

    Sources: B. Epley, "Poundage chart", Boyd Epley Workout (Lincoln, 1985); M. Brzycki, "Strength Testing:
    Predicting a One-Rep Max from Reps-to-Fatigue", Journal of Physical Education, Recreation & Dance 64
    (1993); V. P. Lombardi, Beginning Weight Training (Dubuque, 1989).
    """
    with localcontext(prec=_PRECISION):
        return (Decimal(1), *(_factor(formula, reps) for reps in range(2, MOST_REPS + 1)))


def one_rep_max_kg(load_kg: Decimal | None, reps: int | None, formula: OneRepMaxFormula) -> Decimal | None:
    """Return the most that could be lifted once, rounded to a gram.

    None where load or repetitions are unknown, and for any number of repetitions but 1–12.
    """
    if load_kg is None or reps is None or not 1 <= reps <= MOST_REPS:
        return None
    return (load_kg * one_rep_max_factors(formula)[reps - 1]).quantize(_SHOWN_KG, ROUND_HALF_EVEN)


def _factor(formula: OneRepMaxFormula, reps: int) -> Decimal:
    if formula is OneRepMaxFormula.EPLEY:
        return 1 + Decimal(reps) / 30
    if formula is OneRepMaxFormula.BRZYCKI:
        return Decimal(36) / (37 - reps)
    return Decimal(reps) ** Decimal("0.10")
