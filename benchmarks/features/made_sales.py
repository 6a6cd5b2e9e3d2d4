"""Made sales: orders, what becomes of them, their invoices and how these are paid."""

import numpy as np

from benchmarks.features.made_block import block, documents, follow
from benchmarks.features.made_draws import amounts, codes, known, later, moments, zipf
from benchmarks.features.made_parties import (
    CUSTOMER,
    SALESPERSON,
    TRADE,
    Sizes,
    addresses,
    groups,
    industries,
    scaled_amounts,
    usual,
)
from features.kernel import layout as L
from features.kernel.arrays import Ints

_TERMS_DAYS = np.array([0, 15, 30, 30, 30, 60, 60, 90])
_LIMITS_MINOR = np.array([5_000_000, 20_000_000, 100_000_000])


def make_sales(random: np.random.Generator, count: int, sizes: Sizes) -> list[Ints]:
    """Return blocks of about 4.2 events for each of `count` orders."""
    orders = _orders(random, count, sizes)
    fate = random.random(count)
    cancelled = orders[:, fate < 0.029]
    amended = orders[:, (fate >= 0.029) & (fate < 0.069)]
    kept = orders[:, fate >= 0.029]
    split = kept[:, random.random(kept.shape[1]) < 0.1]
    delivered = _deliveries(random, np.concatenate([kept, split], axis=1))
    invoices = _invoices(random, delivered)
    return [
        orders,
        *_changed(random, amended, cancelled),
        delivered,
        invoices,
        *_matches(random, invoices),
        *_mishaps(random, invoices),
    ]


def _orders(random: np.random.Generator, count: int, sizes: Sizes) -> Ints:
    customer = zipf(random, sizes.customers, count, TRADE)
    seller = usual(random, customer, sizes.customers, sizes.salespeople)
    amount = scaled_amounts(random, customer, sizes.customers, 2_500_000.0, 0.7)
    near = random.random(count) < 0.02
    below = _LIMITS_MINOR[random.integers(0, 2, count)] * (1.0 - 0.06 * random.random(count))
    amount = np.where(near, below.astype(np.int64), amount)
    at = moments(random, count)
    terms = _TERMS_DAYS[random.integers(0, len(_TERMS_DAYS), sizes.customers)][customer]
    return block(
        "order_placed",
        at,
        known(random, at),
        document=documents(0, count),
        customer=codes(CUSTOMER, customer),
        corporate_group=groups(customer),
        industry=industries(customer),
        salesperson=codes(SALESPERSON, seller),
        address=addresses(random, seller, sizes, 0.2),
        base=amount,
        delta=amount,
        count=1,
        open=amount,
        due=at + terms * L.DAY,
        near=np.where(random.random(count) < 0.5, at + random.integers(0, 20, count) * L.DAY, 0),
        flags=L.FLAG_FIRST + np.where(random.random(count) < 0.07, L.FLAG_RECURRING, 0),
    )


def _changed(random: np.random.Generator, amended: Ints, cancelled: Ints) -> list[Ints]:
    at = later(random, amended[L.E_OCCURRED], random.integers(0, 4, amended.shape[1]))
    more = (amended[L.E_BASE] * random.normal(0.0, 0.1, amended.shape[1])).astype(np.int64)
    gone = later(random, cancelled[L.E_OCCURRED], random.integers(0, 9, cancelled.shape[1]))
    base = cancelled[L.E_BASE]
    back = cancelled[:, random.random(cancelled.shape[1]) < 0.22]
    again = later(random, back[L.E_OCCURRED], random.integers(9, 20, back.shape[1]))
    own = back[L.E_BASE]
    return [
        follow("order_amended", amended, at, known(random, at), base=amended[L.E_BASE] + more, delta=more, open=more),
        follow("order_cancelled", cancelled, gone, known(random, gone), delta=-base, open=-base, count=-1),
        follow("order_reopened", back, again, known(random, again), base=own, delta=own, open=own, count=1),
    ]  # fmt: skip


