"""Made purchasing: orders, bills, claims and the payments that they end in."""

import numpy as np

from benchmarks.features.made_block import block, documents, follow
from benchmarks.features.made_draws import codes, known, later, moments, zipf
from benchmarks.features.made_parties import (
    ACCOUNT,
    APPROVER,
    CUSTOMER,
    DESK,
    NAMESAKE,
    REQUESTER,
    STAFF,
    SUPPLIER,
    TRADE,
    VOUCHER,
    Sizes,
    addresses,
    namesakes,
    numbers,
    scaled_amounts,
    usual,
)
from features.kernel import layout as L
from features.kernel.arrays import Ints

_KIND = (0, 1, 0, 2)
"""Kinds of payment: of bills, claims, standing orders, refunds."""


def make_purchasing(random: np.random.Generator, count: int, sizes: Sizes) -> list[Ints]:
    """Return blocks of about 2.6 events for each of `count` payments."""
    bills = round(0.51 * count)
    claims = round(0.405 * count)
    refunds = round(0.02 * count)
    standing = count - bills - claims - refunds
    billed = _bills(random, bills, sizes)
    claimed = _claims(random, claims, sizes)
    bare = _standing(random, standing, sizes)
    sources = (billed, claimed, bare, _refunds(random, refunds, sizes))
    paid = [_payments(random, source, sizes, part) for part, source in enumerate(sources)]
    returned = paid[0][:, random.random(paid[0].shape[1]) < 0.007]
    at = later(random, returned[L.E_OCCURRED], random.integers(1, 6, returned.shape[1]))
    gone = -returned[L.E_DELTA]
    back = follow("payment_returned", returned, at, known(random, at), delta=gone, count=-1)
    return [*_purchases(random, billed), billed, claimed, *paid, back, _repeated(random, paid[0])]


def _bills(random: np.random.Generator, count: int, sizes: Sizes) -> Ints:
    payee = zipf(random, sizes.suppliers, count, TRADE)
    at = moments(random, count)
    return block(
        "invoice_received",
        at,
        known(random, at),
        document=documents(10, count),
        payee=codes(SUPPLIER, payee),
        account=codes(ACCOUNT, payee),
        namesake=namesakes(payee),
        base=scaled_amounts(random, payee, sizes.suppliers, 1_500_000.0, 0.7),
        due=at + 30 * L.DAY,
        tag=numbers(count),
        flags=L.FLAG_FIRST + np.where(random.random(count) < 0.68, L.FLAG_ORDERED, 0),
    )


def _purchases(random: np.random.Generator, billed: Ints) -> list[Ints]:
    """Return the purchase orders and goods receipts that came before two in three bills."""
    ordered = billed[:, (billed[L.E_FLAGS] & L.FLAG_ORDERED) != 0]
    n = ordered.shape[1]
    before = ordered[L.E_OCCURRED] - random.integers(1, 20, n) * L.DAY
    same = {"payee": ordered[L.E_PAYEE], "base": ordered[L.E_BASE], "flags": L.FLAG_FIRST}
    return [
        block("purchase_ordered", before - 5 * L.DAY, before - 5 * L.DAY, document=documents(11, n), **same),
        block("goods_received", before, before, document=documents(12, n), **same),
    ]


def _claims(random: np.random.Generator, count: int, sizes: Sizes) -> Ints:
    person = zipf(random, sizes.staff, count, DESK)
    at = moments(random, count)
    return block(
        "expense_claimed",
        at,
        known(random, at),
        document=documents(13, count),
        requester=codes(STAFF, person),
        address=addresses(random, person, sizes, 0.1),
        account=codes(ACCOUNT, person + sizes.suppliers),
        base=scaled_amounts(random, person, sizes.staff, 20_000.0, 0.9),
        tag=numbers(2 * count)[count:],
        flags=L.FLAG_FIRST,
    )


def _standing(random: np.random.Generator, count: int, sizes: Sizes) -> Ints:
    """Return payments to be: rent, salaries and the like, under contracts and without a number."""
    payee = zipf(random, sizes.suppliers, count, TRADE)
    at = moments(random, count)
    return block(
        "contract_signed",
        at,
        at,
        payee=codes(SUPPLIER, payee),
        account=codes(ACCOUNT, payee),
        namesake=namesakes(payee),
        base=np.round(scaled_amounts(random, payee, sizes.suppliers, 1_000_000.0, 0.0) / 1e5 + 1).astype(np.int64)
        * 100_000,
        flags=L.FLAG_RECURRING,
    )  # fmt: skip


def _refunds(random: np.random.Generator, count: int, sizes: Sizes) -> Ints:
    """Return what is to be paid back to customers."""
    customer = zipf(random, sizes.customers, count, TRADE)
    at = moments(random, count)
    return block(
        "credit_note_issued",
        at,
        at,
        customer=codes(CUSTOMER, customer),
        payee=codes(CUSTOMER, customer),
        account=codes(ACCOUNT + 20, customer),
        base=scaled_amounts(random, customer, sizes.customers, 300_000.0, 0.7),
    )


def _repeated(random: np.random.Generator, paid: Ints) -> Ints:
    """Return a second payment of one bill in 250."""
    twice = paid[:, random.random(paid.shape[1]) < 0.004]
    at = later(random, twice[L.E_OCCURRED], random.integers(2, 60, twice.shape[1]))
    again = twice.copy()
    again[L.E_DOCUMENT] ^= 1 << 50
    again[L.E_OCCURRED] = at
    again[L.E_KNOWN] = np.maximum(known(random, at), twice[L.E_KNOWN])
    return again


def _payments(random: np.random.Generator, source: Ints, sizes: Sizes, part: int) -> Ints:
    """Return the payment of each bill, claim, standing order or refund (`part` 0 to 3)."""
    n = source.shape[1]
    payee = np.where(source[L.E_PAYEE] != 0, source[L.E_PAYEE], source[L.E_REQUESTER])
    _, number = np.unique(payee, return_inverse=True)
    keys = int(number.max(initial=-1)) + 1
    requester = usual(random, number, keys, sizes.requesters)
    at = later(random, source[L.E_OCCURRED], random.gamma(3.0, 5.0, n))
    base = source[L.E_BASE]
    return block(
        "payment_executed",
        at,
        np.maximum(known(random, at), source[L.E_KNOWN]),
        document=documents(14, n) ^ source[L.E_DOCUMENT],
        payee=payee,
        customer=source[L.E_CUSTOMER],
        account=source[L.E_ACCOUNT],
        requester=codes(REQUESTER, requester),
        approver=codes(APPROVER, usual(random, requester, sizes.requesters, sizes.approvers)),
        address=addresses(random, requester, sizes, 0.05),
        base=base,
        delta=base,
        count=1,
        tag=source[L.E_TAG],
        namesake=np.where(source[L.E_NAMESAKE] != 0, source[L.E_NAMESAKE], codes(NAMESAKE + 20, number)),
        mark=codes(VOUCHER + 20 * part, number // 3 + at // L.DAY),
        flags=L.FLAG_FIRST + (source[L.E_FLAGS] & L.FLAG_RECURRING) + (_KIND[part] << L.SHIFT_PAYMENT_KIND),
    )
