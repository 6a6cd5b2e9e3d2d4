"""What rows are about, beside their features: money, size, age of the relation, industry, person.

For slices and figures of money alone: nothing here is learnt from.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.sets import FeatureSet
from features.history.reader import Reader
from features.kernel import layout as L
from features.offline import ORDER_KINDS, PAYMENT_KINDS, History
from models.role import Place

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_KINDS: Final = {"order": ORDER_KINDS, "payment": PAYMENT_KINDS}
_PARTY: Final = {"order": L.E_CUSTOMER, "payment": L.E_PAYEE}
_PERSON: Final = {"order": L.E_SALESPERSON, "payment": L.E_REQUESTER}
_OWED: Final = "customer_exposure_amount"
_TURNOVER: Final = "customer_order_amount_sum_365d"


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """Of n rows; every array has shape (n,).

    Parameters
    ----------
    amounts_minor
        float64, what is at stake: the document's amount, or what the customer owes; NaN unknown.
    sizes_minor
        float64, the document's amount, or the customer's orders of a year.
    tenure_days
        float64, since the first fact about the customer or payee.
    industries, people
        int64, codes; 0 unknown. People are salespeople, or who requested a payment.
    parties
        int64, codes of the customers or payees; 0 unknown.
    """

    amounts_minor: Floats
    sizes_minor: Floats
    tenure_days: Floats
    industries: Ints
    people: Ints
    parties: Ints


def context_of_documents(history: History, documents: Ints, place: Place) -> Context:
    """Return the context of orders or payments of history, by their codes."""
    events = history.events
    rows = history.first_events(_KINDS[place])
    codes = events[L.E_DOCUMENT, rows]
    order = np.argsort(codes, kind="stable")
    return context_of_events(history, rows[order][np.searchsorted(codes, documents, sorter=order)], place)


def context_of_events(history: History, rows: npt.NDArray[np.intp], place: Place) -> Context:
    """Return the context of events of history, such as those that issued invoices, as of their moments.

    Parameters
    ----------
    rows
        Of the event array.
    place
        Whose parties count: an `order` has a customer and a salesperson, a `payment` a payee and a requester.
    """
    events = history.events
    amounts = np.maximum(events[L.E_BASE, rows], 0).astype(np.float64)
    parties = events[_PARTY[place], rows]
    return Context(
        amounts_minor=amounts,
        sizes_minor=amounts,
        tenure_days=_tenure(events, _PARTY[place], parties, events[L.E_OCCURRED, rows]),
        industries=events[L.E_INDUSTRY, rows],
        people=events[_PERSON[place], rows],
        parties=parties,
    )


def context_of_customers(
    history: History, customers: Ints, moments_us: Ints, X: Floats, features: FeatureSet, reader: Reader
) -> Context:
    """Return the context of customers at moments, as their vectors of a set, float64 of shape (n, f), tell it.

    A customer's salesperson is that of its latest order by then.
    """
    queries = history.customer_queries(customers, moments_us.tolist(), reader)
    column = {name: X[:, k] for k, name in enumerate(features.names)}
    unknown = np.full(len(X), np.nan)
    return Context(
        amounts_minor=np.maximum(column.get(_OWED, unknown), 0.0),
        sizes_minor=column.get(_TURNOVER, unknown),
        tenure_days=_tenure(history.events, L.E_CUSTOMER, customers, moments_us),
        industries=queries[:, L.Q_INDUSTRY].copy(),
        people=_latest_salesperson(history, customers, moments_us),
        parties=customers,
    )


def _tenure(events: Ints, column: int, codes: Ints, moments_us: Ints) -> Floats:
    parties, first = np.unique(events[column], return_index=True)
    begun = np.full(len(parties), L.NEVER)
    np.minimum.at(begun, np.searchsorted(parties, events[column]), events[L.E_OCCURRED])
    since = begun[np.minimum(np.searchsorted(parties, codes), len(first) - 1)]
    days = (moments_us - since) / L.DAY
    return np.where((codes == L.NOBODY) | (days < 0), np.nan, days)


def _latest_salesperson(history: History, customers: Ints, moments_us: Ints) -> Ints:
    rows = history.first_events(ORDER_KINDS)
    rows = rows[history.events[L.E_SALESPERSON, rows] != L.NOBODY]
    whose, when = history.events[L.E_CUSTOMER, rows], history.events[L.E_KNOWN, rows]
    # Orders and questions in one line, by customer and moment: before each question stands its order.
    asked = np.r_[np.zeros(len(rows), np.int64), np.ones(len(customers), np.int64)]
    who = np.r_[whose, customers]
    line = np.lexsort((asked, np.r_[when, moments_us], who))
    last = np.maximum.accumulate(np.where(asked[line] == 0, np.arange(len(line)), -1))
    found = np.where(last >= 0, line[np.maximum(last, 0)], 0)
    mine = (last >= 0) & (who[found] == who[line])
    people = np.r_[history.events[L.E_SALESPERSON, rows], np.zeros(len(customers), np.int64)]
    out = np.zeros(len(line), np.int64)
    out[line] = np.where(mine, people[found], L.NOBODY)
    return out[len(rows) :]
