"""Contributions sum to the score, and are LightGBM's own."""

from typing import Any, Final

import numpy as np

from models.scoring.loaded import LoadedBundle
from models.scoring.score import calibrated
from models.trees.contributions import contributions
from riskdesk.core.errors import ExplanationBroken
from training.gates.gate import Gate
from training.gates.rows import MOST_ROWS, Floats, spread, trees_of

_TOLERANCE: Final = 1e-9


def explanation_gate(loaded: LoadedBundle, booster: Any, rows: Floats) -> Gate:
    """Contributions must sum to the score, and equal LightGBM's own."""
    ensemble = trees_of(loaded)
    sample = spread(rows, MOST_ROWS)
    try:
        calibrated(loaded, sample)
    except ExplanationBroken as error:
        return Gate("explanations", passed=False, detail=error.detail)
    ours = contributions(ensemble, sample)
    theirs = np.asarray(booster.predict(sample, pred_contrib=True))
    off = float(np.abs(ours - theirs).max())
    return Gate("explanations", off <= _TOLERANCE, f"at most {off:.2g} from LightGBM's on {len(sample)} rows")
