"""What the models of a probability share: fitted, calibrated, measured, and laid out as parts of a bundle."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import FeatureSet
from models.bundle.format import Calibration
from models.scoring.loaded import LoadedBundle
from models.trees import text
from models.trees.predict import raw_scores
from riskdesk.core.errors import HistoryTooThin
from training.evaluate.figures import learning_figure
from training.evaluate.shap_summary import shap_summary_figure
from training.fit.calibration import fit_calibration, sigmoid
from training.fit.thin import thinned
from training.fit.trees import Grown, Rows, TreeParameters, grow, joined
from training.gates import (
    Gate,
    better_than_chance_gate,
    calibration_gate,
    explanation_gate,
    monotone_gate,
    trees_of,
)

Floats = npt.NDArray[np.float64]

LEAST_POSITIVES: Final = 3
"""In the part that trees are grown on and in the one that calibrates, each."""


@dataclass(frozen=True, slots=True, eq=False)
class BinaryFit:
    """Trees and their calibration.

    Parameters
    ----------
    grown, calibration
        The two halves of the model.
    expected, realised
        Mean calibrated probability and rate of the calibrating rows.
    """

    grown: Grown
    calibration: Calibration
    expected: float
    realised: float

    @property
    def gate(self) -> Gate:
        """The gate of its calibration."""
        return calibration_gate(self.calibration.slope, self.expected, self.realised)

    def probabilities(self, X: Floats) -> Floats:
        """Return calibrated probabilities of rows of the set, float64 of shape (n,)."""
        raw = raw_scores(text.parse(self.grown.text), X)
        return sigmoid(self.calibration.slope * raw + self.calibration.intercept)


def binary_gates(
    fitted: BinaryFit, loaded: LoadedBundle, rows: Rows, metrics: dict[str, float], *, least_auc: float
) -> tuple[Gate, ...]:
    """Return the gates of a fitted and exported probability.

    Parameters
    ----------
    fitted, loaded
        The model, and the bundle made of it.
    rows
        What it was learnt from.
    metrics, least_auc
        As measured on later rows by the same recipe, and what is asked of it there.
    """
    return (
        better_than_chance_gate(metrics, least_auc=least_auc),
        fitted.gate,
        monotone_gate(trees_of(loaded), rows.X, loaded.bundle.directions),
        explanation_gate(loaded, fitted.grown.booster, rows.X),
    )


def fit_figures(grown: Grown, rows: Rows, names: tuple[str, ...]) -> dict[str, bytes]:
    """Return the pictures of a fit: its growth, and which features move it."""
    return {
        "learning": learning_figure(grown.curve, grown.trees),
        "shap_summary": shap_summary_figure(grown.booster, rows.X, names),
    }


def enough(fit: Rows, later: Rows) -> bool:
    """Tell whether both parts hold outcomes of both kinds, enough to learn from."""
    return all(LEAST_POSITIVES <= rows.y.sum() <= len(rows) - LEAST_POSITIVES for rows in (fit, later))


def fit_binary(
    fit: Rows,
    later: Rows,
    features: FeatureSet,
    parameters: TreeParameters,
    *,
    most_rows: int = 0,
    regrow: bool = False,
    calibrate: Floats | None = None,
) -> BinaryFit:
    """Grow trees on `fit`, stop and calibrate them on `later`.

    Weights of the rows are for growing alone: calibration counts each row once, so that probabilities are shares
    of rows, unless it is told for how many each speaks.

    Parameters
    ----------
    fit, later
        What is learnt from, and what came after it.
    features, parameters
        The columns, and how trees are grown.
    most_rows
        Grow on no more rows than this, see `thinned`; 0 takes all.
    regrow
        Once `later` has told how many trees there are to be, and how they are calibrated, grow as many on
        both parts: the latest habits count.
    calibrate
        float64 of shape (len(later),): for how many documents each later row speaks, see `population_weights`;
        not used where what speaks holds too few outcomes of one kind.

    Raises
    ------
    HistoryTooThin
        Too few outcomes of one kind.
    """
    if not enough(fit, later):
        raise HistoryTooThin(
            f"expected at least {LEAST_POSITIVES} outcomes of each kind in both parts, found "
            f"{int(fit.y.sum())} of {len(fit)} and {int(later.y.sum())} of {len(later)}"
        )
    fewer = thinned(fit, most_rows, seed=parameters.seed) if most_rows else fit
    grown = grow(fewer, later, features.names, features.directions, parameters)
    raw = raw_scores(text.parse(grown.text), later.X)
    speaks = _speaks(calibrate, later.y)
    calibration = fit_calibration(raw, later.y, speaks)
    expected = float(np.average(sigmoid(calibration.slope * raw + calibration.intercept), weights=speaks))
    if regrow:
        grown = _regrown(joined(fit, later), later, features, parameters, grown.trees, most_rows)
    return BinaryFit(grown, calibration, expected, float(np.average(later.y, weights=speaks)))


def _speaks(calibrate: Floats | None, y: Floats) -> Floats | None:
    if calibrate is None:
        return None
    told = y[calibrate > 0.0]
    return calibrate if LEAST_POSITIVES <= told.sum() <= len(told) - LEAST_POSITIVES else None


def _regrown(
    rows: Rows, later: Rows, features: FeatureSet, parameters: TreeParameters, trees: int, most_rows: int
) -> Grown:
    settled = replace(parameters, most_trees=trees, patience=trees)
    fewer = thinned(rows, most_rows, seed=parameters.seed) if most_rows else rows
    return grow(fewer, later, features.names, features.directions, settled)
