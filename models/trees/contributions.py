"""Exact TreeSHAP: what each feature adds to the raw score of a row.

For a leaf of value v let feature j be asked on its path, z_j be the share of training rows that pass all
questions about j, and o_j say (0 or 1) whether the row passes them. Its contribution is

    phi_i = v (o_i - z_i) * integral over t from 0 to 1 of the product over j != i of (z_j (1 - t) + o_j t)

which Gauss-Legendre nodes give exactly, the integrand being a polynomial of t. With F_j = z_j (1 - t) + o_j t
and P the product of all F_j, the integrand is P / (1 - t) * (o_i / F_i - 1). So for each node t P is carried
down the tree once, the sum T of v P over the leaves below is carried up, and a split adds to its feature

    1 / (1 - t) * (T / F of the child the row goes to - T / F of the split itself),

F being that of the last edge about this feature, 1 at first; nothing is added where the row failed such a
question above. F is at least t where it divides, so that training counts of zero do no harm. The work is
splits of the tree * nodes of the quadrature.

Sources: Lundberg et al., "Consistent individualized feature attribution for tree ensembles" (2018), for the
values; the integral is the multilinear form of the Shapley value (Owen, 1972).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.trees.decision import is_below, is_member
from models.trees.ensemble import Ensemble
from models.trees.quadrature import WIDTH, first_row
from models.trees.rows import as_row, as_rows
from models.trees.tree import CATEGORICAL
from riskdesk.core.jit import allocating_kernel, kernel


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
    phi = np.zeros((len(rows), ensemble.n_features + 1))
    _explain_many(rows, _tables(ensemble), phi)
    phi[:, -1] = ensemble.expected_value
    return phi


def contributions_one(ensemble: Ensemble, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Explain one row, float64[f], as float64[f + 1] with the kernel of `contributions`.

    Raises
    ------
    ValueError
        Unless x is float64[f].

    """
    row = as_row(x, ensemble.n_features)
    phi = np.zeros(ensemble.n_features + 1)
    _explain_one(row, _tables(ensemble), phi)
    phi[-1] = ensemble.expected_value
    return phi


class _Tables(NamedTuple):
    """The arrays of an ensemble as the kernel takes them, see `Ensemble` and `Paths`."""

    nodes: NDArray[np.void]
    roots: NDArray[np.int64]
    words: NDArray[np.uint32]
    splits: NDArray[np.void]
    split_starts: NDArray[np.int64]
    blocks: NDArray[np.int64]
    inverse_starts: NDArray[np.int64]
    inverses: NDArray[np.float64]
    quadrature: NDArray[np.float64]
    largest_tree: int


def _tables(ensemble: Ensemble) -> _Tables:
    paths = ensemble.paths
    return _Tables(
        nodes=ensemble.nodes,
        roots=ensemble.roots,
        words=ensemble.category_words,
        splits=paths.splits,
        split_starts=paths.split_starts,
        blocks=paths.blocks,
        inverse_starts=paths.inverse_starts,
        inverses=paths.inverses,
        quadrature=paths.quadrature,
        largest_tree=paths.largest_tree,
    )


@kernel
def _follow(
    row: NDArray[np.float64],
    nodes: NDArray[np.void],
    splits: NDArray[np.void],
    words: NDArray[np.uint32],
    left: NDArray[np.bool_],
    follows: NDArray[np.bool_],
) -> None:
    """Decide each split of a tree once, and mark the edges that the row follows."""
    follows[0] = True
    for s in range(splits.size):
        split = splits[s]
        node = nodes[int(split["place"])]
        value = row[int(split["feature"])]
        if node["decision_type"] & CATEGORICAL:
            left[s] = is_member(value, node["category_start"], node["category_words"], words)
        else:
            left[s] = is_below(value, node["threshold"], node["decision_type"])
        before = follows[split["previous"]]
        follows[split["place"] + 1] = before & left[s]
        follows[split["right"]] = before & (not left[s])


@kernel
def _carry_down(
    splits: NDArray[np.void],
    left: NDArray[np.bool_],
    follows: NDArray[np.bool_],
    inverse: NDArray[np.float64],
    rule: NDArray[np.float64],
    product: NDArray[np.float64],
) -> None:
    """Fill the products of all nodes.

    Of the two edges of a split the row takes one, the hot one; whether it follows it depends on `previous`.
    """
    for k in range(WIDTH):
        product[0, k] = 1.0
    for s in range(splits.size):
        split = splits[s]
        p, q, first, second = split["place"], split["previous"], split["place"] + 1, split["right"]
        if follows[q]:
            hot, cold = (first, second) if left[s] else (second, first)
            z_hot = split["zero_left"] if left[s] else split["zero_right"]
            z_cold = split["zero_right"] if left[s] else split["zero_left"]
            for k in range(WIDTH):
                rest = product[p, k] * inverse[q, k]
                product[hot, k] = rest * (z_hot * rule[1, k] + rule[0, k])
                product[cold, k] = rest * (z_cold * rule[1, k])
        else:
            for k in range(WIDTH):
                above = product[p, k]
                product[first, k] = above * split["step_left"]
                product[second, k] = above * split["step_right"]


@kernel
def _carry_up(
    splits: NDArray[np.void],
    left: NDArray[np.bool_],
    follows: NDArray[np.bool_],
    inverse: NDArray[np.float64],
    rule: NDArray[np.float64],
    product: NDArray[np.float64],
    phi: NDArray[np.float64],
) -> None:
    """Put the sum of the leaves below in the place of each product, and add to each feature its shares."""
    for s in range(splits.size - 1, -1, -1):
        split = splits[s]
        p, q, first, second = split["place"], split["previous"], split["place"] + 1, split["right"]
        for k in range(WIDTH):
            product[first, k] *= split["value_left"]
            product[second, k] *= split["value_right"]
            product[p, k] = product[first, k] + product[second, k]
        if follows[q]:
            hot = first if left[s] else second
            share = 0.0
            for k in range(WIDTH):
                share += rule[3, k] * (inverse[hot, k] * product[hot, k] - inverse[q, k] * product[p, k])
            phi[split["feature"]] += share


@allocating_kernel
def _explain_one(row: NDArray[np.float64], tables: _Tables, phi: NDArray[np.float64]) -> None:
    left, follows = np.empty(tables.largest_tree, np.bool_), np.empty(tables.largest_tree, np.bool_)
    product = np.empty((tables.largest_tree, WIDTH))
    for tree in range(tables.blocks.size):
        nodes = tables.nodes[tables.roots[tree] : tables.roots[tree + 1]]
        splits = tables.splits[tables.split_starts[tree] : tables.split_starts[tree + 1]]
        _follow(row, nodes, splits, tables.words, left, follows)
        for block in range(tables.blocks[tree]):
            start = tables.inverse_starts[tree] + block * nodes.size
            inverse = tables.inverses[start : start + nodes.size]
            rule = tables.quadrature[first_row(tables.blocks[tree]) + block]
            _carry_down(splits, left, follows, inverse, rule, product)
            _carry_up(splits, left, follows, inverse, rule, product, phi)


@allocating_kernel
def _explain_many(rows: NDArray[np.float64], tables: _Tables, phi: NDArray[np.float64]) -> None:
    for r in range(rows.shape[0]):
        _explain_one(rows[r], tables, phi[r])
