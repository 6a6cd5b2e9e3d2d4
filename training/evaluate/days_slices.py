"""Forecasts of days late by slice and by money: where they are further off than elsewhere, and on how much.

Cuts are those of `training.evaluate.slices`; every slice is set against all other rows of its cut.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from training.evaluate.context import Context
from training.evaluate.intervals import Figure, Interval, bootstrap, wilson
from training.evaluate.slices import LEAST_ROWS, By, cuts_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DRAWS: Final = 200
TARGET: Final = 0.8


@dataclass(frozen=True, slots=True)
class DaysSlice:
    """One slice.

    Parameters
    ----------
    by, label
        As in `training.evaluate.slices.Slice`.
    rows
        How many.
    enough
        Whether there are rows enough to judge it; where not, all that follows is None.
    mae, bias
        Mean distance of the median forecast and what was paid, and forecast less paid, days.
    mae_gap, mae_gap_low, mae_gap_high
        The MAE less that of all other rows, with the interval over units; above 0 is worse.
    coverage, coverage_low, coverage_high
        Share paid within the 80 % interval, with Wilson's 95 % interval.
    """

    by: By
    label: str
    rows: int
    enough: bool
    mae: float | None = None
    bias: float | None = None
    mae_gap: float | None = None
    mae_gap_low: float | None = None
    mae_gap_high: float | None = None
    coverage: float | None = None
    coverage_low: float | None = None
    coverage_high: float | None = None

    @property
    def further_off(self) -> bool:
        """Whether it is further off than elsewhere beyond chance."""
        return self.mae_gap_low is not None and self.mae_gap_low > 0.0

    @property
    def off(self) -> bool:
        """Whether the 80 % interval holds less or more than it says beyond chance."""
        if self.coverage_low is None or self.coverage_high is None:
            return False
        return not self.coverage_low <= TARGET <= self.coverage_high


@dataclass(frozen=True, slots=True, eq=False)
class Forecasted:
    """Of n invoices, float64 and bool of shape (n,): days late as paid, the median forecast, paid within the interval."""

    days: Floats
    median: Floats
    inside: Bools


def days_slices(
    found: Forecasted, context: Context, units: Ints, *, names: Mapping[int, str] | None = None
) -> tuple[DaysSlice, ...]:
    """Return the figures of all slices, the largest gaps first and what cannot be judged last.

    Parameters
    ----------
    context, units
        Of the same rows; rows of one unit, such as a customer, are drawn together.
    names
        Code of an industry -> its name.
    """
    made = [
        _measure(by, label, mask, found, units)
        for by, parts in cuts_of(context, names or {}).items()
        if len(parts) > 1
        for label, mask in parts.items()
    ]
    return tuple(sorted(made, key=lambda one: (not one.enough, -abs(one.mae_gap or 0.0), -one.rows)))


def days_by_money(found: Forecasted, amounts_minor: Floats, units: Ints) -> dict[str, Interval]:
    """Return the same figures where a unit of money counts as one: `money_mae`, `money_coverage_80`.

    A forecast of cash is as good as it is on the large invoices. Unknown amounts count nothing; nothing without money.
    """
    amounts = np.nan_to_num(np.maximum(amounts_minor, 0.0))
    figures = {
        "money_mae": np.abs(found.median - found.days),
        "money_coverage_80": found.inside.astype(np.float64),
    }
    made = {}
    for name, values in figures.items():
        try:
            made[name] = bootstrap(_weighed(values, amounts), units, draws=DRAWS)
        except ValueError:
            return {}
    return made


def _weighed(values: Floats, amounts: Floats) -> Figure:
    def figure(weights: Floats) -> float:
        total = float(weights @ amounts)
        return float((weights * amounts) @ values / total) if total > 0.0 else float("nan")

    return figure


def _measure(by: By, label: str, mask: Bools, found: Forecasted, units: Ints) -> DaysSlice:
    rows = int(mask.sum())
    if rows < LEAST_ROWS:
        return DaysSlice(by, label, rows, enough=False)
    errors = np.abs(found.median - found.days)
    gap = _gap(errors, mask, units)
    covered = int(found.inside[mask].sum())
    low, high = wilson(covered, rows)
    return DaysSlice(
        by=by,
        label=label,
        rows=rows,
        enough=True,
        mae=float(errors[mask].mean()),
        bias=float((found.median - found.days)[mask].mean()),
        mae_gap=None if gap is None else gap.value,
        mae_gap_low=None if gap is None else gap.low,
        mae_gap_high=None if gap is None else gap.high,
        coverage=covered / rows,
        coverage_low=low,
        coverage_high=high,
    )


def _gap(errors: Floats, mask: Bools, units: Ints) -> Interval | None:
    ones = np.ones(len(errors))
    inside, outside = (_weighed(errors, ones * side) for side in (mask, ~mask))
    try:
        return bootstrap(lambda weights: inside(weights) - outside(weights), units, draws=DRAWS)
    except ValueError:  # one unit alone, or no other row
        return None
