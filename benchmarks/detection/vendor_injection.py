"""What is added to a carrier: rows, and what each of them is."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np

from benchmarks.detection.counting import Planted
from benchmarks.detection.vendor_carriers import Paid, Row, account_of, payment_row
from features.history.encode import code_of

EACH: Final = 40
"""Cases of each type, as far as the carrier has payees for them."""


@dataclass(slots=True)
class Injection:
    """What is added to a carrier.

    Attributes
    ----------
    dice
        Of the seed.
    by_payee
        The carrier's payments of each payee, in order.
    begin, end
        First and last day of the carrier.
    rows
        What was added, in no order.
    truth
        Code of a document -> what it is.
    accounts
        Payee -> (moment from which, account) where it truly changed banks.
    """

    dice: np.random.Generator
    by_payee: dict[str, list[Paid]]
    begin: date
    end: date
    rows: list[Row] = field(default_factory=list)
    truth: dict[int, list[Planted]] = field(default_factory=dict)
    accounts: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    _episodes: int = 0

    def payees(self, fits: Callable[[list[Paid]], bool], count: int = EACH) -> list[str]:
        """Return payees that fit and have no case yet, and take them."""
        free = [name for name, paid in self.by_payee.items() if name not in self.taken and fits(paid)]
        picked = [free[k] for k in self.dice.permutation(len(free))[:count]]
        self.taken.update(picked)
        return picked

    def episode(self) -> int:
        """Return the number of a new story."""
        self._episodes += 1
        return self._episodes

    def pay(
        self, typology: str, episode: int, position: int, paid: Paid, moment: datetime, account: str = "",
        *, is_anomaly: bool = True,
    ) -> None:  # fmt: skip
        """Add one payment and its truth."""
        one = replace(paid, payment_id=f"X{len(self.rows):06d}", voucher=f"X{len(self.rows):06d}")
        self.rows.append(payment_row(one, moment, account or account_of(one.payee)))
        self.mark(f"payment:{one.payment_id}", Planted(typology, is_anomaly, episode, position))

    def mark(self, document: str, planted: Planted) -> None:
        """Note what a document is."""
        self.truth.setdefault(code_of(document), []).append(planted)

    def days(self, low: int, high: int) -> timedelta:
        """Return a drawn number of days, both ends included."""
        return timedelta(days=int(self.dice.integers(low, high + 1)))

    def hour(self) -> float:
        """Return an hour of office time."""
        return float(self.dice.uniform(9.0, 17.5))

    def factor(self, low: float, high: float) -> float:
        """Return a drawn factor."""
        return float(self.dice.uniform(low, high))
