"""The orders and payments that the demonstration puts before the service.

Parties and amounts come from the company's books; what is put before the service is what
happens in companies: an ordinary order, one that breaks the limit, one of a customer that
does not pay, one split in three, one at night; an ordinary payment, a duplicate, one to an
account that was changed yesterday by who asks for the payment, one to a stranger.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import Any, Final, Literal

from riskdesk.cli.demo.books import Books, Customer, Payee
from riskdesk.cli.demo.company import TODAY, at
from riskdesk.core.i18n import Text

_CENT: Final = Decimal("0.01")
_GROWTH: Final = 60
_REGULAR: Final = 30
_LATELY: Final = TODAY - timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One call.

    Parameters
    ----------
    title
        What it is about.
    path
        `orders` or `payments` are scored; `events` are told to the service beforehand.
    body
        The request.
    """

    title: Text
    path: Literal["orders", "payments", "events"]
    body: Any


def scenarios(books: Books) -> Iterator[Scenario]:
    """Yield the demonstration's calls, in the order in which they are made."""
    yield from _order_scenarios(books)
    yield from _payment_scenarios(books)


def _order_scenarios(books: Books) -> Iterator[Scenario]:
    good = [name for name, customer in _by_ease(books) if customer.past_due == 0]
    first, second, third = good[:3]
    bad = max(books.customers, key=lambda name: _badness(books.customers[name]))
    yield _order(Text(zh="一张普通订单", en="an ordinary order"), "26DM00001", first, books)
    yield _order(
        Text(zh="另一客户的普通订单", en="another customer's ordinary order"), "26DM00002", second, books
    )
    large = (books.customers[third].usual * _GROWTH).quantize(_CENT)
    yield _order(Text(zh="远超信用额度", en="far beyond the limit"), "26DM00003", third, books, amount=large)
    yield _order(
        Text(zh="长期拖欠的客户", en="a customer that has not paid for long"), "26DM00004", bad, books
    )
    for part, (hour, minute) in enumerate(((9, 12), (9, 47), (10, 5))):
        amount = Decimal("48600.00") + 350 * part
        title = Text(zh=f"拆分订单第 {part + 1} 部分", en=f"part {part + 1} of a split order")
        yield _order(title, f"26DM0001{part}", good[3], books, amount=amount, when=at(hour, minute))
    yield _order(Text(zh="凌晨的订单", en="an order at night"), "26DM00005", good[4], books, when=at(3, 12))
    stranger = {
        "order_id": "26DM00006",
        "customer_id": "C-STRANGER",
        "amount": "12000.00",
        "currency": "CNY",
        "occurred_at": at(10, 20),
    }
    yield Scenario(Text(zh="系统不认识的客户", en="a customer nobody knows"), "orders", stranger)


def _payment_scenarios(books: Books) -> Iterator[Scenario]:
    regular = sorted(books.payees.items(), key=lambda item: (-len(item[1].payments), item[0]))
    steady = [(n, p) for n, p in regular if p.account and p.account_changes == 0 and p.payments]
    for k, (name, payee) in enumerate(steady[:2]):
        title = Text(zh="给老供应商的普通付款", en="an ordinary payment to a supplier of old")
        yield _payment(title, f"P-DEMO-{k + 1}", name, payee, _fresh(payee, f"DEMO-2026-{k + 1:04d}"))
    name, payee = steady[2]
    paid = next(row for row in reversed(payee.payments) if row.get("invoice_no"))
    again = str(paid["invoice_no"]).lower().replace("-", " ")
    title = Text(
        zh="同一发票再付一次，号码写法不同", en="the same invoice again, its number written otherwise"
    )
    yield _payment(title, "P-DEMO-3", name, payee, {"invoice_no": again, "amount": paid["amount"]})
    name, payee = steady[3]
    requester = payee.payments[-1].get("requester_id", "E-UNKNOWN")
    changed = {
        "kind": "payee_account_changed",
        "occurred_at": at(9, 3),
        "payee_id": name,
        "account": "6217009988776655443",
        "changed_by": requester,
    }
    yield Scenario(
        Text(zh="收款账户被申请人独自变更", en="the requester alone changes an account"), "events", [changed]
    )
    more = {"payee_account": changed["account"], "amount": "186000.00", "invoice_no": "DEMO-2026-0042"}
    title = Text(zh="付到刚变更的账户", en="a payment to the account just changed")
    yield _payment(title, "P-DEMO-4", name, payee, more | {"requester_id": requester})
    stranger = {"payee_account": "6228480000123456789", "amount": "95000.00", "invoice_no": "1001"}
    title = Text(zh="付给陌生的收款人", en="a payment to a stranger")
    yield _payment(title, "P-DEMO-5", "S-STRANGER", payee, stranger)
    name, payee = steady[4]
    title = Text(zh="凌晨的付款", en="a payment at night")
    yield _payment(
        title, "P-DEMO-6", name, payee, _fresh(payee, "DEMO-2026-0077") | {"occurred_at": at(2, 41)}
    )


def _fresh(payee: Payee, invoice_no: str) -> dict[str, Any]:
    """Return number and amount of a new invoice: the usual amount, and some."""
    usual = median(Decimal(row["amount"]) for row in payee.payments)
    return {"invoice_no": invoice_no, "amount": str((usual * Decimal("1.0173")).quantize(_CENT))}


def _order(
    title: Text,
    order_id: str,
    customer_id: str,
    books: Books,
    *,
    amount: Decimal | None = None,
    when: str = "",
) -> Scenario:
    customer = books.customers[customer_id]
    body = {
        "order_id": order_id,
        "customer_id": customer_id,
        "amount": str((amount or customer.usual).quantize(_CENT)),
        "currency": "CNY",
        "occurred_at": when or at(10, 10),
        "salesperson_id": customer.salesperson,
        "terms_days": 30,
    }
    if customer.ip is not None:
        body["ip"] = customer.ip
    return Scenario(title, "orders", body)


def _payment(title: Text, payment_id: str, payee_id: str, payee: Payee, more: dict[str, Any]) -> Scenario:
    last = payee.payments[-1]
    body = {
        "payment_id": payment_id,
        "kind": "supplier",
        "payee_id": payee_id,
        "payee_account": payee.account,
        "amount": last["amount"],
        "currency": "CNY",
        "occurred_at": at(10, 15),
        "requester_id": last.get("requester_id", "E-UNKNOWN"),
    }
    body |= {name: last[name] for name in ("approver_id", "ip") if last.get(name)}
    return Scenario(title, "payments", body | more)


def _by_ease(books: Books) -> list[tuple[str, Customer]]:
    """Return customers that order regularly and did not order these days, who owes least for its sales first."""
    known = [
        (name, customer)
        for name, customer in books.customers.items()
        if len(customer.amounts) >= _REGULAR
        and customer.salespeople
        and customer.group is None
        and customer.last_order < at(0, 0, day=_LATELY)
    ]
    return sorted(known, key=lambda item: (item[1].owed / sum(item[1].amounts), item[0]))


def _badness(customer: Customer) -> tuple[bool, Decimal]:
    return customer.oldest_past_due_days > 75 and bool(customer.salespeople), customer.past_due