def _deliveries(random: np.random.Generator, orders: Ints) -> Ints:
    n = orders.shape[1]
    at = later(random, orders[L.E_OCCURRED], random.gamma(2.0, 3.0, n))
    _, which, times = np.unique(orders[L.E_DOCUMENT], return_inverse=True, return_counts=True)
    part = orders[L.E_BASE] // times[which]
    ref_at = orders[L.E_OCCURRED]
    return follow(
        "order_delivered", orders, at, known(random, at), base=part, open=-part, delivered=part, ref_at=ref_at
    )


def _invoices(random: np.random.Generator, delivered: Ints) -> Ints:
    n = delivered.shape[1]
    at = later(random, delivered[L.E_OCCURRED], random.gamma(1.5, 2.0, n))
    terms = (delivered[L.E_DUE] - delivered[L.E_REF_AT]) // L.DAY
    base = delivered[L.E_BASE]
    return follow(
        "invoice_issued",
        delivered,
        at,
        known(random, at),
        document=documents(1, n),
        reference=delivered[L.E_DOCUMENT],
        base=base,
        delta=base,
        count=1,
        delivered=-base,
        due=at - at % L.DAY + (terms + 1) * L.DAY,
        ref_at=delivered[L.E_REF_AT],
        flags=L.FLAG_FIRST,
    )


def _matches(random: np.random.Generator, invoices: Ints) -> list[Ints]:
    """Pay 94 % of the invoices, one in twenty of them in two parts; three receipts for five matches."""
    paid = invoices[:, random.random(invoices.shape[1]) < 0.94]
    habit = 12.0 * codes(90, paid[L.E_CUSTOMER] & 0xFFFFF).view(np.uint64) / 2**64
    late = random.normal(habit - 3.0, 6.0) + np.where(random.random(len(habit)) < 0.05, 45, 0)
    days = np.maximum((paid[L.E_DUE] - paid[L.E_OCCURRED]) // L.DAY + late, 0)
    at = later(random, paid[L.E_OCCURRED], days)
    whole = paid[L.E_BASE]
    parted = random.random(len(whole)) < 0.05
    first = np.where(parted, whole // 2, whole)
    when = known(random, at)
    flags = np.where(parted, 0, L.FLAG_CLOSED)
    one = follow("money_matched", paid, at, when, base=first, delta=-first, flags=flags)
    rest = (whole - first)[parted]
    then = later(random, at[parted], random.integers(1, 30, len(rest)))
    two = follow(
        "money_matched",
        paid[:, parted],
        then,
        known(random, then),
        base=rest,
        delta=-rest,
        flags=L.FLAG_CLOSED,
    )
    came = one[:, random.random(one.shape[1]) < 0.6]
    receipt = block(
        "money_received",
        came[L.E_OCCURRED],
        came[L.E_KNOWN],
        document=documents(2, came.shape[1]),
        customer=came[L.E_CUSTOMER],
        base=came[L.E_BASE],
        flags=L.FLAG_FIRST,
    )
    return [receipt, one, two]


def _mishaps(random: np.random.Generator, invoices: Ints) -> list[Ints]:
    made = []
    for kind, share in (
        ("invoice_voided", 0.008),
        ("invoice_disputed", 0.018),
        ("credit_note_issued", 0.021),
        ("invoice_written_off", 0.005),
    ):
        some = invoices[:, random.random(invoices.shape[1]) < share]
        at = later(random, some[L.E_OCCURRED], random.integers(1, 60, some.shape[1]))
        base = amounts(random, 0.1 * some[L.E_BASE], 0.5)
        delta = np.zeros_like(base) if kind == "invoice_disputed" else -base
        count = -1 if kind == "invoice_voided" else 0
        flags = L.FLAG_CLOSED if kind == "invoice_written_off" else 0
        made.append(
            follow(kind, some, at, known(random, at), base=base, delta=delta, count=count, flags=flags)
        )
    return made
