"""How far the later rows lie from what was learned: of features (CSI) and of scores (PSI)."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from models.scoring.loaded import LoadedBundle
from models.scoring.score import score_rows
from training.gates.gate import Gate
from training.watch.psi import SHIFTED, Drift, drift, freeze

Floats = npt.NDArray[np.float64]

_NAMED: Final = 3
_MOST_ROWS: Final = 2_000


def feature_drifts(names: Sequence[str], learnt: Floats, later: Floats) -> dict[str, Drift]:
    """Return the drift of each feature, from float64 of shape (m, f) to float64 of shape (n, f)."""
    return {name: drift(freeze(learnt[:, k]), later[:, k]) for k, name in enumerate(names)}


def weights_of(loaded: LoadedBundle, X: Floats) -> dict[str, float]:
    """Return how much each feature moves the answer, shares that sum to 1; equal ones without a model."""
    names = loaded.bundle.names
    if loaded.ensemble is None or not len(X) or loaded.role == "lateness":
        return dict.fromkeys(names, 1.0 / len(names))
    rows = X[np.linspace(0, len(X) - 1, min(len(X), _MOST_ROWS)).astype(int)]
    size = np.abs(score_rows(loaded, rows).contributions).mean(axis=0)
    total = float(size.sum())
    shares = size / total if total > 0.0 else np.full(len(names), 1.0 / len(names))
    return dict(zip(names, shares.tolist(), strict=True))


def feature_gate(
    drifts: Mapping[str, Drift], weights: Mapping[str, float], *, borne_out: bool | None
) -> Gate:
    """The drift of features, weighed by how much each moves the answer, must not be significant for nothing.

    A company that grows moves every feature that counts or ages. A shift is refused where the answers on the
    shifted rows are not borne out by what happened there.

    Parameters
    ----------
    borne_out
        Whether `later_calibration` was passed; None at a cold start, where no outcome can tell.
    """
    moved = {name: one.psi * weights[name] for name, one in drifts.items() if one.level != "stable"}
    total = sum(moved.values())
    loudest = sorted(moved, key=lambda name: -moved[name])[:_NAMED]
    named = ", ".join(f"{name} {drifts[name].psi:.2f}" for name in loudest)
    shifted = sum(one.level == "shifted" for one in drifts.values())
    said = f"weighed {total:.3f}, {shifted} of {len(drifts)} features shifted" + (
        f": {named}" if named else ""
    )
    return _gate("feature_drift", total >= SHIFTED, said, borne_out=borne_out)


def score_gate(learnt: Floats, later: Floats, *, borne_out: bool) -> Gate:
    """The scores of later rows must not lie elsewhere than those of what was learned, beyond chance, for nothing."""
    found = drift(freeze(learnt), later)
    said = f"PSI {found.psi:.3f} on {found.rows} later rows, chance {found.critical:.3f}"
    return _gate("score_drift", found.level == "shifted", said, borne_out=borne_out)


def _gate(name: str, is_shifted: bool, said: str, *, borne_out: bool | None) -> Gate:  # noqa: FBT001 - one of two
    if not is_shifted:
        return Gate(name, passed=True, detail=said)
    why = {
        True: "outcomes bear the answers out",
        False: "and outcomes do not bear the answers out",
        None: "no outcome can tell yet",
    }
    return Gate(name, borne_out is not False, f"{said}; {why[borne_out]}")
