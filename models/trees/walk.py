"""The kernels that carry four nodes of the quadrature through splits and twigs, see `contributions`.

Places of scratch and tables are of numbers, so that a node k stands at 4 * k. An *upper* is a split outside of
twigs, uint32[6]: its number, the places of its children, of its feature, of its rule and of its inverse.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.trees.lanes import load, spread, store
from models.trees.quadrature import WIDTH
from models.trees.ways import FAILED
from riskdesk.core.jit import inlined_kernel, kernel

SPLIT: Final = 0
FIRST: Final = 1
SECOND: Final = 2
FEATURE: Final = 3
RULE: Final = 4
INVERSE: Final = 5
UPPER: Final = 6
"""Columns of an upper, and their number."""

RULE_WIDTH: Final = 4 * WIDTH
"""Numbers of a rule for one way: a factor and both edges' constants, then the weight; three ways make a rule."""

WEIGHTS: Final = 3 * WIDTH
"""Where the weights stand in a rule."""

SHARES_WIDTH: Final = 4
"""Numbers of a split's shares for one way: of both edges, then what B of either child counts for the feature."""

_WAYS: Final = 3
_FOUR = np.uint32(WIDTH)


@inlined_kernel
def _edge(rule: Any, side: Any, share: Any, table: NDArray[np.float64]) -> Any:
    """Return F of an edge on a side, 0 for left, times what the inverse takes back; four numbers."""
    return spread(share) * load(table, rule) + load(table, rule + _FOUR * (np.uint32(1) + side))


@inlined_kernel
def _inverse(upper: NDArray[np.uint32], way: Any) -> Any:
    """Return the place of 1 / F of the last edge above about the feature; of ones where nothing is taken back."""
    return upper[INVERSE] * np.uint32(way < FAILED)


@kernel
def carry_up(
    uppers: NDArray[np.uint32],
    start: int,
    end: int,
    ways: NDArray[np.uint8],
    shares: NDArray[np.float64],
    table: NDArray[np.float64],
    below: NDArray[np.float64],
) -> None:
    """Fill `below` of uppers from that of their children, which never come before them."""
    for u in range(end - 1, start - 1, -1):
        upper = uppers[np.uint64(u)]
        way = np.uint32(ways[upper[SPLIT]])
        rule = upper[RULE] + np.uint32(RULE_WIDTH) * way
        share = (upper[SPLIT] * np.uint32(_WAYS) + way) * np.uint32(SHARES_WIDTH)
        left = _edge(rule, np.uint32(0), shares[share], table) * load(below, upper[FIRST])
        right = _edge(rule, np.uint32(1), shares[share + np.uint32(1)], table) * load(below, upper[SECOND])
        store(below, WIDTH * (u - start), load(table, _inverse(upper, way)) * (left + right))


@kernel
def carry_down(
    uppers: NDArray[np.uint32],
    start: int,
    end: int,
    ways: NDArray[np.uint8],
    shares: NDArray[np.float64],
    table: NDArray[np.float64],
    below: NDArray[np.float64],
    product: NDArray[np.float64],
    lanes: NDArray[np.float64],
) -> None:
    """Fill `product` of the children of uppers from that of the uppers, and add what each gives its feature."""
    for u in range(start, end):
        upper = uppers[np.uint64(u)]
        way = np.uint32(ways[upper[SPLIT]])
        rule = upper[RULE] + np.uint32(RULE_WIDTH) * way
        share = (upper[SPLIT] * np.uint32(_WAYS) + way) * np.uint32(SHARES_WIDTH)
        inverse = load(table, _inverse(upper, way))
        rest = load(product, WIDTH * (u - start)) * inverse
        store(product, upper[FIRST], rest * _edge(rule, np.uint32(0), shares[share], table))
        store(product, upper[SECOND], rest * _edge(rule, np.uint32(1), shares[share + np.uint32(1)], table))
        first = spread(shares[share + np.uint32(2)]) * load(below, upper[FIRST])
        second = spread(shares[share + np.uint32(3)]) * load(below, upper[SECOND])
        given = rest * inverse * (first + second)
        store(lanes, upper[FEATURE], load(lanes, upper[FEATURE]) + given)


@kernel
def look_up(
    twigs: NDArray[np.uint32],
    start: int,
    end: int,
    size: int,
    steps: NDArray[np.uint32],
    ways: NDArray[np.uint8],
    table: NDArray[np.float64],
    first: int,
    places: NDArray[np.uint32],
    below: NDArray[np.float64],
) -> int:
    """Find the entries of twigs of one size by the ways at their splits, and fill their `below` from them.

    Parameters
    ----------
    twigs
        uint32[b, 2], where the twig's entries begin in the table, and its first split.
    start, end, size
        Which twigs, and how many splits each has.
    steps
        uint32[n, 2], of each split the place of its feature, and by how much a way moves on in the table.
    first
        The node of the first twig; the node after the last one is returned.
    places
        uint32[nodes], filled with where the entries stand.

    """
    node = first
    for k in range(start, end):
        place, split = twigs[np.uint64(k), 0], twigs[np.uint64(k), 1]
        for _ in range(size):
            place += steps[split, 1] * ways[split]
            split += np.uint32(1)
        places[np.uint64(node)] = place
        store(below, WIDTH * node, load(table, place))
        node += 1
    return node


@kernel
def share_out(
    twigs: NDArray[np.uint32],
    start: int,
    end: int,
    size: int,
    steps: NDArray[np.uint32],
    table: NDArray[np.float64],
    first: int,
    places: NDArray[np.uint32],
    product: NDArray[np.float64],
    lanes: NDArray[np.float64],
) -> int:
    """Add what the splits of twigs give their features, times the product above; parameters as of `look_up`."""
    node = first
    for k in range(start, end):
        place, split = places[np.uint64(node)], twigs[np.uint64(k), 1]
        above = load(product, WIDTH * node)
        for _ in range(size):
            place += _FOUR
            feature = steps[split, 0]
            store(lanes, feature, load(lanes, feature) + above * load(table, place))
            split += np.uint32(1)
        node += 1
    return node
