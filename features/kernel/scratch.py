"""Room that the measures of one query share: what one of them put together serves the next.

One int64 array, made once a run; `forget` begins a query. Nothing of one query is read by another.
"""

from typing import Final

import numpy as np

from features.kernel.arrays import Ints
from riskdesk.core.jit import kernel

PAID_MOST: Final = 128
"""No selection of payments is longer than this."""

PAID_TAIL: Final = 0
"""How many payments the tail holds, -1 before it was looked for."""
PAID_CHOSEN: Final = 1
"""Selection that stands in the days, -1 for none."""
PAID_COUNT: Final = 2
EPOCH: Final = 4
"""Grows with each set of keys that is counted."""
PAID_START: Final = 5
"""First posting of the slot whose payments these are, and the query's place in it."""
PAID_END: Final = 6
PAID_TAIL_AT: Final = 8
PAID_AMOUNT_AT: Final = PAID_TAIL_AT + PAID_MOST
PAID_DELAY_AT: Final = PAID_AMOUNT_AT + PAID_MOST
PAID_DAYS_AT: Final = PAID_DELAY_AT + PAID_MOST
PAID_RANKED_AT: Final = PAID_DAYS_AT + PAID_MOST
SET_SIZE: Final = 1024
"""A power of two, at least twice what is put in."""
SET_KEYS_AT: Final = PAID_RANKED_AT + PAID_MOST
SET_EPOCHS_AT: Final = SET_KEYS_AT + SET_SIZE
LIST_MOST: Final = 64
"""Room for a list of one measure's own, and for a second; with what stood there before."""
LIST_A_AT: Final = SET_EPOCHS_AT + SET_SIZE
LIST_B_AT: Final = LIST_A_AT + LIST_MOST
SIGNS_A_AT: Final = LIST_B_AT + LIST_MOST
SIGNS_B_AT: Final = SIGNS_A_AT + 16
WEIGHED_BY: Final = 7
"""Weighing whose statistics stand here, -1 for none."""
WEIGHED_SORTED: Final = SIGNS_B_AT + 16
"""1 where the order of the tail by days late is worked out."""
WEIGHED_ORDER_AT: Final = WEIGHED_SORTED + 1
WEIGHTS_AT: Final = WEIGHED_ORDER_AT + PAID_MOST
WEIGHED_AT: Final = WEIGHTS_AT + PAID_MOST
WEIGHED_MOST: Final = 10
SIZE: Final = WEIGHED_AT + WEIGHED_MOST

_MIX = np.uint64(0x9E3779B97F4A7C15)


def new_scratch() -> Ints:
    """Return room for one run: int64 of shape (SIZE,)."""
    return np.zeros(SIZE, np.int64)


@kernel
def forget(scratch: Ints) -> None:
    """Begin a query."""
    scratch[PAID_TAIL] = -1
    scratch[PAID_CHOSEN] = -1
    scratch[WEIGHED_BY] = -1
    scratch[WEIGHED_SORTED] = 0


@kernel
def empty_set(scratch: Ints) -> None:
    """Begin a set of keys."""
    scratch[EPOCH] += 1


@kernel
def add_to_set(scratch: Ints, key: int) -> bool:
    """Put a key into the set; tell whether it is new there."""
    epoch = scratch[EPOCH]
    mixed = np.uint64(key) * _MIX
    at = np.int64((mixed >> np.uint64(32)) & np.uint64(SET_SIZE - 1))
    while scratch[SET_EPOCHS_AT + at] == epoch:
        if scratch[SET_KEYS_AT + at] == key:
            return False
        at = (at + 1) & (SET_SIZE - 1)
    scratch[SET_EPOCHS_AT + at] = epoch
    scratch[SET_KEYS_AT + at] = key
    return True
