"""The facts behind reasons: fetched only for the reasons that are shown."""

from functools import lru_cache
from typing import Final

import numpy as np

from features.catalogue.feature import window_us
from features.catalogue.reason import Evidence, Match
from features.catalogue.reasons import REASONS
from features.kernel import evidence as kernels
from features.kernel.arrays import Ints
from features.kernel.layout import NOBODY
from features.kernel.tables import ENTITY_COLUMN, Table
from riskdesk.core.jit import allocating_kernel, kernel

OWN_FACTS: Final[tuple[Evidence, ...]] = (
    Evidence(Table.CUSTOMER_PROFILE),
    Evidence(Table.CUSTOMER_INVOICE, "365d"),
    Evidence(Table.CUSTOMER_ORDER, "365d"),
    Evidence(Table.PAYEE_PROFILE),
    Evidence(Table.PAYEE_PAYMENT, "365d"),
    Evidence(Table.PAYEE_ACCOUNT_CHANGE),
)
"""The customer's or payee's own facts, for reasons that name none or where none is found."""

_MATCH: Final[dict[Match, int]] = {
    "moved": kernels.MATCH_MOVED,
    "standing": kernels.MATCH_STANDING,
    "reversed": kernels.MATCH_REVERSED,
    "same_tag": kernels.MATCH_SAME_TAG,
    "same_amount": kernels.MATCH_SAME_AMOUNT,
}


_ANYBODY: Final = -1
"""Stands for a column of the query where a place is not restricted to a party."""
_NEVER: Final = 2**63 - 1


def evidence_seqs(
    postings: Ints, slots: Ints, query: Ints, codes: tuple[str, ...], most: int = 8
) -> list[list[int]]:
    """Return for each reason the `seq` of the facts behind it, latest first, by what the query sees.

    Parameters
    ----------
    postings, slots
        As the kernel takes them.
    query
        One query, int64 of shape (Q_WIDTH,).
    codes
        Of reasons; where one names no places, or nothing stands there, the party's own facts are taken.
    most
        No more than this many of each.
    """
    places, starts, widest = _places(codes)
    found = np.empty((len(codes), most), np.int64)
    counts = np.empty(len(codes), np.int64)
    _gather_all(postings, slots, query, places, starts, np.empty((widest, most, 2), np.int64), found, counts)
    return [seqs[:count] for seqs, count in zip(found.tolist(), counts.tolist(), strict=True)]


@lru_cache(maxsize=4096)
def _places(codes: tuple[str, ...]) -> tuple[Ints, Ints, int]:
    """Return the places of reasons, then the party's own; where each begins; and how many at most are one's.

    Of a place table, window, column of the party that it is restricted to, match: int64 of shape (n, 4).
    """
    of_each = [*(REASONS[code].evidence for code in codes), OWN_FACTS]
    rows = [
        (place.table, window_us(place.window), _column(place), _MATCH[place.match])
        for places in of_each
        for place in places
    ]
    starts = np.cumsum([0, *(len(places) for places in of_each)], dtype=np.int64)
    return np.array(rows, np.int64), starts, max(len(places) for places in of_each)


def _column(place: Evidence) -> int:
    return ENTITY_COLUMN[place.other] if place.other else _ANYBODY


@allocating_kernel
def _gather_all(
    postings: Ints,
    slots: Ints,
    query: Ints,
    places: Ints,
    starts: Ints,
    room: Ints,
    found: Ints,
    counts: Ints,
) -> None:
    """Write the facts of each reason into its row of `found`, and how many they are into `counts`."""
    last = starts.size - 2
    for reason in range(last):
        seen = _gather(postings, slots, query, places, starts[reason], starts[reason + 1], room)
        if seen == 0:
            seen = _gather(postings, slots, query, places, starts[last], starts[last + 1], room)
        counts[reason] = _latest(room, found, reason) if seen > 0 else 0


@allocating_kernel
def _gather(postings: Ints, slots: Ints, query: Ints, places: Ints, begin: int, end: int, room: Ints) -> int:
    """Write (moment, seq) of the facts of each place into its part of `room`, the rest 0, which is no seq; return how many."""
    room[:] = 0
    seen = 0
    for k in range(begin, end):
        table, window, column, match = places[k, 0], places[k, 1], places[k, 2], places[k, 3]
        other = NOBODY if column == _ANYBODY else int(query[column])
        if column == _ANYBODY or other != NOBODY:
            part = room[k - begin]
            seen += kernels.find_evidence(postings, slots, query, table, window, other, match, part)
    return seen


@kernel
def _latest(room: Ints, found: Ints, reason: int) -> int:
    """Write the latest facts in `room` into a row of `found`, each once; return how many."""
    count = 0
    moment, seq = _NEVER, _NEVER
    while count < found.shape[1]:
        at_us, at_seq = 0, 0
        for k in range(room.shape[0]):
            for i in range(room.shape[1]):
                us, one = room[k, i, 0], room[k, i, 1]
                before = us < moment or (us == moment and one < seq)
                later = at_seq == 0 or us > at_us or (us == at_us and one > at_seq)
                if one != 0 and before and later:
                    at_us, at_seq = us, one
        if at_seq == 0:
            break
        moment, seq = at_us, at_seq
        fresh = True
        for i in range(count):
            fresh = fresh and found[reason, i] != at_seq
        if fresh:
            found[reason, count] = at_seq
            count += 1
    return count
