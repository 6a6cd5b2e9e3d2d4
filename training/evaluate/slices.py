"""Figures by slice: where a model ranks worse, or says too much or too little, than elsewhere.

Every slice is set against all other rows of its cut. A slice that holds too little to be judged is shown with
its count and named so, since hiding it would look like approval. People are numbered by how many rows they
have: the page names nobody, and who holds the log finds them again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from training.evaluate.context import Context
from training.evaluate.intervals import Interval, bootstrap, ranked_interval, wilson
from training.evaluate.ranked import Ranked

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
By = Literal["industry", "size", "tenure", "person"]

LEAST_ROWS: Final = 50
LEAST_OF_A_KIND: Final = 5
MOST_SLICES: Final = 12
"""Of one cut; the smaller ones are put together."""
DRAWS: Final = 200
TENURE_DAYS: Final = (90, 365, 1095)
"""Where the age of a relation is cut: a quarter, a year, three years."""


@dataclass(frozen=True, slots=True)
class Slice:
    """One slice.

    Parameters
    ----------
    by, label
        The cut, and which part of it: an industry's name or the end of its code, `low`, `middle`, `high`, days
        such as `90-365`, the number of a person, `others`, `unknown`.
    rows, positives
        How many.
    enough
        Whether there are rows enough to judge it; where not, all that follows but the rate is None.
    rate, rate_low, rate_high
        Share of positives with Wilson's 95 % interval; None without rows.
    expected
        Mean probability.
    auc, auc_low, auc_high
        With the bootstrap's interval over units; None where it holds too few of one label.
    auc_gap, auc_gap_low, auc_gap_high
        The AUC less that of all other rows; below 0 is worse.
    rate_gap
        Realised less expected share; above 0 the model says too little.
    """

    by: By
    label: str
    rows: int
    positives: int
    enough: bool
    rate: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None
    expected: float | None = None
    auc: float | None = None
    auc_low: float | None = None
    auc_high: float | None = None
    auc_gap: float | None = None
    auc_gap_low: float | None = None
    auc_gap_high: float | None = None
    rate_gap: float | None = None

    @property
    def ranks_worse(self) -> bool:
        """Whether it ranks worse than elsewhere beyond chance."""
        return self.auc_gap_high is not None and self.auc_gap_high < 0.0

    @property
    def off(self) -> bool:
        """Whether what was expected lies outside the interval of what happened."""
        if self.expected is None or self.rate_low is None or self.rate_high is None:
            return False
        return not self.rate_low <= self.expected <= self.rate_high

    @property
    def size(self) -> float:
        """How large its larger gap is, for the order; 0 of what cannot be judged."""
        return max(abs(self.auc_gap or 0.0), abs(self.rate_gap or 0.0))


def slices_of(
    labels: Ints,
    probabilities: Floats,
    context: Context,
    units: Ints,
    *,
    names: Mapping[int, str] | None = None,
) -> tuple[Slice, ...]:
    """Return the figures of all slices, the largest gaps first and what cannot be judged last.

    Parameters
    ----------
    labels, probabilities, units
        Of shape (n,); rows of one unit (a day, a customer) are drawn together.
    context
        Of the same rows.
    names
        Code of an industry -> its name.
    """
    found: list[Slice] = []
    for by, parts in cuts_of(context, names or {}).items():
        if len(parts) > 1:
            found += [
                _measure(by, label, mask, labels, probabilities, units) for label, mask in parts.items()
            ]
    return tuple(sorted(found, key=lambda one: (not one.enough, -one.size, -one.rows)))


def cuts_of(context: Context, names: Mapping[int, str]) -> dict[By, dict[str, Bools]]:
    """Return each cut as label -> bool of shape (n,), no row in two parts of one."""
    return {
        "industry": _by_code(context.industries, names),
        "size": _by_size(context.sizes_minor),
        "tenure": _by_tenure(context.tenure_days),
        "person": _by_code(context.people, None),
    }


def _measure(by: By, label: str, mask: Bools, labels: Ints, probabilities: Floats, units: Ints) -> Slice:
    y, p = labels[mask], probabilities[mask]
    rows, positives = len(y), int(y.sum())
    if not rows:
        return Slice(by, label, 0, 0, enough=False)
    low, high = wilson(positives, rows)
    rate = positives / rows
    if rows < LEAST_ROWS:
        return Slice(by, label, rows, positives, False, rate, low, high)
    expected = float(p.mean())
    judged = Slice(by, label, rows, positives, True, rate, low, high, expected, rate_gap=rate - expected)
    others = labels[~mask]
    sides = (positives, rows - positives, int(others.sum()), int((1 - others).sum()))
    if min(sides) < LEAST_OF_A_KIND:
        return judged
    try:
        auc = ranked_interval("auc", y, p, units[mask], draws=DRAWS)
        gap = _gap(labels, probabilities, mask, units)
    except ValueError:  # one unit, or draws that hold one label alone
        return judged
    return replace(
        judged,
        auc=auc.value,
        auc_low=auc.low,
        auc_high=auc.high,
        auc_gap=gap.value,
        auc_gap_low=gap.low,
        auc_gap_high=gap.high,
    )


def _gap(labels: Ints, probabilities: Floats, mask: Bools, units: Ints) -> Interval:
    y = labels.astype(np.float64)
    one, rest = (Ranked(y[side], probabilities[side]) for side in (mask, ~mask))
    return bootstrap(
        lambda weights: one.figure("auc", weights[mask]) - rest.figure("auc", weights[~mask]),
        units,
        draws=DRAWS,
    )


def _by_code(codes: Ints, names: Mapping[int, str] | None) -> dict[str, Bools]:
    known, counts = np.unique(codes[codes != 0], return_counts=True)
    ranked = known[np.lexsort((known, -counts))]
    shown = ranked[: MOST_SLICES - 1] if len(ranked) > MOST_SLICES else ranked
    parts = {_label(int(code), k, names): codes == code for k, code in enumerate(shown, start=1)}
    if len(ranked) > len(shown):
        parts["others"] = np.isin(codes, ranked[len(shown) :])
    if len(ranked) and (codes == 0).any():
        parts["unknown"] = codes == 0
    return parts


def _label(code: int, place: int, names: Mapping[int, str] | None) -> str:
    if names is None:
        return str(place)
    return names.get(code, f"…{code & 0xFFFF:04x}")


def _by_size(sizes_minor: Floats) -> dict[str, Bools]:
    known = np.isfinite(sizes_minor)
    if not known.any():
        return {}
    first, second = np.quantile(sizes_minor[known], [1 / 3, 2 / 3])
    parts = {
        "low": known & (sizes_minor <= first),
        "middle": known & (sizes_minor > first) & (sizes_minor <= second),
        "high": known & (sizes_minor > second),
    }
    return _filled(parts, ~known)


def _by_tenure(days: Floats) -> dict[str, Bools]:
    known = np.isfinite(days)
    if not known.any():
        return {}
    edges = [0, *TENURE_DAYS]
    parts = {
        f"{begin}-{end}": known & (days >= begin) & (days < end)
        for begin, end in zip(edges, TENURE_DAYS, strict=False)
    }
    parts[f"{edges[-1]}-"] = known & (days >= edges[-1])
    return _filled(parts, ~known)


def _filled(parts: dict[str, Bools], unknown: Bools) -> dict[str, Bools]:
    return {label: mask for label, mask in (parts | {"unknown": unknown}).items() if mask.any()}
