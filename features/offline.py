"""Vectors of history: the whole log in memory, any number of queries through the one kernel."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import PROGRAM
from features.history.encode import code_of, hour_class
from features.history.reader import Reader
from features.kernel import layout as L
from features.kernel.arena import Arena, postings_of
from features.kernel.compute import compute
from features.kernel.tables import Q_WIDTH
from features.query import fill_slots, queries_of_events
from riskdesk.core.database.handles import Connection

ORDER_KINDS = (11, 12)
PAYMENT_KINDS = (43, 44)


@dataclass(frozen=True)
class History:
    """The log up to a `seq`, ready to be asked.

    Parameters
    ----------
    events
        Event array, int64 of shape (E_WIDTH, n), in order of `seq`.
    horizon
        The last `seq` in it.
    parameters
        Limits that features compare with.
    """

    events: npt.NDArray[np.int64]
    horizon: int
    parameters: FeatureParameters

    @classmethod
    def read(
        cls, connection: Connection, reader: Reader, parameters: FeatureParameters, *, upto: int | None = None
    ) -> "History":
        """Read the log up to `upto`, or to its head."""
        horizon = reader.head(connection) if upto is None else upto
        return cls(reader.all(connection, upto=horizon), horizon, parameters)

    @cached_property
    def arena(self) -> Arena:
        """All postings, sorted into slots."""
        return Arena.of(postings_of(self.events))

    def first_events(self, kinds: Sequence[int]) -> npt.NDArray[np.intp]:
        """Return the rows of the first event of each document of these kinds, in order of `seq`."""
        is_kind = np.isin(self.events[L.E_KIND], kinds)
        is_first = (self.events[L.E_FLAGS] & L.FLAG_FIRST) != 0
        return np.flatnonzero(is_kind & is_first)

    def order_queries(self) -> npt.NDArray[np.int64]:
        """Return the queries of all orders, as they would have been asked when submitted."""
        return queries_of_events(self.events, self.first_events(ORDER_KINDS), "order", horizon=self.horizon)

    def payment_queries(self) -> npt.NDArray[np.int64]:
        """Return the queries of all payments, as they would have been asked when submitted."""
        return queries_of_events(
            self.events, self.first_events(PAYMENT_KINDS), "payment", horizon=self.horizon
        )

    def customer_queries(
        self, customers: Sequence[str] | npt.NDArray[np.int64], moments_us: Sequence[int], reader: Reader
    ) -> npt.NDArray[np.int64]:
        """Return the queries of customers (names or codes) at moments, one each."""
        q = np.zeros((len(customers), Q_WIDTH), np.int64)
        codes = [code_of(name) if isinstance(name, str) else int(name) for name in customers]
        q[:, L.Q_CUSTOMER] = codes
        q[:, L.Q_AS_OF] = moments_us
        q[:, L.Q_SEQ] = L.NEVER
        q[:, L.Q_HORIZON] = self.horizon
        q[:, L.Q_KNOWN_BY] = moments_us
        q[:, L.Q_HOUR] = hour_class(q[:, L.Q_AS_OF], reader.calendar)
        q[:, L.Q_TERMS] = L.NEVER
        q[:, L.Q_PLACE] = L.PLACE_CUSTOMER
        q[:, L.Q_SLOTS :] = -1
        return q

    def vectors(self, queries: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Return the vectors of queries, float64 of shape (n, features of the catalogue)."""
        fill_slots(queries, self.arena)
        out = np.empty((len(queries), len(PROGRAM)), np.float64)
        compute(self.arena.postings, self.arena.slots, PROGRAM, self.parameters.to_array(), queries, out)
        return out
