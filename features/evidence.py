"""The facts behind a reason: fetched only for the reasons that are shown."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from features.catalogue.feature import window_us
from features.catalogue.reason import Evidence, Match, ReasonSpec
from features.kernel import evidence as kernel
from features.kernel.arrays import Ints
from features.kernel.layout import NOBODY
from features.kernel.tables import ENTITY_COLUMN, Table

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
    "moved": kernel.MATCH_MOVED,
    "standing": kernel.MATCH_STANDING,
    "reversed": kernel.MATCH_REVERSED,
    "same_tag": kernel.MATCH_SAME_TAG,
    "same_amount": kernel.MATCH_SAME_AMOUNT,
}


def evidence_seqs(postings: Ints, slots: Ints, query: Ints, spec: ReasonSpec, most: int = 8) -> list[int]:
    """Return the `seq` of the facts behind a reason, latest first, by what the query sees.

    Parameters
    ----------
    postings, slots
        As the kernel takes them.
    query
        One query, int64 of shape (Q_WIDTH,).
    spec
        The reason; where it names no places, or nothing stands there, the party's own facts are taken.
    most
        No more than this many.
    """
    return _gather(postings, slots, query, spec.evidence, most) or _gather(
        postings, slots, query, OWN_FACTS, most
    )


def _gather(postings: Ints, slots: Ints, query: Ints, places: Sequence[Evidence], most: int) -> list[int]:
    found: set[tuple[int, int]] = set()
    for place in places:
        other = int(query[ENTITY_COLUMN[place.other]]) if place.other else NOBODY
        if place.other and other == NOBODY:
            continue
        out = np.empty((most, 2), np.int64)
        match = _MATCH[place.match]
        count = kernel.find_evidence(
            postings, slots, query, int(place.table), window_us(place.window), other, match, out
        )
        found.update((moment, seq) for moment, seq in out[:count].tolist())
    latest: dict[int, None] = dict.fromkeys(seq for _, seq in sorted(found, reverse=True))
    return list(latest)[:most]
