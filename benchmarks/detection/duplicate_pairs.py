"""Pairs of supplier invoices: which of them are one invoice, paid twice.

The table is read by the preset `duplicate_pairs` and learnt from as `riskdesk train pairs` does. Two pairs in
three have an identical twin, which tells their verdict: the figures that count keep twins in one fold. Folds
of single rows, as published figures use them, stand beside for comparison.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.evaluate.intervals import ranked_interval
from training.evaluate.leakage.twins import twins_of
from training.evaluate.ranked import Metric
from training.fit.calibration import fit_calibration
from training.labels.pair_mapping import load_pair_mapping
from training.labels.pairs import Pairs, read_pairs
from training.pipelines.pairs import (
    HeldOut,
    held_out_scores,
    look_folds,
    measure_on,
    pair_metrics,
    row_folds,
    train_pairs,
)

Ints = npt.NDArray[np.int64]
Say = Callable[[str], None]

FILE: Final = "pairs.parquet"
PRESET: Final = "duplicate_pairs"
FOLD_SEEDS: Final = (111, 112, 113, 114, 115)
"""Not those on which the model was shaped."""
PUBLISHED: Final = {
    "ungrouped": {"auc": 0.913, "ap": 0.890},
    "plain_lightgbm_ungrouped": {"auc": 0.919, "ap": 0.901},
    "plain_lightgbm_grouped": {"auc": 0.890, "ap": 0.867},
}
"""The published configuration on this sample, and LightGBM as it comes."""


def run_pairs(folder: Path, *, fold_seeds: Sequence[int] = FOLD_SEEDS, say: Say) -> dict[str, Any]:
    """Cross-validate on the table of a folder, over several draws of the folds.

    Parameters
    ----------
    folder
        Holds `pairs.parquet`.
    fold_seeds
        Of the draws of folds; the first one also draws single rows.
    say
        Told how far it is.

    Returns
    -------
    dict
        `auc` and `ap`, the means over folds and draws; `auc_pooled` and `ap_pooled`, of all pairs in one
        ranking; the lowest and highest draw of each, with the 95 % interval of the first; `auc_ungrouped`
        and `ap_ungrouped`; rows, looks, rows with a twin and rows left out.
    """
    pairs = read_pairs(folder / FILE, load_pair_mapping(PRESET))
    held, draws = [], []
    for seed in fold_seeds:
        held.append(held_out_scores(pairs, look_folds(pairs, seed)))
        draws.append(_measured(pairs, held[-1]))
        say(f"folds drawn by {seed}: AUC {draws[-1]['auc']:.4f}, AP {draws[-1]['ap']:.4f}")
    by_row = held_out_scores(pairs, row_folds(pairs, fold_seeds[0]))
    ungrouped = _measured(pairs, by_row)
    return (
        _described(pairs, by_row.fold)
        | _over(draws)
        | _intervals(pairs, held[0])
        | {
            "benchmark": PRESET,
            "fold_seeds": list(fold_seeds),
            "auc_ungrouped": ungrouped["auc"],
            "ap_ungrouped": ungrouped["ap"],
            "published": PUBLISHED,
        }
    )


def run_pairs_on(train: Path, test: Path, *, say: Say) -> dict[str, Any]:
    """Learn from one table and measure on another, of which nothing is read before the model is fixed.

    Returns
    -------
    dict
        `auc` and `ap` of all test rows; `auc_unseen` and `ap_unseen` of those whose look was not learnt
        from (None where they are all of one verdict); `twins`, how many were; `brier`, and
        `trained`, the figures of the model's own folds.
    """
    mapping = load_pair_mapping(PRESET)
    learnt = read_pairs(train, mapping)
    model = train_pairs(learnt)
    say(f"learnt from {len(learnt)} pairs: AUC {model.figures['auc']:.4f} on those left out")
    measured = read_pairs(test, mapping)
    found = measure_on(model, learnt, measured)
    return {
        "benchmark": PRESET,
        **{name: found["all"].get(name) for name in ("auc", "ap", "brier", "rows", "rate")},
        **{f"{name}_unseen": found["unseen"].get(name) for name in ("auc", "ap", "rows")},
        "twins": found["twins"],
        "twin_share": found["twin_share"],
        "left_out": measured.left_out,
        "trained": model.figures,
    }


def _measured(pairs: Pairs, held: HeldOut) -> dict[str, float]:
    calibration = fit_calibration(held.raw, pairs.labels.astype(np.float64))
    said = pair_metrics(pairs.labels, held, calibration)
    return {
        "auc": said["auc_fold_mean"],
        "ap": said["ap_fold_mean"],
        "auc_pooled": said["auc"],
        "ap_pooled": said["ap"],
        "brier": said["brier"],
    }


def _over(draws: Sequence[dict[str, float]]) -> dict[str, Any]:
    means = {name: float(np.mean([one[name] for one in draws])) for name in draws[0]}
    spread = {
        f"{name}_spread": [min(one[name] for one in draws), max(one[name] for one in draws)]
        for name in ("auc", "ap", "auc_pooled", "ap_pooled")
    }
    return means | spread


def _intervals(pairs: Pairs, held: HeldOut) -> dict[str, Any]:
    """Return the intervals of the pooled figures, pairs of one look drawn together."""
    _, look = pairs.looks()
    metrics: tuple[Metric, ...] = ("auc", "ap")
    found = {name: ranked_interval(name, pairs.labels, held.raw, look) for name in metrics}
    return {f"{name}_pooled_interval": [one.low, one.high] for name, one in found.items()}


def _described(pairs: Pairs, row_fold: Ints) -> dict[str, Any]:
    looks, of = pairs.looks()
    twins = np.bincount(of)[of] > 1
    shared = [
        twins_of(pairs.similarities[row_fold != k], pairs.similarities[row_fold == k]).share
        for k in np.unique(row_fold)
    ]
    return {
        "rows": len(pairs),
        "confirmed": int(pairs.labels.sum()),
        "looks": len(looks),
        "rows_with_a_twin": int(twins.sum()),
        "twin_share_ungrouped": float(np.mean(shared)),
        "left_out": pairs.left_out,
    }
