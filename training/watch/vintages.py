"""How each grade turned out, by the month in which it was given."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from features.history.encode import code_of
from features.kernel.layout import DAY
from models.credit.grades import GRADES, Grade
from models.whatif.past import PastDecision
from training.evaluate.intervals import wilson
from training.labels.default import DefaultDefinition, Ints, default_rows


class Decided(Protocol):
    """A decision, as far as its default is concerned."""

    @property
    def at_us(self) -> int:
        """When, microseconds since the epoch, UTC."""
        ...

    @property
    def customer(self) -> str | None:
        """Whose; None of a payment."""
        ...


@dataclass(frozen=True, slots=True)
class Vintage:
    """Customers that got one grade in one month, whose horizon is over.

    Attributes
    ----------
    grade, month
        Such as `B` and `2026-08` (UTC).
    rows, bad
        Customers, and those that defaulted within the horizon.
    expected, realised, low, high
        Mean probability, share of defaults, and its 95 % interval (Wilson 1927).
    """

    grade: Grade
    month: str
    rows: int
    bad: int
    expected: float
    realised: float
    low: float
    high: float

    @property
    def agrees(self) -> bool:
        """Whether the expected share lies within the interval."""
        return self.low <= self.expected <= self.high


def default_labels(
    past: Sequence[Decided], events: Ints, definition: DefaultDefinition, *, known_by_us: int
) -> list[float]:
    """Return for each decision on an order 1 if its customer defaulted within the horizon, 0 if not.

    NaN where the horizon is not over, where the customer was in default already, or owed nothing for a year; and
    for a customer's further decisions of a month: they would turn out as one.
    The horizon is counted from the beginning of the decision's day (UTC).

    Parameters
    ----------
    events
        Event array, int64 of shape (E_WIDTH, n).
    """
    moments = [one.at_us // DAY * DAY for one in past]
    found = default_rows(events, sorted(set(moments)), definition, known_by_us=known_by_us)
    keys = zip(found.customers.tolist(), found.moments_us.tolist(), strict=True)
    labels = dict(zip(keys, found.labels.tolist(), strict=True))
    seen: set[tuple[str, str]] = set()
    told = []
    for one, moment in zip(past, moments, strict=True):
        key = (one.customer or "", month_of(one.at_us))
        first = one.customer is not None and key not in seen
        seen.add(key)
        told.append(float(labels.get((code_of(key[0]), moment), math.nan)) if first else math.nan)
    return told


def month_of(at_us: int) -> str:
    """Return the month of a moment (UTC).

    >>> month_of(0)
    '1970-01'
    """
    return str(np.datetime64(at_us, "us").astype("datetime64[M]"))


def vintages(past: Sequence[PastDecision], labels: Sequence[float]) -> tuple[Vintage, ...]:
    """Return what became of each grade and month, by grade and month; decisions without a label are left out."""
    cells: dict[tuple[Grade, str], list[tuple[float, float]]] = {}
    for one, label in zip(past, labels, strict=True):
        if one.grade is not None and np.isfinite(label) and "credit" in one.probabilities:
            cells.setdefault((one.grade, month_of(one.at_us)), []).append(
                (one.probabilities["credit"], label)
            )
    order = sorted(cells, key=lambda cell: (GRADES.index(cell[0]), cell[1]))
    return tuple(_vintage(*cell, cells[cell]) for cell in order)


def _vintage(grade: Grade, month: str, rows: list[tuple[float, float]]) -> Vintage:
    bad = round(sum(label for _, label in rows))
    low, high = wilson(bad, len(rows))
    expected = sum(probability for probability, _ in rows) / len(rows)
    return Vintage(grade, month, len(rows), bad, expected, bad / len(rows), low, high)
