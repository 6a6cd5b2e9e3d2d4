"""Runs in an environment of its own that has PyOD: reads draws, writes PyOD's scores."""

import sys
from importlib import import_module

import numpy as np


def main(given: str, said: str, trees: str) -> None:
    """Fit PyOD's IForest on each draw, all else as it comes."""
    detector = import_module("pyod.models.iforest").IForest

    with np.load(given) as draws:
        scores = {}
        for k, seed in enumerate(draws["seeds"].tolist()):
            forest = detector(n_estimators=int(trees), random_state=seed).fit(draws[f"learnt_{k}"])
            scores[f"scores_{k}"] = forest.decision_function(draws[f"test_{k}"])
    np.savez(said, **scores)


if __name__ == "__main__":
    main(*sys.argv[1:])
