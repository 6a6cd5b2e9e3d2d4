"""The isolation forest on public sets, beside scikit-learn's and PyOD's, and PyOD's published figures.

Of the sets that PyOD publishes figures on, scikit-learn ships the sources of two: WDBC whole (`wbc`), and of
the optical digits the test part (`optdigits`). `wine` is made as the collection ODDS makes it, without a
published figure. What was drawn there is not known here, so each seed draws anew.

Protocol as published: outliers are in what is learnt from, 60 % of the rows at random are learnt from and
40 % measured on, features standardised on the learnt part.
Source: https://pyod.readthedocs.io/en/latest/benchmark.html, "Old Results (2019)", mean of ten draws.
"""

import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

from models.scoring.isolation import isolation_many, load_forest
from training.fit.isolation import grow_forest

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Say = Callable[[str], None]

SEEDS: Final = tuple(range(101, 121))
LEARNT_SHARE: Final = 0.6
PEER_TREES: Final = 100
"""The default of scikit-learn and of PyOD."""
PEER_SCRIPT: Final = Path(__file__).with_name("unsupervised_peer.py")


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A set that holds few rows of a class apart.

    Parameters
    ----------
    name, load
        As published, and where its source comes from.
    outlier_classes
        Labels of the source that are outliers.
    outliers
        How many of them are kept.
    published
        ROC of PyOD's IForest, or None.
    differs
        What is not as it was published.
    """

    name: str
    load: Callable[[], Any]
    outlier_classes: frozenset[int]
    outliers: int
    published: float | None
    differs: str


SETS: Final = (
    PublicSet(
        "wbc", load_breast_cancer, frozenset({0}), 21, 0.9310,
        "same source and sizes (357 benign, 21 malignant, 30 features); which 21 are kept is drawn by the seed",
    ),
    PublicSet(
        "optdigits", load_digits, frozenset({0}), 48, 0.7253,
        "test part alone: 1,619 rows of digits 1 to 9 instead of 5,066, and 48 zeros instead of 150 for the same share",
    ),
    PublicSet(
        "wine", load_wine, frozenset({0}), 10, None,
        "made as ODDS makes it (119 and 10 rows, 13 features); PyOD publishes no figure",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """One draw of a set: standardised rows to learn from, and rows to measure on with their labels."""

    learnt: Floats
    test: Floats
    labels: Ints
    seed: int


def draw(one: PublicSet, seed: int) -> Draw:
    """Keep some outliers, split, and standardise; the same seed draws the same."""
    source = one.load()
    X, y = np.asarray(source.data, np.float64), np.isin(source.target, list(one.outlier_classes))
    random = np.random.default_rng(seed)
    kept = np.concatenate([
        np.flatnonzero(~y), random.choice(np.flatnonzero(y), one.outliers, replace=False)
    ])  # fmt: skip
    order = random.permutation(kept)
    cut = round(LEARNT_SHARE * len(order))
    learnt, test = X[order[:cut]], X[order[cut:]]
    mean, spread = learnt.mean(axis=0), learnt.std(axis=0)
    spread[spread == 0.0] = 1.0
    return Draw((learnt - mean) / spread, (test - mean) / spread, y[order[cut:]].astype(np.int64), seed)


def run_unsupervised(
    *, seeds: Sequence[int] = SEEDS, peer_python: Path | None = None, say: Say
) -> dict[str, Any]:
    """Measure ROC over draws.

    Parameters
    ----------
    seeds
        Of the draws and of the forests.
    peer_python
        An interpreter in whose environment PyOD is installed; without it PyOD is not measured.
    say
        Told how far it is.

    Returns
    -------
    dict
        `sets`: name -> detector -> `mean`, `deviation`, `lowest`, `highest`, and `published`, `differs`.
        `auc`: the mean of ours over the sets.
    """
    sets: dict[str, Any] = {}
    for one in SETS:
        draws = [draw(one, seed) for seed in seeds]
        found: dict[str, list[float]] = {
            "riskdesk": [_auc(d, riskdesk_scores(d)) for d in draws],
            "scikit-learn": [_auc(d, sklearn_scores(d)) for d in draws],
        }
        if peer_python is not None:
            found["pyod"] = [_auc(d, s) for d, s in zip(draws, pyod_scores(draws, peer_python), strict=True)]
        sets[one.name] = {
            "detectors": {name: _spread(aucs) for name, aucs in found.items()},
            "rows": len(draws[0].learnt) + len(draws[0].test),
            "outliers": one.outliers,
            "published": one.published,
            "differs": one.differs,
        }
        say(f"{one.name}: {sets[one.name]['detectors']['riskdesk']['mean']:.4f}")
    ours = [one["detectors"]["riskdesk"]["mean"] for one in sets.values()]
    return {
        "benchmark": "unsupervised",
        "seeds": list(seeds),
        "auc": float(np.mean(ours)),
        "pyod_measured": peer_python is not None,
        "sets": sets,
    }


def riskdesk_scores(one: Draw) -> Floats:
    """Score by the forest of the product, as a bundle holds it."""
    names = tuple(f"f{k}" for k in range(one.learnt.shape[1]))
    forest = load_forest(grow_forest(one.learnt, names, seed=one.seed), names)
    return np.array([found.score for found in isolation_many(forest, one.test)])


def sklearn_scores(one: Draw) -> Floats:
    """Score by scikit-learn's forest as it comes."""
    forest = IsolationForest(n_estimators=PEER_TREES, random_state=one.seed).fit(one.learnt)
    scores: Floats = -forest.score_samples(one.test)
    return scores


def pyod_scores(draws: Sequence[Draw], python: Path) -> list[Floats]:
    """Score by PyOD's IForest as it comes, in an environment of its own.

    Raises
    ------
    SystemExit
        The interpreter has no PyOD, or PyOD failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        given, said = Path(folder) / "draws.npz", Path(folder) / "scores.npz"
        arrays: dict[str, Any] = {"seeds": np.array([one.seed for one in draws])}
        for k, one in enumerate(draws):
            arrays |= {f"learnt_{k}": one.learnt, f"test_{k}": one.test}
        np.savez(given, **arrays)
        asked = [str(python), str(PEER_SCRIPT), str(given), str(said), str(PEER_TREES)]
        ran = subprocess.run(asked, check=False, capture_output=True, text=True)
        if ran.returncode:
            raise SystemExit(f"PyOD could not be measured: {ran.stderr.strip().splitlines()[-1:]}")
        with np.load(said) as scores:
            return [scores[f"scores_{k}"] for k in range(len(draws))]


def _auc(one: Draw, scores: Floats) -> float:
    return float(roc_auc_score(one.labels, scores))


def _spread(aucs: Sequence[float]) -> dict[str, float]:
    return {
        "mean": float(np.mean(aucs)),
        "deviation": float(np.std(aucs, ddof=1)) if len(aucs) > 1 else 0.0,
        "lowest": min(aucs),
        "highest": max(aucs),
    }
