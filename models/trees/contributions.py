"""Exact TreeSHAP: what each feature adds to the raw score of a row.

For a leaf of value v let feature j be asked on its path, z_j be the share of training rows that pass all
questions about j, and o_j say (0 or 1) whether the row passes them. Its contribution is

    phi_i = v (o_i - z_i) * integral over t from 0 to 1 of the product over j != i of (z_j (1 - t) + o_j t)

which Gauss-Legendre nodes give exactly, the integrand being a polynomial of t. With F_j = z_j (1 - t) + o_j t
and P the product of all F_j, the integrand is P / (1 - t) * (o_i / F_i - 1). Let P belong to a node as to a
leaf, and let B be what is below it: the sum of v P over its leaves, divided by its own P. For each node t of the
quadrature, B is carried up the tree, and P down. At a split let F and z be those of the last edge above about
its feature, 1 at first:

    B = (F of the left edge * B of the left child + F of the right edge * B of the right child) / F

If the row goes to the child `hot` and not to `cold`, B of the hot one differs from B by (1 - t) / F times

    (z - z of the hot edge) * B of the hot child - z of the cold edge * B of the cold child

and the split adds this times P / F^2 to its feature. Where the row failed such a question above, a split adds
nothing, and its edges only part the training rows. F is at least t where it divides, so that training counts of
zero do no harm. P begins with the weights of the quadrature,
so that the sum over its nodes is the integral.

Small subtrees are looked up (`twigs`): B, and what their splits add for P = 1, are known for all ways a row can
go in them. So the work is splits outside of twigs * nodes of the quadrature, and little more.

Sources: Lundberg et al., "Consistent individualized feature attribution for tree ensembles" (2018), for the
values; the integral is the multilinear form of the Shapley value (Owen, 1972).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.trees.arrays import LEAVES, TOPS, TWIGS, UPPERS, Plan
from models.trees.ensemble import Ensemble
from models.trees.lanes import load, spread, store
from models.trees.quadrature import WIDTH
from models.trees.rows import as_row, as_rows
from models.trees.twigs import MOST_SPLITS
from models.trees.walk import carry_down, carry_up, look_up, share_out
from models.trees.ways import decide, decide_sets, mark_failed, raw_score
from riskdesk.core.jit import kernel


def contributions(ensemble: Ensemble, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Explain rows.

    Parameters
    ----------
    ensemble
        The model.
    x
        float64[n, f], missing values are NaN, categories their codes.

    Returns
    -------
    NDArray[np.float64]
        float64[n, f + 1] in the unit of the raw score; the last column is the expected value, and a row sums
        to its raw score. Equal to LightGBM's `pred_contrib` but for rounding.

    Raises
    ------
    ValueError
        Unless x is float64[n, f].

    """
    rows = as_rows(x, ensemble.n_features)
    phi = np.empty((len(rows), ensemble.n_features + 1))
    plan = ensemble.plan
    _explain_many(rows, phi, *_scratch(plan, ensemble.n_features), *plan.arrays)
    phi[:, -1] = ensemble.expected_value
    return phi


def contributions_one(ensemble: Ensemble, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Explain one row, float64[f], as float64[f + 1] with the kernel of `contributions`.

    Raises
    ------
    ValueError
        Unless x is float64[f].

    """
    phi = np.empty(ensemble.n_features + 1)
    explain_one(ensemble, x, phi)
    phi[-1] = ensemble.expected_value
    return phi


def explain_one(ensemble: Ensemble, x: NDArray[np.float64], phi: NDArray[np.float64]) -> float:
    """Put the contributions of one row, float64[f], into the first f places of `phi`; return its raw score.

    The score is that of `raw_score_one`, bit by bit, out of the same walk.

    Raises
    ------
    ValueError
        Unless x is float64[f].

    """
    row, plan = as_row(x, ensemble.n_features), ensemble.plan
    arrays: Any = plan.arrays
    return _explain(row, phi, *_scratch(plan, ensemble.n_features), *arrays)


def _scratch(
    plan: Plan, n_features: int
) -> tuple[NDArray[np.float64], NDArray[np.uint8], NDArray[np.uint32]]:
    """Return what a row is explained in; each call has its own, for threads share the plan."""
    numbers = WIDTH * (2 * plan.most_nodes + n_features) + len(plan.arrays.asked)
    ways = np.empty(len(plan.arrays.thresholds), np.uint8)
    return np.empty(numbers), ways, np.empty(plan.most_nodes, np.uint32)


@kernel
def _explain(
    row: NDArray[np.float64],
    phi: NDArray[np.float64],
    numbers: NDArray[np.float64],
    ways: NDArray[np.uint8],
    places: NDArray[np.uint32],
    asked: NDArray[np.int64],
    thresholds: NDArray[np.float64],
    slots: NDArray[np.uint32],
    sets: NDArray[np.int64],
    words: NDArray[np.uint32],
    repeats: NDArray[np.uint32],
    roots: NDArray[np.int32],
    children: NDArray[np.int32],
    leaf_values: NDArray[np.float64],
    batches: NDArray[np.int64],
    uppers: NDArray[np.uint32],
    twigs: NDArray[np.uint32],
    steps: NDArray[np.uint32],
    leaves: NDArray[np.uint32],
    tops: NDArray[np.uint32],
    shares: NDArray[np.float64],
    table: NDArray[np.float64],
) -> float:
    most = WIDTH * places.size
    below, product = numbers[:most], numbers[most : 2 * most]
    lanes = numbers[2 * most : 2 * most + WIDTH * row.size]
    decide(row, asked, thresholds, slots, numbers[2 * most + WIDTH * row.size :], ways)
    decide_sets(row, sets, words, ways)
    mark_failed(repeats, ways)
    lanes[:] = 0.0
    for b in range(batches.shape[0]):
        batch = batches[b]
        start, end = batch[UPPERS], batch[UPPERS + 1]
        node = end - start
        for size in range(1, MOST_SPLITS + 1):
            first, last = batch[TWIGS + size - 1], batch[TWIGS + size]
            node = look_up(twigs, first, last, size, steps, ways, table, node, places, below)
        for leaf in range(batch[LEAVES], batch[LEAVES + 1]):
            store(below, WIDTH * node, spread(leaf_values[leaves[leaf]]))
            node += 1
        carry_up(uppers, start, end, ways, shares, table, below)
        for top in range(batch[TOPS], batch[TOPS + 1]):
            store(product, tops[top, 0], load(table, tops[top, 1]))
        carry_down(uppers, start, end, ways, shares, table, below, product, lanes)
        node = end - start
        for size in range(1, MOST_SPLITS + 1):
            first, last = batch[TWIGS + size - 1], batch[TWIGS + size]
            node = share_out(twigs, first, last, size, steps, table, node, places, product, lanes)
    for f in range(row.size):
        four = WIDTH * f
        phi[f] = (lanes[four] + lanes[four + 1]) + (lanes[four + 2] + lanes[four + 3])
    return raw_score(roots, children, leaf_values, ways)


@kernel
def _explain_many(rows: NDArray[np.float64], phi: NDArray[np.float64], *rest: Any) -> None:
    for r in range(rows.shape[0]):
        _explain(rows[r], phi[r], *rest)
