"""Default of a customer within a horizon, as of month-ends."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from features.kernel import layout as L
from riskdesk.core.clock import to_us

Ints = npt.NDArray[np.int64]

Counted = Literal["owed", "due"]

ISSUED, VOIDED, WRITTEN_OFF = 20, 21, 24
"""Codes of the kinds `invoice_issued`, `invoice_voided`, `invoice_written_off`."""

_BILLED: Final = (ISSUED, VOIDED, 23)
"""What is billed and taken back: credit notes too."""
_ACTIVE_DAYS = 365


@dataclass(frozen=True, slots=True)
class DefaultDefinition:
    """What a default is; configuration, kept in every bundle.

    Parameters
    ----------
    past_due_days
        A debt counts once it is more than so many days past due.
    horizon_days
        Within how many days after the snapshot.
    materiality_minor, materiality_share
        What counts must reach both this amount (base currency, minor units) and this share.
    counted
        Of what. `owed`: all that was past due for too long at one moment of the horizon, against what the customer
        owed at the snapshot; who is in default at the snapshot has no row. `due`: of what falls due after the
        snapshot, and early enough for the horizon to tell, all that was not paid in time, against all of it; older
        debts count for nothing, and who has nothing falling due has no row.

    Notes
    -----
    Absolute and relative threshold on the debtor's total, as in EBA/RTS/2016/06; their sizes are ours.
    `owed` asks who stops paying. `due` asks who pays late by habit, which a log of less than a year can tell.
    """

    past_due_days: int = 60
    horizon_days: int = 90
    materiality_minor: int = 100_000
    materiality_share: float = 0.01
    counted: Counted = "owed"

    @property
    def horizon_us(self) -> int:
        """The horizon in microseconds."""
        return self.horizon_days * L.DAY


@dataclass(frozen=True, slots=True, eq=False)
class DefaultRows:
    """Customers at month-ends; every array has shape (n,), ordered by moment and customer.

    Parameters
    ----------
    customers, moments_us
        int64, code of the customer and the moment of the snapshot.
    labels
        int64, 1 for a default within the horizon.
    immature, in_default, nothing_due
        Rows left out: the horizon is not over yet; the customer was in default at the snapshot already; nothing
        fell due that could tell.
    """

    customers: Ints
    moments_us: Ints
    labels: Ints
    immature: int
    in_default: int
    nothing_due: int = 0

    @property
    def left_out(self) -> dict[str, int]:
        """How many rows were left out, by reason."""
        told = {"immature": self.immature, "in_default": self.in_default}
        return told | ({"nothing_due": self.nothing_due} if self.nothing_due else {})


def month_ends(first_us: int, last_us: int, zone: ZoneInfo) -> list[int]:
    """Return the first moment of each month of `zone` with first < moment <= last, microseconds."""
    start = datetime.fromtimestamp(first_us / 1e6, zone)
    year, month = start.year, start.month
    found: list[int] = []
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        moment = to_us(datetime(year, month, 1, tzinfo=zone))
        if moment > last_us:
            return found
        found.append(moment)


def default_rows(
    events: Ints, moments_us: list[int], definition: DefaultDefinition, *, known_by_us: int
) -> DefaultRows:
    """Label every customer that was active at each moment.

    Active: an invoice within the year before, or money owed.

    Parameters
    ----------
    events
        Event array, int64 of shape (E_WIDTH, n).
    moments_us
        Snapshots, rising.
    definition
        What a default is.
    known_by_us
        Facts known later are not used; a horizon that ends later leaves its row out.
    """
    seen = events[:, events[L.E_KNOWN] <= known_by_us]
    rows: list[tuple[int, int, int]] = []
    immature = in_default = nothing_due = 0
    kind = _Debtor if definition.counted == "owed" else _Payer
    for customer, facts in _by_customer(seen):
        debtor = kind(facts, definition)
        for moment in moments_us:
            if not debtor.active(moment):
                continue
            if debtor.in_default(moment):
                in_default += 1
            elif moment + definition.horizon_us > known_by_us:
                immature += 1
            elif not debtor.can_tell(moment):
                nothing_due += 1
            else:
                rows.append((moment, customer, int(debtor.defaults(moment))))
    table = np.array(sorted(rows), np.int64).reshape(-1, 3)
    return DefaultRows(table[:, 1], table[:, 0], table[:, 2], immature, in_default, nothing_due)


def _by_customer(events: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each customer with its facts of invoices."""
    moves = (events[L.E_KIND] >= ISSUED) & (events[L.E_KIND] <= 31) & (events[L.E_DELTA] != 0)
    facts = events[:, moves & (events[L.E_CUSTOMER] != L.NOBODY)]
    facts = facts[:, np.argsort(facts[L.E_CUSTOMER], kind="stable")]
    if facts.shape[1] == 0:
        return
    customers, starts = np.unique(facts[L.E_CUSTOMER], return_index=True)
    ends = [*starts[1:].tolist(), facts.shape[1]]
    for customer, start, end in zip(customers.tolist(), starts.tolist(), ends, strict=True):
        yield customer, facts[:, start:end]


