"""Rare findings are kept, the others drawn and weighed up."""

import numpy as np

from training.fit.thin import thinned
from training.fit.trees import Rows


def rows(positives: int, others: int) -> Rows:
    """Rows whose moment is their number, findings spread among the others."""
    n = positives + others
    y = np.zeros(n)
    y[:: n // positives] = 1.0
    return Rows(np.arange(n, dtype=np.float64)[:, None], y, np.full(n, 0.5), np.arange(n))


def test_findings_are_kept_and_weights_stay() -> None:
    """Of 1,000 rows 100 stay, all findings among them, and both kinds weigh what they did."""
    before = rows(20, 980)
    after = thinned(before, 100, seed=1)
    assert (100, 20.0) == (len(after), float(after.y.sum()))
    assert np.flatnonzero(before.y).tolist() == after.moments_us[after.y == 1].tolist()
    for kind in (0.0, 1.0):
        np.testing.assert_allclose(
            before.weights[before.y == kind].sum(), after.weights[after.y == kind].sum(), rtol=1e-12
        )


def test_rows_keep_their_order_and_their_columns() -> None:
    """What stays stays together with its own columns, earlier before later."""
    after = thinned(rows(20, 980), 100, seed=1)
    assert after.moments_us.tolist() == sorted(after.moments_us.tolist())
    assert after.X[:, 0].astype(np.int64).tolist() == after.moments_us.tolist()


def test_the_draw_is_the_seeds() -> None:
    """The same seed draws the same rows, another one others."""
    one, again, other = (thinned(rows(20, 980), 100, seed=seed).moments_us.tolist() for seed in (1, 1, 2))
    assert one == again != other


def test_few_rows_are_left_alone() -> None:
    """Nothing is drawn where all may stay."""
    before = rows(20, 50)
    assert before is thinned(before, 70, seed=1)
