"""Vectors of history: the whole log in memory, any number of queries through the one kernel."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import PROGRAM
from features.history.encode import code_of, moment_class
from features.history.reader import Reader
from features.kernel import layout as L
from features.kernel.arena import Arena, postings_of
from features.kernel.arrays import Floats, Ints
from features.kernel.compute import compute_in_order
from features.kernel.tables import Q_WIDTH
from features.query import fill_slots, queries_of_events
from riskdesk.core.database.handles import Connection

ORDER_KINDS = (11, 12)
PAYMENT_KINDS = (43, 44)
CLAIM_KINDS = (46,)
ATTRIBUTE_KINDS = (11, 12, 20)
"""Documents of a customer that carry its group and industry."""
_LEAST_A_THREAD = 2_000
"""Fewer queries are not worth another thread."""


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

    def claim_queries(self) -> npt.NDArray[np.int64]:
        """Return the queries of all expense claims, as they would have been asked when submitted."""
        return queries_of_events(self.events, self.first_events(CLAIM_KINDS), "claim", horizon=self.horizon)

    def customer_queries(
        self, customers: Sequence[str] | npt.NDArray[np.int64], moments_us: Sequence[int], reader: Reader
    ) -> npt.NDArray[np.int64]:
        """Return the queries of customers (names or codes) at moments, one each.

        A customer's group of companies and industry are those of its latest document by then.
        """
        q = np.zeros((len(customers), Q_WIDTH), np.int64)
        codes = [code_of(name) if isinstance(name, str) else int(name) for name in customers]
        q[:, L.Q_CUSTOMER] = codes
        q[:, L.Q_AS_OF] = moments_us
        q[:, L.Q_SEQ] = L.NEVER
        q[:, L.Q_HORIZON] = self.horizon
        q[:, L.Q_KNOWN_BY] = moments_us
        q[:, L.Q_HOUR] = moment_class(q[:, L.Q_AS_OF], reader.calendar)
        q[:, L.Q_TERMS] = L.NEVER
        q[:, [L.Q_GROUP, L.Q_INDUSTRY]] = self._attributes(q[:, L.Q_CUSTOMER], q[:, L.Q_AS_OF])
        q[:, L.Q_PLACE] = L.PLACE_CUSTOMER
        q[:, L.Q_SLOTS :] = -1
        return q

    def _attributes(self, customers: Ints, moments_us: Ints) -> Ints:
        """Return group and industry of customers at moments, int64 of shape (n, 2); 0 where not known."""
        told = np.flatnonzero(
            np.isin(self.events[L.E_KIND], ATTRIBUTE_KINDS) & ((self.events[L.E_FLAGS] & L.FLAG_FIRST) != 0)
        )
        whose, when = self.events[L.E_CUSTOMER, told], self.events[L.E_KNOWN, told]
        order = np.lexsort((when, whose))
        told, whose, when = told[order], whose[order], when[order]
        found = np.zeros((len(customers), 2), np.int64)
        for row, (customer, moment) in enumerate(zip(customers.tolist(), moments_us.tolist(), strict=True)):
            begin = int(np.searchsorted(whose, customer, "left"))
            end = int(np.searchsorted(whose, customer, "right"))
            at = begin + int(np.searchsorted(when[begin:end], moment, "left")) - 1
            if at >= begin:
                found[row] = self.events[[L.E_GROUP, L.E_INDUSTRY], told[at]]
        return found

    def vectors(
        self, queries: npt.NDArray[np.int64], *, threads: int | None = None
    ) -> npt.NDArray[np.float64]:
        """Return the vectors of queries, float64 of shape (n, features of the catalogue); see `vectors`."""
        return vectors(self.arena, PROGRAM, self.parameters, queries, threads=threads)


def vectors(
    arena: Arena, program: Ints, parameters: FeatureParameters, queries: Ints, *, threads: int | None = None
) -> Floats:
    """Return the vectors of queries over postings, float64 of shape (n, rows of the program).

    Parameters
    ----------
    arena, program, parameters, queries
        As `compute` takes them; the queries' slots are filled.
    threads
        How many compute at once; without, as many as there are processors for many queries.
    """
    fill_slots(queries, arena)
    out = np.empty((len(queries), len(program)), np.float64)
    order = np.lexsort((queries[:, L.Q_AS_OF], queries[:, L.Q_CUSTOMER], queries[:, L.Q_PAYEE]))
    limits = parameters.to_array()
    most = (os.cpu_count() or 1) if threads is None else threads
    parts = np.array_split(order, max(min(most, len(order) // _LEAST_A_THREAD), 1))
    with ThreadPoolExecutor(len(parts)) as pool:
        for done in [
            pool.submit(compute_in_order, arena.postings, arena.slots, program, limits, queries, out, part)
            for part in parts
        ]:
            done.result()
    return out
