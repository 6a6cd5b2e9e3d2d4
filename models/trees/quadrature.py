"""Gauss-Legendre quadrature on (0, 1), in blocks of equal width."""

import numpy as np
from numpy.typing import NDArray

from riskdesk.core.jit import kernel

WIDTH = 4


def blocks_for(n_features: int) -> int:
    """Return how many blocks integrate exactly what paths over `n_features` distinct features need.

    The integrand has degree n_features - 1; b blocks are WIDTH * b nodes, exact up to degree
    2 * WIDTH * b - 1.

    >>> blocks_for(8), blocks_for(9)
    (1, 2)
    """
    return max(1, -(-n_features // (2 * WIDTH)))


@kernel
def first_row(blocks: int) -> int:
    """Return the row of `tables` where the rule of that many blocks begins."""
    return blocks * (blocks - 1) // 2


def tables(most_blocks: int) -> NDArray[np.float64]:
    """Return float64[rows, 3, WIDTH], for 1 to `most_blocks` blocks: t, 1 - t, weight."""
    rules = [_rule(blocks) for blocks in range(1, most_blocks + 1)]
    return np.ascontiguousarray(np.concatenate(rules))


def _rule(blocks: int) -> NDArray[np.float64]:
    x, weight = np.polynomial.legendre.leggauss(WIDTH * blocks)
    rule = np.stack([(1.0 + x) / 2.0, (1.0 - x) / 2.0, weight / 2.0])
    return rule.reshape(3, blocks, WIDTH).transpose(1, 0, 2)
