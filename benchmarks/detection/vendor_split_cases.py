"""Splits under several sets of limits, and payments that look like them, injected into real payments.

Of each set of limits and half of the time: a payment that is too large for one of the limits, drawn, is cut
into 2 to 5 parts over half a day to 7 days, with new invoice numbers, in one of four manners:

- near: each part 0.1 to 20 % below the limit.
- turns: the same, by two requesters in turn.
- remainder: all but the last 0.1 to 3 % below the limit, the last one what is left, 10 to 90 % of it.
- even: parts alike, together 5 % above the limit up to as many times 95 % of it.

Beside them a dozen each of four twins, which no reviewer would call a split: a voucher posted in parts within a
day; three to five payments in a week under a recurring contract; three 9 to 20 days apart, all these 0.1 to 10 %
below a limit; two in a week, each half to four fifths of a limit, of a payee that is paid anyway.
Each payee with at least four payments takes one story at most. Who and when is drawn with the seed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import Final

import numpy as np

from benchmarks.detection.counting import Planted
from benchmarks.detection.vendor_carriers import Paid, Row, account_of, at, payment_row, told
from features.history.encode import code_of

LIMIT_SETS: Final[Mapping[str, tuple[int, ...]]] = {
    "2,500": (250_000,),
    "3,000 / 10,000 / 50,000": (300_000, 1_000_000, 5_000_000),
    "5,000 / 25,000 / 100,000 / 500,000": (500_000, 2_500_000, 10_000_000, 50_000_000),
    "20,000 / 200,000": (2_000_000, 20_000_000),
    "50,000 / 200,000 / 1,000,000": (5_000_000, 20_000_000, 100_000_000),
}
"""Name -> limits of the approval levels, minor units; the last are the product's own."""
MANNERS: Final = ("near", "turns", "remainder", "even")
HOURS: Final = (12, 36, 72, 168)
PARTS: Final = (2, 3, 4, 5)
TWINS: Final = ("voucher", "contract", "apart", "busy")
TWINS_EACH: Final = 12
TYPOLOGY: Final = "split_payment"


@dataclass(frozen=True, slots=True)
class Story:
    """What an injected payment belongs to, and below which limit; a twin has no hours and parts."""

    number: int
    manner: str
    limit: int
    hours: int
    parts: int


@dataclass(slots=True)
class SplitCases:
    """What is added for one set of limits: rows, and code of a document -> what it is."""

    limits: tuple[int, ...]
    rows: list[Row] = field(default_factory=list)
    truth: dict[int, list[Planted]] = field(default_factory=dict)


@dataclass(slots=True)
class _Injector:
    dice: np.random.Generator
    prefix: str
    free: Iterator[Paid]
    into: SplitCases
    stories: int = 0

    def payee(self) -> Paid:
        """Take a payee that has no story yet: its last payment."""
        paid = next(self.free, None)
        if paid is None:
            raise ValueError("the carrier has too few payees with four payments")
        self.stories += 1
        return paid

    def limit(self) -> int:
        """Draw one of the limits: in turn, one would meet the same number of parts each time."""
        return self.into.limits[int(self.dice.integers(len(self.into.limits)))]

    def factors(self, low: float, high: float, count: int) -> list[float]:
        return [float(value) for value in self.dice.uniform(low, high, count)]

    def moments(self, begin: datetime, hours: float, count: int) -> list[datetime]:
        """Return moments in order, the first one at the beginning."""
        drawn = sorted([0.0, *self.factors(0.0, hours, count - 1)])
        return [begin + timedelta(hours=hour) for hour in drawn]

    def pay(self, story: Story, position: int, paid: Paid, moment: datetime, contract: str = "") -> None:
        """Add one payment and its truth."""
        one = replace(paid, payment_id=f"{self.prefix}{len(self.into.rows):05d}")
        row = payment_row(one, moment, account_of(one.payee))
        self.into.rows.append(row | {"contract_id": contract} if contract else row)
        is_anomaly = story.manner in MANNERS
        code = code_of(f"payment:{one.payment_id}")
        self.into.truth[code] = [Planted(TYPOLOGY, is_anomaly, story, position)]

    def like(self, paid: Paid, minor: float, number: int | str, voucher: int | str) -> Paid:
        """Return a payment to the same payee; a carrier without numbers stays without."""
        name = f"{self.prefix}{self.stories}"
        invoice = None if paid.number is None else f"{name}N{number}"
        return replace(paid, minor=round(minor), number=invoice, voucher=f"{name}V{voucher}")


