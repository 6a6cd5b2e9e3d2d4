"""Medians and other ranks of short lists, without sorting more than is asked for."""

from features.kernel.arrays import Floats, Ints
from riskdesk.core.jit import kernel


@kernel
def partition(values: Floats, rank: int) -> float:
    """Bring the value of a rank to its place, smaller ones before it, and return it.

    Hoare's selection with the middle as pivot; `values` are permuted and hold no NaN.
    """
    low = 0
    high = values.shape[0] - 1
    while low < high:
        pivot = values[(low + high) // 2]
        i = low
        j = high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while values[j] > pivot:
                j -= 1
            if i <= j:
                swapped = values[i]
                values[i] = values[j]
                values[j] = swapped
                i += 1
                j -= 1
        if rank <= j:
            high = j
        elif rank >= i:
            low = i
        else:
            break
    return float(values[rank])


@kernel
def median_of(values: Floats) -> float:
    """Return the median; permutes `values`, which must not be empty."""
    n = values.shape[0]
    middle = n // 2
    upper = partition(values, middle)
    if n % 2 == 1:
        return upper
    lower = values[0]
    for i in range(1, middle):
        lower = max(lower, values[i])
    return float(0.5 * (lower + upper))


@kernel
def rank_of(values: Ints, at: int, n: int, rank: int) -> int:
    """Return the value of a rank among `values[at : at + n]`, which are permuted as in `partition`."""
    low = at
    high = at + n - 1
    while low < high:
        pivot = values[(low + high) // 2]
        i = low
        j = high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while values[j] > pivot:
                j -= 1
            if i <= j:
                swapped = values[i]
                values[i] = values[j]
                values[j] = swapped
                i += 1
                j -= 1
        if at + rank <= j:
            high = j
        elif at + rank >= i:
            low = i
        else:
            break
    found: int = values[at + rank]
    return found
