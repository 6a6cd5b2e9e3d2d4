"""Made master data and what is said of it: registrations, changed accounts, limits, verdicts, baselines."""

import numpy as np

from benchmarks.features.made_block import block, documents, follow
from benchmarks.features.made_draws import BEGIN_US, DAYS, codes, later, moments, zipf
from benchmarks.features.made_parties import (
    ACCOUNT,
    CUSTOMER,
    INDUSTRIES,
    INDUSTRY,
    STAFF,
    SUPPLIER,
    TRADE,
    Sizes,
    groups,
    industries,
    namesakes,
)
from features.history.encode import BASELINE_PLACES
from features.kernel import layout as L
from features.kernel.arrays import Ints


def make_masters(random: np.random.Generator, changes: int, sizes: Sizes) -> list[Ints]:
    """Return one registration of each customer, supplier and employee, and changes of payee accounts."""
    customers, suppliers, staff = (np.arange(n) for n in (sizes.customers, sizes.suppliers, sizes.staff))
    known_for = [
        BEGIN_US - random.integers(0, 1500, len(ids)) * L.DAY for ids in (customers, suppliers, staff)
    ]
    payee = zipf(random, sizes.suppliers, changes, TRADE)
    at = moments(random, changes)
    changer = codes(STAFF, random.integers(0, sizes.staff, len(suppliers)))
    alone = np.where(random.random(changes) < 0.1, L.FLAG_ONE_PERSON, 0)
    return [
        block(
            "customer_registered",
            known_for[0],
            known_for[0],
            document=documents(20, len(customers)),
            customer=codes(CUSTOMER, customers),
            corporate_group=groups(customers),
            industry=industries(customers),
            account=codes(ACCOUNT + 20, customers),
            base=random.integers(1, 1000, len(customers)) * 100_000_000,
            flags=L.FLAG_FIRST,
        ),
        block(
            "supplier_registered",
            known_for[1],
            known_for[1],
            document=documents(21, len(suppliers)),
            payee=codes(SUPPLIER, suppliers),
            namesake=namesakes(suppliers),
            account=codes(ACCOUNT, suppliers),
            requester=changer,
            flags=L.FLAG_FIRST + np.where(suppliers % 30 == 4, L.FLAG_ONE_PERSON + L.FLAG_BAD_REGISTRY, 0),
        ),
        block(
            "employee_registered",
            known_for[2],
            known_for[2],
            document=documents(22, len(staff)),
            requester=codes(STAFF, staff),
            account=codes(ACCOUNT, staff + sizes.suppliers),
            flags=L.FLAG_FIRST,
        ),
        block(
            "payee_account_changed",
            at,
            at,
            document=codes(SUPPLIER + 40, payee),
            payee=codes(SUPPLIER, payee),
            account=codes(ACCOUNT + 20, payee),
            requester=codes(STAFF, random.integers(0, sizes.staff, changes)),
            flags=alone,
        ),
    ]


def make_verdicts(random: np.random.Generator, documents_of: Ints, count: int) -> Ints:
    """Return verdicts on some of these orders and payments, days later."""
    some = documents_of[:, random.integers(0, documents_of.shape[1], count)]
    at = later(random, some[L.E_OCCURRED], random.integers(0, 20, count))
    return follow(
        "verdict_recorded",
        some,
        at,
        at,
        document=documents(23, count),
        reference=some[L.E_DOCUMENT],
        base=some[L.E_BASE],
        delta=(random.random(count) < 0.3).astype(np.int64),
        count=1,
        ref_at=some[L.E_OCCURRED],
        flags=L.FLAG_FIRST,
    )


def make_limits(random: np.random.Generator, sizes: Sizes) -> Ints:
    """Return a limit set by a person for one customer in five."""
    customer = np.arange(0, sizes.customers, 5)
    at = moments(random, len(customer))
    return block(
        "limit_overridden",
        at,
        at,
        document=codes(CUSTOMER + 40, customer),
        customer=codes(CUSTOMER, customer),
        base=random.integers(1, 500, len(customer)) * 10_000_000,
        due=at + 365 * L.DAY,
    )


def make_links(random: np.random.Generator, sizes: Sizes) -> Ints:
    """Return of one payee in ten whom it shares a phone, an address or a person with."""
    payee = np.arange(0, sizes.suppliers, 10)
    at = moments(random, len(payee))
    who = random.integers(1, 4, len(payee))
    other = np.choose(
        who - 1,
        [
            codes(STAFF, payee % sizes.staff),
            codes(CUSTOMER, payee % sizes.customers),
            codes(SUPPLIER, payee + 1),
        ],
    )
    return block(
        "party_linked",
        at,
        at,
        document=documents(25, len(payee)),
        payee=codes(SUPPLIER, payee),
        reference=other,
        base=who,
        delta=1 << random.integers(0, 4, len(payee)),
        count=1,
        flags=L.FLAG_FIRST,
    )


def make_baselines(random: np.random.Generator) -> Ints:
    """Return the company's baseline of every day: a column each class of hour, weekday, and industry.

    All columns of a day are one event; the moment, half a second past midnight, is no other event's.
    """
    places = np.arange(len(BASELINE_PLACES)) + 1
    moment_classes = np.arange(L.HOUR_CLASSES + L.WEEKDAY_CLASSES)
    classes = (1 + places[:, None] * L.CLASSES_A_PLACE + moment_classes).ravel()
    industry = codes(INDUSTRY, np.arange(INDUSTRIES))
    each = len(classes) + len(industry)
    at = np.repeat(BEGIN_US + np.arange(1, DAYS) * L.DAY + L.SECOND // 2, each)
    days = DAYS - 1
    made = block(
        "baseline_taken",
        at,
        at,
        document=np.repeat(documents(24, days), each),
        industry=np.tile(np.r_[np.zeros_like(classes), industry], days),
        base=random.integers(1, 100_000_000, len(at)),
        delta=random.integers(1, 100_000, len(at)),
        tag=np.tile(np.r_[np.full(len(classes), 5_000), np.full(len(industry), 300)], days),
        count=1,
        flags=L.FLAG_FIRST,
    )
    made[L.E_CLASS] = np.tile(np.r_[classes, np.zeros_like(industry)], days)
    return made