def inject_splits(
    payments: Sequence[Paid], seed: int, sets: Mapping[str, tuple[int, ...]] = LIMIT_SETS
) -> dict[str, SplitCases]:
    """Return what is injected for each set of limits.

    Raises
    ------
    ValueError
        Too few payees, or less than 47 days in a half.
    """
    dice = np.random.default_rng(seed)
    by_payee: dict[str, list[Paid]] = defaultdict(list)
    for paid in payments:
        by_payee[paid.payee].append(paid)
    often = [paid[-1] for paid in by_payee.values() if len(paid) >= 4]
    free = iter([often[k] for k in dice.permutation(len(often))])
    found = {}
    for at_set, (name, limits) in enumerate(sets.items()):
        into = found[name] = SplitCases(limits)
        injector = _Injector(dice, f"X{at_set}-", free, into)
        for begin, end in halves(payments):
            _splits(injector, begin, end)
            _twins(injector, begin, end)
    return found


def halves(payments: Sequence[Paid]) -> tuple[tuple[date, date], tuple[date, date]]:
    """Return first and last day of both halves of the time."""
    days = [paid.day for paid in payments]
    begin, end = min(days), max(days)
    middle = begin + (end - begin) // 2
    return (begin, middle), (middle + timedelta(days=1), end)


def _splits(injector: _Injector, begin: date, end: date) -> None:
    for manner, hours, parts in product(MANNERS, HOURS, PARTS):
        paid, limit = injector.payee(), injector.limit()
        story = Story(injector.stories, manner, limit, hours, parts)
        moments = injector.moments(_start(injector, begin, end, 9), hours, parts)
        passed = 0
        for i, (minor, moment) in enumerate(zip(_amounts(injector, story), moments, strict=True)):
            passed += minor
            part = injector.like(paid, minor, i, i)
            if manner == "turns" and i % 2:
                part = replace(part, requester=f"{paid.requester}-2")
            # Nobody can recognise a split before the sum is above the limit.
            injector.pay(story, 2 if passed > limit else 1, part, moment)


def _amounts(injector: _Injector, story: Story) -> list[int]:
    parts = story.parts
    if story.manner == "even":
        (total,) = injector.factors(1.05, 0.95 * parts, 1)
        shares = [total / parts * factor for factor in injector.factors(0.99, 1.01, parts)]
    elif story.manner == "remainder":
        below = [1 - share for share in injector.factors(0.001, 0.03, parts - 1)]
        shares = [*below, *injector.factors(0.1, 0.9, 1)]
    else:
        shares = [1 - share for share in injector.factors(0.001, 0.20, parts)]
    return [round(story.limit * share) for share in shares]


def _twins(injector: _Injector, begin: date, end: date) -> None:
    for k, manner in enumerate(TWINS * TWINS_EACH):
        paid, limit = injector.payee(), injector.limit()
        story = Story(injector.stories, manner, limit, 0, 0)
        start = _start(injector, begin, end, 45)
        count = 3 if manner == "apart" else 2 if manner == "busy" else 3 + k % 3
        near = [limit * (1 - share) for share in injector.factors(0.001, 0.10, count)]
        if manner == "voucher":
            moments = injector.moments(start, 8.0, count)
            payments = [injector.like(paid, minor, "", "") for minor in near]
        elif manner == "busy":
            moments = injector.moments(start, 168.0, count)
            halved = [limit * share for share in injector.factors(0.51, 0.80, count)]
            payments = [injector.like(paid, minor, i, i) for i, minor in enumerate(halved)]
        else:
            apart = injector.factors(9.0, 20.0, count - 1)
            days = np.cumsum([0.0, *apart]) if manner == "apart" else np.linspace(0.0, 6.5, count)
            moments = [start + timedelta(days=float(day)) for day in days]
            payments = [injector.like(paid, minor, i, i) for i, minor in enumerate(near)]
        contract = f"{injector.prefix}C{injector.stories}" if manner == "contract" else ""
        if contract:
            injector.into.rows.append(_contract(contract, paid.payee, start - timedelta(days=1)))
        for one, moment in zip(payments, moments, strict=True):
            injector.pay(story, 1, one, moment, contract)


def _contract(contract: str, payee: str, moment: datetime) -> Row:
    return {
        "kind": "contract_signed",
        "occurred_at": told(moment),
        "contract_id": contract,
        "payee_id": payee,
        "recurring": True,
    }


def _start(injector: _Injector, begin: date, end: date, spare: int) -> datetime:
    """Return nine o'clock of a drawn day after which so many days of the half are left."""
    days = (end - begin).days - spare
    if days < 1:
        raise ValueError("expected at least 47 days in each half")
    return at(begin + timedelta(days=int(injector.dice.integers(1, days + 1))), 9.0)
