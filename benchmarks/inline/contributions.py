"""Exact contributions of one row: riskdesk's kernel beside LightGBM's `pred_contrib`, one thread each.

`python -m benchmarks.inline.contributions` prints the table alone.
"""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import lightgbm as lgb
import numpy as np
import numpy.typing as npt

from models.trees import text
from models.trees.contributions import contributions, contributions_one
from training.fit.trees import Rows, TreeParameters, grow

Floats = npt.NDArray[np.float64]

SERVED: Final = "the order model of the history above"
_ROWS: Final = 8_000
_FEATURES: Final = 80
_MISSING_SHARE: Final = 0.1
_ASKED: Final = 200
_TURNS: Final = 5


@dataclass(frozen=True, slots=True)
class Size:
    """A size of model; `depth` -1 sets no limit."""

    name: str
    trees: int
    leaves: int
    depth: int

    def parameters(self) -> TreeParameters:
        """Return how such a model is grown, slowly enough that its last tree still helps."""
        return TreeParameters(
            most_trees=self.trees,
            patience=self.trees,
            depth=self.depth,
            leaves=self.leaves,
            learning_rate=0.02,
            least_rows=5,
        )


SIZES: Final = (
    Size("200x31", 200, 31, 8),
    Size("500x63", 500, 63, 8),
    Size("500x63 of any depth", 500, 63, -1),
)


def run_contributions(
    served: tuple[str, Floats] | None = None, sizes: tuple[Size, ...] = SIZES, *, asked: int = _ASKED
) -> dict[str, Any]:
    """Return times of one row, their ratio and the largest difference, by size of model.

    Parameters
    ----------
    served
        LightGBM's text of a model that is served, and rows of it, float64 of shape (n, f): compared too.
    sizes, asked
        Sizes of made models, and how many rows are asked of each.
    """
    found = {size.name: compare(_grown(size), made_rows(asked, seed=3).X) for size in sizes}
    return found if served is None else found | {SERVED: compare(*served)}


def made_rows(count: int, seed: int) -> Rows:
    """Return rows with missing values and labels that follow from many of the columns, without noise."""
    draw = np.random.default_rng(seed)
    X = draw.normal(size=(count, _FEATURES))
    score = np.sin(2.0 * X[:, ::2]).sum(axis=1) + (X[:, 0] * X[:, 1]) + np.abs(X[:, 3]) - X[:, 5] * X[:, 7]
    y = (score > np.median(score)).astype(np.float64)
    X[draw.random(X.shape) < _MISSING_SHARE] = np.nan
    return Rows(X, y, np.ones(count), np.arange(count, dtype=np.int64))


def _grown(size: Size) -> str:
    names = tuple(f"f{place}" for place in range(_FEATURES))
    fit, later = made_rows(_ROWS, seed=1), made_rows(_ROWS // 4, seed=2)
    return grow(fit, later, names, (0,) * _FEATURES, size.parameters()).text


def compare(model: str, X: Floats) -> dict[str, float]:
    """Return both times of one row (the median of rows, the best of turns), and how much the values differ."""
    booster, ensemble = lgb.Booster(model_str=model), text.parse(model)
    theirs = np.asarray(booster.predict(X, pred_contrib=True, num_threads=1))
    difference = float(np.abs(contributions(ensemble, X) - theirs).max())
    contributions_one(ensemble, X[0])
    ours_us, theirs_us = [], []
    for _ in range(_TURNS):
        ours_us.append(_median_us(lambda row: contributions_one(ensemble, row), X))
        theirs_us.append(
            _median_us(lambda row: booster.predict(row.reshape(1, -1), pred_contrib=True, num_threads=1), X)
        )
    ours, peer = min(ours_us), min(theirs_us)
    return {
        "trees": ensemble.n_trees,
        "depth": ensemble.depth.splits,
        "features_a_path": ensemble.depth.features,
        "riskdesk_us": ours,
        "pred_contrib_us": peer,
        "ratio": ours / peer,
        "largest_difference": difference,
    }


def _median_us(explain: Callable[[Floats], object], X: Floats) -> float:
    """Return the processor time of one row; all of it is spent in this thread, and neighbours do not count."""
    times = []
    for row in X:
        begin = time.thread_time_ns()
        explain(row)
        times.append(time.thread_time_ns() - begin)
    return statistics.median(times) / 1e3


if __name__ == "__main__":
    from benchmarks.inline.report import contributions_table

    found = run_contributions()
    print(contributions_table(found))
    print(json.dumps(found))
