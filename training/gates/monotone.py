"""What must rise with a feature rises, tried over all thresholds."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from models.trees.ensemble import Ensemble
from models.trees.predict import raw_scores
from training.gates.gate import Gate
from training.gates.rows import MOST_ROWS, Floats, spread

_MOST_STEPS: Final = 24
_TOLERANCE: Final = 1e-9


def monotone_gate(ensemble: Ensemble, rows: Floats, directions: Sequence[int]) -> Gate:
    """Perturb each bound feature over all its thresholds; the raw score must follow its direction.

    Parameters
    ----------
    ensemble
        The trees.
    rows
        float64 of shape (n, f); evenly spaced ones are perturbed where there are many.
    directions
        What was promised: 1 never falls, -1 never rises, 0 free.

    Notes
    -----
    LightGBM's `advanced` constraints were violated (issues 5358 and 6155): so this is tried, not believed.
    """
    sample = spread(rows, MOST_ROWS)
    bound = [column for column, direction in enumerate(directions) if direction]
    for column in bound:
        steps = _steps(ensemble, column)
        if len(steps) < 2:
            continue
        tried = np.repeat(sample, len(steps), axis=0)
        tried[:, column] = np.tile(steps, len(sample))
        scores = raw_scores(ensemble, tried).reshape(len(sample), len(steps))
        worst = float((directions[column] * np.diff(scores, axis=1)).min())
        if worst < -_TOLERANCE:
            name = ensemble.feature_names[column]
            return Gate("monotone", passed=False, detail=f"{name} moves the score {-worst:.3g} the wrong way")
    return Gate("monotone", passed=True, detail=f"{len(bound)} features held over {len(sample)} rows")


def _steps(ensemble: Ensemble, column: int) -> Floats:
    """Return values on both sides of the thresholds at which the trees ask about a column, rising."""
    nodes = ensemble.nodes
    asked = (nodes["right"] >= 0) & (nodes["feature"] == column)
    thresholds: Floats = np.unique(nodes["threshold"][asked])
    if not len(thresholds):
        return thresholds
    if len(thresholds) > _MOST_STEPS:
        thresholds = thresholds[np.linspace(0, len(thresholds) - 1, _MOST_STEPS).astype(int)]
    return np.append(thresholds, np.nextafter(thresholds[-1], np.inf))
