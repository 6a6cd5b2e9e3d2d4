"""Unpaid invoices among those that are learnt from: spread over the days on which they may yet be paid.

To leave them out would over-sample those who pay early; to take the days so far for the last word would make
late payers punctual.
"""

import numpy as np
import numpy.typing as npt

from training.fit.trees import Rows

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


def hazards(steps: Ints, unpaid: Mask, count: int) -> Floats:
    """Return for each step of the ladder the share paid in it of those not paid before it, float64[count].

    An unpaid invoice is at risk in the steps before its own. Nobody is left after the last step. Source:
    Kaplan, Meier, "Nonparametric estimation from incomplete observations" (1958).
    """
    paid = np.bincount(steps[~unpaid], minlength=count).astype(np.float64)
    left = np.bincount(steps[unpaid], minlength=count).astype(np.float64)
    at_risk = np.cumsum((paid + left)[::-1])[::-1] - left
    found = np.divide(paid, at_risk, out=np.zeros(count), where=at_risk > 0)
    found[-1] = 1.0
    return found


def spread_unpaid(rows: Rows, steps: Ints, unpaid: Mask, count: int) -> tuple[Rows, Ints]:
    """Return rows and steps with each unpaid row in its own and all later steps, its weight shared among them.

    Parameters
    ----------
    steps
        int64 of shape (n,), 0 to `count` - 1: the step of the days late, of an unpaid row that of the days so far.
    """
    chance = hazards(steps, unpaid, count)
    survived = np.concatenate([[1.0], np.cumprod(1.0 - chance)[:-1]])
    share = survived * chance
    from_here = np.cumsum(share[::-1])[::-1]
    whose, where = np.nonzero(np.arange(count) >= steps[unpaid][:, None])
    open_rows = np.flatnonzero(unpaid)[whose]
    # Where nobody was ever that late, all is put on the last step.
    known = from_here[steps[open_rows]] > 0
    part = np.where(
        known, share[where] / np.where(known, from_here[steps[open_rows]], 1.0), where == count - 1
    )
    chosen = np.concatenate([np.flatnonzero(~unpaid), open_rows])
    weights = np.concatenate([rows.weights[~unpaid], rows.weights[open_rows] * part])
    spread = Rows(rows.X[chosen], rows.y[chosen], weights, rows.moments_us[chosen])
    return spread, np.concatenate([steps[~unpaid], where.astype(np.int64)])
