"""A group as it was computed outside the lock, and what came to the log since."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from features.events.kinds import BY_NAME
from features.history.books import OpenBooks
from features.history.encode import code_of
from features.history.log import Log
from features.kernel import layout as L
from features.online import keys_of_events, keys_of_query, speaks_of_nobody
from serving.ledger.store import Past
from serving.scoring.item import Item

_OF_DECISIONS: Final = frozenset(
    BY_NAME[name].code for name in ("order_submitted", "payment_submitted", "reservation_made")
)
"""Kinds that decisions append: they change their document, their customer and their budget, and nothing else."""


class Changed:
    """What came to the log since the members of a group were computed.

    Parameters
    ----------
    upto
        Where the log stood when the transaction began.
    """

    def __init__(self, upto: int) -> None:
        self._keys: set[int] = set()
        self._documents: set[int] = set()
        self._all = False
        self._only_decisions = True
        self._upto = upto

    def add_own(self, log: Log) -> None:
        """Note what the transaction has appended since the last time."""
        for keys in log.keys_after(self._upto):
            self._all = self._all or not keys
            self._keys.update(keys)
        self._upto = log.seq

    def add(self, events: npt.NDArray[np.int64] | None) -> None:
        """Note events of others; None says that anything may have changed."""
        if events is None:
            self._all = True
        else:
            # a fact of nobody's, such as a rate of exchange, may concern anybody
            self._all = self._all or speaks_of_nobody(events)
            self._keys |= keys_of_events(events)
            self._documents.update(*events[[L.E_DOCUMENT, L.E_REFERENCE]].tolist())
            self._only_decisions &= _OF_DECISIONS.issuperset(events[L.E_KIND].tolist())

    def touches(self, query: npt.NDArray[np.int64]) -> bool:
        """Tell whether a query asks for any key that these events spoke of."""
        return self._all or not self._keys.isdisjoint(keys_of_query(query))

    def spares(self, books: OpenBooks, items: list[Item]) -> bool:
        """Tell whether others have changed nothing of what these books hold for these items.

        Decisions of others that name neither a document nor a customer of the books have not. Budgets are no
        party, so that of them nothing can be told.
        """
        if self._all or not self._only_decisions:
            return False
        if any(item.event.body.get("budget_id") is not None for item in items):
            return False
        documents = {code_of(name) for item in items for name in (item.event.document, item.event.reference)}
        customers = {code_of(name) for name in books.customers}
        return self._documents.isdisjoint(documents - {L.NOBODY}) and self._keys.isdisjoint(customers)


@dataclass(frozen=True, slots=True)
class Looked:
    """A group that was computed outside the lock.

    Parameters
    ----------
    items
        Those that could be computed.
    books, past
        What was read of the log's projections and of the ledger before the lock.
    documents
        Documents of the facts behind the reasons.
    """

    items: list[Item]
    books: OpenBooks
    past: Past
    documents: dict[int, str]

    def stands(self, changed: Changed) -> bool:
        """Tell whether what was read is still true after these events of others."""
        return changed.spares(self.books, self.items)
