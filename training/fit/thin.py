"""Fewer rows without a finding, weighed up: rare findings need no millions of others to be told from."""

import numpy as np

from training.fit.trees import Rows


def thinned(rows: Rows, most: int, *, seed: int) -> Rows:
    """Keep every row of 1 and so many of 0 that there are at most `most`, these weighed up for the others.

    The weight of all rows of 0 together stays what it was in expectation, so a fitted probability stays
    that of all rows. Rows keep their order.

    Parameters
    ----------
    rows
        Of a probability: `y` is 0 or 1.
    most
        Rows to keep; those of 1 are kept though they alone be more.
    seed
        Of the draw: the same rows every time.
    """
    ordinary = np.flatnonzero(rows.y == 0)
    wanted = max(most - (len(rows) - len(ordinary)), 1)
    if len(ordinary) <= wanted:
        return rows
    drawn = np.random.default_rng(seed).choice(ordinary, wanted, replace=False)
    kept = rows.y != 0
    kept[drawn] = True
    weights = np.where(rows.y == 0, rows.weights * len(ordinary) / wanted, rows.weights)
    return Rows(rows.X, rows.y, weights, rows.moments_us).where(kept)
