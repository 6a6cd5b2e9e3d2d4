"""What is measured of a probability beyond its rank: by slice, in money, the stability of its reasons, leaks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from models.policy.default import DEFAULT_POLICY
from models.role import Role
from models.trees import text
from models.trees.ensemble import Ensemble
from riskdesk.core.errors import HistoryTooThin
from training.evaluate.context import Context
from training.evaluate.leakage.future import knows_the_outcome
from training.evaluate.leakage.shuffled import shuffled_labels
from training.evaluate.leakage.twins import twins_of
from training.evaluate.money import money_figures
from training.evaluate.ranked import Ranked
from training.evaluate.reason_stability import compare_reasons, drawn_again, riskiest, top_reasons
from training.evaluate.report import Evaluation
from training.evaluate.slices import slices_of
from training.fit.trees import Rows
from training.gates.later import Later
from training.pipelines.binary import BinaryFit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Refit = Callable[[Rows, Rows], BinaryFit]
"""(rows to grow on, rows that stop and calibrate) -> a fit by the recipe of the measured one."""

SEED: Final = 20_261
MOST_PROBED: Final = 4_000
SHUFFLES: Final = 2
NEVER_US: Final = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A fit that was measured, and how.

    Parameters
    ----------
    role, names
        Of the model, and its features.
    fitted, refit
        The fit, and how to fit again.
    fit, later_fit
        What it grew on, and what stopped and calibrated it.
    fit_units
        int64 of shape (len(fit),): customers or days that are drawn together for the refit.
    test
        What it was measured on.
    context, industries
        Of the test rows; code of an industry -> name.
    """

    role: Role
    names: tuple[str, ...]
    fitted: BinaryFit
    refit: Refit
    fit: Rows
    later_fit: Rows
    fit_units: Ints
    test: Later
    context: Context
    industries: Mapping[int, str]


def evaluate_aspects(one: Measured, *, alerts: Sequence[int] = ()) -> Evaluation:
    """Return figures by slice and in money, the stability of reasons and the probes; nothing without test rows.

    The cut of figures in money is the default policy's: held for review from there on.
    """
    scores, labels = one.test.scores, one.test.y.astype(np.int64)
    if scores is None or not 0 < labels.sum() < len(labels):
        return Evaluation()
    cut = DEFAULT_POLICY.models[one.role].review_at
    slices = slices_of(labels, scores, one.context, one.test.groups, names=one.industries)
    money = money_figures(
        labels,
        scores,
        moments_us=one.test.moments_us,
        amounts_minor=one.context.amounts_minor,
        flagged=scores >= cut,
        units=one.test.groups,
        alerts=alerts,
    )
    report: dict[str, Any] = {
        "slices": [asdict(part) | {"ranks_worse": part.ranks_worse, "off": part.off} for part in slices],
        "money": {"cut": cut, "figures": {name: asdict(found) for name, found in money.items()}},
        "stability": stability_of(one, scores),
        "leakage": probes_of(one, scores, labels),
    }
    return Evaluation({name: found.value for name, found in money.items()}, report)


def stability_of(one: Measured, scores: Floats) -> dict[str, Any] | None:
    """Return how far a refit gives the same reasons; None where it cannot be fitted or names none."""
    drawn = drawn_again(one.fit_units, seed=SEED)
    try:
        again = one.refit(_at(one.fit, drawn), one.later_fit)
    except HistoryTooThin:
        return None
    rows = one.test.X[riskiest(scores)]
    first, second = (
        top_reasons(_trees(fit), fit.calibration.slope, rows, one.names) for fit in (one.fitted, again)
    )
    both = one.fitted.probabilities(rows), again.probabilities(rows)
    found = compare_reasons(first, second, both)
    return None if found is None else asdict(found)


def probes_of(one: Measured, scores: Floats, labels: Ints) -> dict[str, Any]:
    """Return what the probes for leaks found; see `training.evaluate.leakage`."""
    twins = twins_of(one.test.learnt, one.test.X)
    few = _spread(len(labels), labels)
    alone = knows_the_outcome(one.names, one.test.X[few], labels[few], np.zeros(len(few), np.int64), NEVER_US)
    return {
        "twins": {
            "count": twins.count,
            "share": twins.share,
            "unseen_auc": _auc(labels, scores, ~twins.is_twin),
        },
        "too_good_alone": [{"name": found.name, "auc": found.auc_known} for found in alone],
        "shuffled": _shuffled(one),
    }


def _shuffled(one: Measured) -> dict[str, Any] | None:
    """Refit to labels that mean nothing, on a sample; None where it is too thin for it."""
    grown, stops, asked = (_sampled(rows) for rows in (one.fit, one.later_fit, _test_rows(one)))
    X = np.vstack([grown.X, stops.X, asked.X])
    y = np.concatenate([grown.y, stops.y, asked.y])
    learn = np.arange(len(y)) < len(grown) + len(stops)

    def fit(X: Floats, labels: Floats, _: npt.NDArray[np.bool_]) -> Floats:
        first, second = labels[: len(grown)], labels[len(grown) : len(grown) + len(stops)]
        return one.refit(replace(grown, y=first), replace(stops, y=second)).probabilities(X[~learn])

    try:
        found = shuffled_labels(X, y, learn, fit, repeats=SHUFFLES)
    except (HistoryTooThin, ValueError):
        return None
    return asdict(found) | {"passed": found.passed}


def _test_rows(one: Measured) -> Rows:
    return Rows(one.test.X, one.test.y, np.ones(len(one.test.y)), one.test.moments_us)


def _sampled(rows: Rows) -> Rows:
    return _at(rows, _spread(len(rows), rows.y.astype(np.int64)))


def _spread(rows: int, labels: Ints) -> Ints:
    """Return every row where there are few, else all positives and evenly spaced others, in order."""
    if rows <= MOST_PROBED:
        return np.arange(rows)
    others = np.flatnonzero(labels == 0)
    spaced = others[np.linspace(0, len(others) - 1, min(MOST_PROBED, len(others))).astype(int)]
    return np.sort(np.r_[np.flatnonzero(labels == 1), spaced])


def _at(rows: Rows, places: Ints) -> Rows:
    return Rows(rows.X[places], rows.y[places], rows.weights[places], rows.moments_us[places])


def _auc(labels: Ints, scores: Floats, mask: npt.NDArray[np.bool_]) -> float | None:
    found = (
        Ranked(labels[mask].astype(np.float64), scores[mask]).figure("auc", np.ones(int(mask.sum())))
        if mask.any()
        else np.nan
    )
    return None if np.isnan(found) else float(found)


def _trees(fitted: BinaryFit) -> Ensemble:
    return text.parse(fitted.grown.text)
