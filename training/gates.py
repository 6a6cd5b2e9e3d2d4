"""What a model must pass before it leaves training."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from features.catalogue.parameters import DEFAULT_PARAMETERS, FeatureParameters
from models.bundle.check import self_test
from models.scoring.loaded import LoadedBundle, load
from models.scoring.score import calibrated
from models.trees.contributions import contributions
from models.trees.ensemble import Ensemble
from models.trees.predict import raw_scores
from riskdesk.core.errors import BundleInvalid, ExplanationBroken, ModelNotLoaded, ModelRefused

Floats = npt.NDArray[np.float64]

_MOST_ROWS: Final = 200
_MOST_STEPS: Final = 24
_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: its name, whether it was passed, and a sentence that says by how much."""

    name: str
    passed: bool
    detail: str


def require(gates: Sequence[Gate]) -> None:
    """Refuse a model that failed any gate.

    Raises
    ------
    ModelRefused
        `field` names the first gate that failed.
    """
    for gate in gates:
        if not gate.passed:
            raise ModelRefused(gate.detail, field=f"gates.{gate.name}")


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
    sample = spread(rows, _MOST_ROWS)
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


def trees_of(loaded: LoadedBundle) -> Ensemble:
    """Return the trees of a bundle that has a model.

    Raises
    ------
    ModelNotLoaded
        It holds none (cold start).
    """
    if loaded.ensemble is None:
        raise ModelNotLoaded(f"the {loaded.role} bundle {loaded.bundle.version} holds no model")
    return loaded.ensemble


def explanation_gate(loaded: LoadedBundle, booster: Any, rows: Floats) -> Gate:
    """Contributions must sum to the score, and equal LightGBM's own."""
    ensemble = trees_of(loaded)
    sample = spread(rows, _MOST_ROWS)
    try:
        calibrated(loaded, sample)
    except ExplanationBroken as error:
        return Gate("explanations", passed=False, detail=error.detail)
    ours = contributions(ensemble, sample)
    theirs = np.asarray(booster.predict(sample, pred_contrib=True))
    off = float(np.abs(ours - theirs).max())
    return Gate("explanations", off <= _TOLERANCE, f"at most {off:.2g} from LightGBM's on {len(sample)} rows")


def better_than_chance_gate(metrics: dict[str, float], *, least_auc: float) -> Gate:
    """The AUC on later rows must be at least this."""
    auc = metrics.get("auc")
    if auc is None:
        return Gate("rank", passed=False, detail="the test part holds one kind of outcome alone")
    return Gate("rank", auc >= least_auc, f"AUC {auc:.3f} on later rows, at least {least_auc:.2f} expected")


def better_than_median_gate(metrics: dict[str, float]) -> Gate:
    """The forecast must err less on later rows than the median does."""
    mae, naive = metrics.get("mae"), metrics.get("mae_naive")
    if mae is None or naive is None:
        return Gate("error", passed=False, detail="the test part is empty")
    return Gate("error", mae < naive, f"mean error {mae:.2f} days on later rows, {naive:.2f} without a model")


def calibration_gate(slope: float, expected: float, realised: float) -> Gate:
    """The slope must be above 0, and the mean of the calibrating rows be met."""
    met = abs(expected - realised) <= 1e-6 * max(1.0, abs(realised))
    detail = f"slope {slope:.3f}; mean {expected:.4f} against {realised:.4f}"
    return Gate("calibration", slope > 0 and met, detail)


def golden_gate(content: bytes, parameters: FeatureParameters = DEFAULT_PARAMETERS) -> Gate:
    """The bundle's bytes, read as serving reads them, must give the golden answers."""
    try:
        loaded = load(content)
        self_test(loaded, parameters)
    except BundleInvalid as error:
        return Gate("golden", passed=False, detail=str(error))
    return Gate("golden", passed=True, detail=f"{len(loaded.bundle.golden)} rows came out the same")


def spread(rows: Floats, most: int) -> Floats:
    """Return at most `most` rows, evenly spaced."""
    chosen: Floats = rows[np.unique(np.linspace(0, len(rows) - 1, min(len(rows), most)).astype(int))]
    return chosen


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
