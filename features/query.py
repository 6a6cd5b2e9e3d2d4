"""What a vector is asked for: the moment, the horizon, the keys and the document itself."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from features.history.encode import code_of, code_of_number
from features.kernel import layout as L
from features.kernel.arena import Arena
from features.kernel.index import find_slots
from features.kernel.tables import ENTITY_COLUMN, Q_WIDTH, TABLES

PLACES: Final[dict[str, int]] = {
    "customer": L.PLACE_CUSTOMER,
    "order": L.PLACE_ORDER,
    "payment": L.PLACE_PAYMENT,
    "claim": L.PLACE_CLAIM,
}

QUERY_FLAGS: Final = L.FLAG_RECURRING | (3 << L.SHIFT_PAYMENT_KIND)
"""The flags of a document that a vector may depend on."""

_KEY_COLUMNS: Final = np.array([ENTITY_COLUMN[spec.entity] for spec in TABLES], np.int64)

_FROM_EVENT: Final = (
    (L.Q_AS_OF, L.E_OCCURRED),
    (L.Q_SEQ, L.E_SEQ),
    (L.Q_DOCUMENT, L.E_DOCUMENT),
    (L.Q_AMOUNT, L.E_BASE),
    (L.Q_HOUR, L.E_HOUR),
    (L.Q_CUSTOMER, L.E_CUSTOMER),
    (L.Q_SALESPERSON, L.E_SALESPERSON),
    (L.Q_PAYEE, L.E_PAYEE),
    (L.Q_ACCOUNT, L.E_ACCOUNT),
    (L.Q_REQUESTER, L.E_REQUESTER),
    (L.Q_APPROVER, L.E_APPROVER),
    (L.Q_ADDRESS, L.E_ADDRESS),
    (L.Q_TAG, L.E_TAG),
    (L.Q_FLAGS, L.E_FLAGS),
    (L.Q_MARK, L.E_MARK),
    (L.Q_GROUP, L.E_GROUP),
    (L.Q_INDUSTRY, L.E_INDUSTRY),
    (L.Q_NAMESAKE, L.E_NAMESAKE),
)


def query_row(  # noqa: PLR0913 -- a query is flat; all but its place are named
    place: str,
    *,
    as_of_us: int,
    moment_class: int,
    document: str | None = None,
    amount_minor: int = 0,
    parties: Mapping[str, str] | None = None,
    tag: str | None = None,
    voucher: str | None = None,
    flags: int = 0,
    terms_days: int | None = None,
    again: bool = False,
    seq: int = L.NEVER,
    horizon: int = L.NEVER,
    known_by_us: int = L.NEVER,
) -> npt.NDArray[np.int64]:
    """Return one query, int64 of shape (Q_WIDTH,), its slots not yet filled.

    Parameters
    ----------
    place
        `customer`, `order` or `payment`.
    as_of_us, moment_class
        The moment, and its class in the company's zone.
    document, amount_minor, tag, voucher, flags, terms_days
        Of what is being scored; of `flags` only `QUERY_FLAGS` count.
    parties
        Entity -> key as the log stores it.
    again
        The document stands in history already: its own postings are left out.
    seq, horizon, known_by_us
        Place in the log, last `seq` to see, and moment by which a fact must be known.
    """
    q = np.zeros(Q_WIDTH, np.int64)
    q[L.Q_AS_OF] = as_of_us
    q[L.Q_SEQ] = seq
    q[L.Q_HORIZON] = horizon
    q[L.Q_KNOWN_BY] = known_by_us
    q[L.Q_DOCUMENT] = code_of(document)
    q[L.Q_AGAIN] = int(again)
    q[L.Q_AMOUNT] = amount_minor
    q[L.Q_HOUR] = moment_class
    for entity, key in (parties or {}).items():
        q[ENTITY_COLUMN[entity]] = code_of(key)
    q[L.Q_TAG] = code_of_number(tag)
    q[L.Q_MARK] = code_of(voucher)
    q[L.Q_FLAGS] = flags & QUERY_FLAGS
    q[L.Q_TERMS] = L.NEVER if terms_days is None else terms_days
    q[L.Q_PLACE] = PLACES[place]
    if place != "customer" and moment_class != L.NEVER:
        first = 1 + PLACES[place] * L.CLASSES_A_PLACE
        hour = moment_class % L.HOUR_CLASSES
        q[L.Q_HOUR_CLASS] = first + hour
        q[L.Q_WEEKDAY_CLASS] = first + L.HOUR_CLASSES + hour // 24 * 7 + moment_class // L.HOUR_CLASSES
    q[L.Q_SLOTS :] = -1
    return q


def _set_classes(queries: npt.NDArray[np.int64]) -> None:
    """Name the classes of the company's baseline to which the moments belong, in place."""
    place, moment = queries[:, L.Q_PLACE], queries[:, L.Q_HOUR]
    first = 1 + place * L.CLASSES_A_PLACE
    hour = moment % L.HOUR_CLASSES
    weekday = hour // 24 * 7 + moment // L.HOUR_CLASSES
    told = (place != L.PLACE_CUSTOMER) & (moment != L.NEVER)
    queries[:, L.Q_HOUR_CLASS] = np.where(told, first + hour, 0)
    queries[:, L.Q_WEEKDAY_CLASS] = np.where(told, first + L.HOUR_CLASSES + weekday, 0)


def queries_of_events(
    events: npt.NDArray[np.int64], rows: npt.NDArray[np.intp], place: str, *, horizon: int
) -> npt.NDArray[np.int64]:
    """Return the queries that scoring these events of history would have asked.

    Parameters
    ----------
    events
        Event array, int64 of shape (E_WIDTH, n).
    rows
        Which of them, such as the first event of every order.
    place
        `order`, `payment` or `claim`.
    horizon
        The snapshot's last `seq`; facts count if they were known by the event's moment.

    Returns
    -------
    ndarray
        int64 of shape (len(rows), Q_WIDTH), slots not yet filled.
    """
    q = np.zeros((len(rows), Q_WIDTH), np.int64)
    for to, at in _FROM_EVENT:
        q[:, to] = events[at, rows]
    q[:, L.Q_HORIZON] = horizon
    q[:, L.Q_KNOWN_BY] = q[:, L.Q_AS_OF]
    q[:, L.Q_FLAGS] &= QUERY_FLAGS
    due = events[L.E_DUE, rows]
    q[:, L.Q_TERMS] = np.where(due > 0, (due - q[:, L.Q_AS_OF]) // L.DAY, L.NEVER)
    q[:, L.Q_PLACE] = PLACES[place]
    _set_classes(q)
    q[:, L.Q_SLOTS :] = -1
    return q


def fill_slots(queries: npt.NDArray[np.int64], arena: Arena) -> None:
    """Look up the slot of each query's keys, in place; -1 where a key has no postings."""
    find_slots(arena.index, _KEY_COLUMNS, queries, L.Q_SLOTS)
