"""The history of the parties of one order and one payment: each key is named by so many events."""

from typing import Final

import numpy as np

from benchmarks.features.made_draws import BEGIN_US, DAYS
from benchmarks.features.made_history import in_order
from benchmarks.features.made_parties import Sizes
from benchmarks.features.made_purchasing import make_purchasing
from benchmarks.features.made_sales import make_sales
from features.history.encode import code_of, moment_class_one
from features.kernel import layout as L
from features.kernel.arrays import Ints
from features.query import query_row
from riskdesk.core.calendar import WorkingCalendar

PARTIES: Final = {
    "customer": "C1042",
    "salesperson": "E0077",
    "payee": "S0311",
    "account": "account-of-S0311",
    "requester": "E0013",
    "approver": "E0012",
    "address": "address-of-the-office",
}
"""Entity -> key of the parties that are asked for."""

OF_PLACE: Final = {
    "order": ("customer", "salesperson", "address"),
    "payment": ("payee", "account", "requester", "approver", "address"),
}
AS_OF_US: Final = BEGIN_US + (DAYS - 1) * L.DAY + 10 * L.HOUR
_COLUMN: Final = {entity: getattr(L, f"E_{entity.upper()}") for entity in PARTIES}
_ONE: Final = Sizes(1, 4, 1, 8, 4, 3, 2, 40)
_OTHERS: Final = Sizes(60, 12, 60, 40, 12, 6, 4, 400)
_FILL: Final = (
    ("salesperson", "sales"),
    ("requester", "payments"),
    ("approver", "payments"),
    ("address", "both"),
)


def make_single(each: int, *, seed: int = 5) -> Ints:
    """Return events of two years in which `each` of them name each of `PARTIES`.

    The customer's orders go through the salesperson and the office of `PARTIES` and the payee's
    payments through its people; what these lack of `each` they did for others.
    """
    random = np.random.default_rng(seed)
    sales = _own(make_sales(random, each, _ONE), ("customer", "salesperson", "address"), random, each)
    bought = _own(make_purchasing(random, 4 * each, _ONE), OF_PLACE["payment"], random, each)
    blocks = [sales, bought]
    for salt, (entity, pool) in enumerate(_FILL, start=1):
        column = _COLUMN[entity]
        has = sum(int((made[column] == code_of(PARTIES[entity])).sum()) for made in blocks)
        others = _pool(random, pool, each)
        blocks.append(_for_others(others, column, code_of(PARTIES[entity]), each - has, salt))
    return in_order(blocks)


def single_queries(events: Ints, place: str, count: int = 64, *, seed: int = 6) -> Ints:
    """Return queries of an order or payment of these parties, amounts and numbers as they had before.

    int64 of shape (count, Q_WIDTH), slots not yet filled.
    """
    random = np.random.default_rng(seed)
    first = "customer" if place == "order" else "payee"
    kinds = (12,) if place == "order" else (44,)
    own = events[:, (events[_COLUMN[first]] == code_of(PARTIES[first])) & np.isin(events[L.E_KIND], kinds)]
    rows = []
    for at in random.integers(0, own.shape[1], count).tolist():
        row = query_row(
            place,
            as_of_us=AS_OF_US,
            moment_class=moment_class_one(AS_OF_US, WorkingCalendar()),
            document=f"{place}:new",
            amount_minor=int(own[L.E_BASE, at] * random.uniform(0.9, 1.1)),
            parties={entity: PARTIES[entity] for entity in OF_PLACE[place]},
            terms_days=30,
        )
        row[L.Q_TAG] = own[L.E_TAG, at]
        rows.append(row)
    return np.stack(rows)


def _own(blocks: list[Ints], entities: tuple[str, ...], random: np.random.Generator, each: int) -> Ints:
    """Return `each` events of the first of the entities; most common codes become those of `PARTIES`."""
    made = np.concatenate(blocks, axis=1)
    first = _COLUMN[entities[0]]
    made = made[:, (made[first] == _commonest(made[first])) & (made[L.E_KNOWN] <= AS_OF_US)]
    made = made[:, np.sort(random.permutation(made.shape[1])[:each])].copy()
    for entity in entities:
        column = _COLUMN[entity]
        made[column, made[column] == _commonest(made[column])] = code_of(PARTIES[entity])
    return made


def _commonest(codes: Ints) -> int:
    values, counts = np.unique(codes[codes != L.NOBODY], return_counts=True)
    return int(values[np.argmax(counts)])


def _pool(random: np.random.Generator, pool: str, count: int) -> Ints:
    sales = [make_sales(random, count, _OTHERS)[0]] if pool != "payments" else []
    payments = make_purchasing(random, 2 * count, _OTHERS)[4:5] if pool != "sales" else []
    made = np.concatenate([*sales, *payments], axis=1)
    made = made[:, made[L.E_KNOWN] <= AS_OF_US]
    return made[:, random.permutation(made.shape[1])]


def _for_others(pool: Ints, column: int, code: int, count: int, salt: int) -> Ints:
    """Return `count` documents of others that name this key, as documents of their own."""
    made = pool[:, : max(count, 0)].copy()
    made[column] = code
    made[L.E_DOCUMENT] ^= salt << 48
    return made
