"""The parties of a made company: how many there are, and who deals with whom."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.features.made_draws import amounts, codes, zipf
from features.kernel.arrays import Ints

CUSTOMER, SALESPERSON, SUPPLIER, STAFF, REQUESTER, APPROVER, ACCOUNT, ADDRESS, DOCUMENT = range(9)
GROUP, INDUSTRY, NAMESAKE, VOUCHER = range(9, 13)
"""Spaces of numbers, so that no two kinds of key share a code."""

TRADE: Final = 0.7
"""Zipf exponent of customers and suppliers."""
DESK: Final = 0.5
"""Zipf exponent of people, whose day is as long as anyone's."""
INDUSTRIES: Final = 20
_FIRST_NUMBER: Final = 37**8 + 1
"""A packed number of nine signs."""
_HABIT: Final = 0.85
"""Share of documents that go through whom they always go."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many keys of each kind a company has.

    The shares are those of the synthetic company at 100,000 events.
    """

    customers: int
    salespeople: int
    suppliers: int
    staff: int
    requesters: int
    approvers: int
    offices: int
    addresses: int

    @classmethod
    def of(cls, events: int) -> "Sizes":
        """Return the sizes that go with so many events in two years."""
        shares = (0.0031, 0.00022, 0.0019, 0.0009, 0.0002, 0.0001, 0.00015, 0.03)
        return cls(*(max(round(share * events), 2) for share in shares))


def usual(random: np.random.Generator, ids: Ints, keys: int, others: int) -> Ints:
    """Return a partner below `others` for each id: mostly the one it always has, else any."""
    partner = zipf(random, others, keys, DESK)
    any_one = zipf(random, others, len(ids), DESK)
    return np.where(random.random(len(ids)) < _HABIT, partner[ids], any_one)


def scaled_amounts(
    random: np.random.Generator, ids: Ints, keys: int, centre_minor: float, spread: float
) -> Ints:
    """Return amounts around a size of its own for each id."""
    own = centre_minor * np.exp(random.normal(0.0, 0.8, keys))
    return amounts(random, own[ids], spread)


def addresses(random: np.random.Generator, people: Ints, sizes: Sizes, share_own: float) -> Ints:
    """Return address codes: the office of a person, or with `share_own` some address of its own."""
    office = zipf(random, sizes.offices, int(people.max(initial=0)) + 1, DESK)[people]
    own = sizes.offices + random.integers(0, sizes.addresses, len(people))
    return codes(ADDRESS, np.where(random.random(len(people)) < share_own, own, office))


def groups(customers: Ints) -> Ints:
    """Return the code of each customer's group: one in ten is in one, four to a group."""
    return np.where(customers % 10 == 3, codes(GROUP, customers // 40), 0)


def industries(customers: Ints) -> Ints:
    """Return the code of each customer's industry."""
    return codes(INDUSTRY, customers * 7 % INDUSTRIES)


def namesakes(payees: Ints) -> Ints:
    """Return the code of those whose name is like a payee's: one payee in twenty shares it with another."""
    return codes(NAMESAKE, np.where(payees % 20 == 7, payees - 1, payees))


def numbers(count: int) -> Ints:
    """Return codes of so many different invoice numbers, short enough to be packed."""
    return _FIRST_NUMBER + np.arange(count) * 37