class _Steps:
    """A sum that changes at moments: its value at any moment, and its greatest in a window."""

    def __init__(self, moments: Ints, deltas: Ints) -> None:
        # Changes of one moment happen together, so that a debt paid in time never shows.
        self.moments, place = np.unique(moments, return_inverse=True)
        changes = np.zeros(len(self.moments) + 1, np.int64)
        np.add.at(changes, place + 1, deltas)
        self.values = np.cumsum(changes)

    def at(self, moment: int) -> int:
        return int(self.values[np.searchsorted(self.moments, moment, side="right")])

    def most(self, after: int, upto: int) -> int:
        first = int(np.searchsorted(self.moments, after, side="right"))
        last = int(np.searchsorted(self.moments, upto, side="right"))
        return int(self.values[first : last + 1].max())


class _Debtor:
    """What one customer owed and when."""

    def __init__(self, facts: Ints, definition: DefaultDefinition) -> None:
        at, delta = facts[L.E_OCCURRED], facts[L.E_DELTA]
        late_from = np.maximum(facts[L.E_DUE] + definition.past_due_days * L.DAY, at)
        self._definition = definition
        self._owed = _Steps(at, delta)
        self._past_due = _Steps(late_from, delta)
        self._issued = np.sort(at[facts[L.E_KIND] == ISSUED])
        lost = facts[L.E_KIND] == WRITTEN_OFF
        self._lost = list(zip(at[lost].tolist(), (-delta[lost]).tolist(), strict=True))

    def active(self, moment: int) -> bool:
        before = int(np.searchsorted(self._issued, moment, side="right"))
        if before == 0:
            return False
        return self._owed.at(moment) > 0 or int(self._issued[before - 1]) > moment - _ACTIVE_DAYS * L.DAY

    def in_default(self, moment: int, /) -> bool:
        return self._past_due.at(moment) >= self._threshold(moment)

    def can_tell(self, _moment: int, /) -> bool:
        """Who has paid all so far is good."""
        return True

    def defaults(self, moment: int) -> bool:
        """What is written off is lost, however many days past due it was."""
        threshold, end = self._threshold(moment), moment + self._definition.horizon_us
        if self._past_due.most(moment, end) >= threshold:
            return True
        lost = sum(amount for at, amount in self._lost if moment < at <= end)
        return bool(lost >= threshold)

    def _threshold(self, moment: int) -> int:
        share = math.ceil(self._definition.materiality_share * self._owed.at(moment))
        return max(self._definition.materiality_minor, share, 1)


class _Payer(_Debtor):
    """What fell due to one customer, and how much of it was paid too late."""

    def __init__(self, facts: Ints, definition: DefaultDefinition) -> None:
        super().__init__(facts, definition)
        _, first, place = np.unique(facts[L.E_DOCUMENT], return_index=True, return_inverse=True)
        self._due = facts[L.E_DUE, first]
        in_time = (
            facts[L.E_OCCURRED]
            <= np.maximum(self._due + definition.past_due_days * L.DAY, facts[L.E_OCCURRED, first])[place]
        )
        self._billed = self._sums(facts, place, in_time & np.isin(facts[L.E_KIND], _BILLED))
        self._unpaid = self._sums(facts, place, in_time & (facts[L.E_KIND] != WRITTEN_OFF))

    def in_default(self, _moment: int, /) -> bool:
        return False

    def can_tell(self, moment: int, /) -> bool:
        return bool(self._billed[self._falls_due(moment)].sum() > 0)

    def defaults(self, moment: int) -> bool:
        falls = self._falls_due(moment)
        share = math.ceil(self._definition.materiality_share * int(self._billed[falls].sum()))
        late = int(self._unpaid[falls].sum())
        return late >= max(self._definition.materiality_minor, share, 1)

    def _falls_due(self, moment: int) -> npt.NDArray[np.bool_]:
        end = moment + (self._definition.horizon_days - self._definition.past_due_days) * L.DAY
        falls: npt.NDArray[np.bool_] = (self._due > moment) & (self._due <= end)
        return falls

    def _sums(self, facts: Ints, place: Ints, counts: npt.NDArray[np.bool_]) -> Ints:
        sums = np.zeros(len(self._due), np.int64)
        np.add.at(sums, place[counts], facts[L.E_DELTA, counts])
        return np.maximum(sums, 0)
