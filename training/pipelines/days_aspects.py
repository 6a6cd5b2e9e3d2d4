"""What is measured of forecasts of days late beyond their error: by slice, by money, the stability of reasons."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.scoring.days import DaysAnswers
from models.trees import text
from models.trees.predict import raw_scores
from riskdesk.core.errors import HistoryTooThin
from training.evaluate.context import context_of_events
from training.evaluate.days_slices import Forecasted, days_by_money, days_slices
from training.evaluate.reason_stability import compare_reasons, drawn_again, riskiest, top_reasons
from training.evaluate.report import Evaluation
from training.fit.trees import Grown, Rows
from training.pipelines.snapshot import Snapshot

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Refit = Callable[[Ints], Grown]
"""Rows of what was learnt from, int64 of shape (m,), as drawn again -> the explained median grown on them."""

SEED: Final = 20_261
_A_DAY: Final = 0.1
"""Reasons count from a tenth of what is summed on: days are taken tenfold, so that one day counts."""


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredDays:
    """A fit of days late that was measured.

    Parameters
    ----------
    names
        Its features.
    rows, X, days
        Of n test invoices: their events in the event array, their vectors, days late as paid.
    answers
        What the distribution says of them.
    median, refit
        The explained median, and how to grow it again.
    units
        int64 of shape (learnt rows,): customers whose invoices are drawn together for the refit.
    """

    names: tuple[str, ...]
    rows: npt.NDArray[np.intp]
    X: Floats
    days: Floats
    answers: DaysAnswers
    median: Grown
    refit: Refit
    units: Ints


def evaluate_days_aspects(snapshot: Snapshot, one: MeasuredDays) -> Evaluation:
    """Return figures by slice and in money, and how far reasons hold; nothing without test rows."""
    if not len(one.days):
        return Evaluation()
    context = context_of_events(snapshot.history, one.rows, "order")
    inside = (one.answers.low <= one.days) & (one.days <= one.answers.high)
    found = Forecasted(one.days, one.answers.median.astype(np.float64), inside)
    slices = days_slices(found, context, context.parties, names=snapshot.industries)
    money = days_by_money(found, context.amounts_minor, context.parties)
    report: dict[str, Any] = {
        "days_slices": [asdict(part) | {"further_off": part.further_off, "off": part.off} for part in slices],
        "stability": _stability(one),
    }
    if money:
        report["money"] = {"cut": None, "figures": {name: asdict(part) for name, part in money.items()}}
    return Evaluation({name: part.value for name, part in money.items()}, report)


def drawn_rows(rows: Rows, drawn: Ints) -> Rows:
    """Return rows as they were drawn, some of them more than once, in order of time."""
    order = drawn[np.argsort(rows.moments_us[drawn], kind="stable")]
    return Rows(rows.X[order], rows.y[order], rows.weights[order], rows.moments_us[order])


def _stability(one: MeasuredDays) -> dict[str, Any] | None:
    """Return how far a refit names the same reasons on the invoices forecast latest; None where it is too thin."""
    try:
        again = one.refit(drawn_again(one.units, seed=SEED))
    except HistoryTooThin:
        return None
    first, second = (text.parse(grown.text) for grown in (one.median, again))
    rows = one.X[riskiest(raw_scores(first, one.X))]
    reasons = tuple(top_reasons(ensemble, _A_DAY, rows, one.names) for ensemble in (first, second))
    found = compare_reasons(reasons[0], reasons[1], (raw_scores(first, rows), raw_scores(second, rows)))
    return None if found is None else asdict(found)
