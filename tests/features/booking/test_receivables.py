from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.kernel.layout import FLAG_CLOSED
from riskdesk.core.errors import EventInvalid

KINDS = {
    "pay": "money_matched",
    "credit": "credit_note_issued",
    "void": "invoice_voided",
    "write_off": "invoice_written_off",
    "dispute": "invoice_disputed",
}
ORDER_KINDS = {
    "deliver": "order_delivered",
    "bill": "invoice_issued",
    "bill again": "invoice_issued",
    "amend": "order_amended",
    "cancel": "order_cancelled",
    "reopen": "order_reopened",
}
Step = tuple[str, str | None]


def play(books: Any, steps: Sequence[Step], **invoice: str) -> list[Any]:
    """Issue an invoice of 100.00 and book steps a day apart; return what was booked."""
    found = [books.post("invoice_issued", 0, **{"amount": "100", **invoice})]
    for day, (step, amount) in enumerate(steps, 1):
        currency = {"currency": invoice["currency"]} if "currency" in invoice and amount else {}
        money = {"amount": amount, **currency} if amount else {}
        found.append(books.post(KINDS[step], day, event_id=f"e{day}", **money))
    return found


@pytest.mark.parametrize(
    ("steps", "open_minor", "status", "deltas"),
    [
        ([], 10_000, "open", [10_000]),
        ([("pay", "40")], 6_000, "open", [10_000, -4_000]),
        ([("pay", "40"), ("pay", "60")], 0, "settled", [10_000, -4_000, -6_000]),
        ([("credit", "10"), ("pay", "90")], 0, "settled", [10_000, -1_000, -9_000]),
        ([("pay", "40"), ("void", None)], 0, "void", [10_000, -4_000, -6_000]),
        ([("pay", "100"), ("void", None)], 0, "void", [10_000, -10_000, 0]),
        ([("pay", "40"), ("write_off", None)], 0, "written_off", [10_000, -4_000, -6_000]),
        ([("dispute", None), ("pay", "100")], 0, "settled", [10_000, 0, -10_000]),
    ],
)
def test_what_an_invoice_leaves_open(
    books: Any, steps: list[Step], open_minor: int, status: str, deltas: list[int]
) -> None:
    """Each step takes out of what is owed, and the changes sum to what stands."""
    booked = play(books, steps)
    invoice = books.documents["invoice:I1"]
    assert (open_minor, status) == (invoice.open_minor, invoice.status)
    assert deltas == [one.delta_minor for one in booked]


@pytest.mark.parametrize(
    ("steps", "closed_by"),
    [
        ([("pay", "40")], []),
        ([("pay", "40"), ("pay", "60")], [2]),
        ([("pay", "40"), ("void", None)], [2]),
        ([("pay", "100"), ("void", None)], [1]),
        ([("write_off", None)], [1]),
    ],
)
def test_an_invoice_closes_once(books: Any, steps: list[Step], closed_by: list[int]) -> None:
    """Exactly the event that settles what was left is flagged."""
    booked = play(books, steps)
    assert closed_by == [i for i, one in enumerate(booked) if one.flags & FLAG_CLOSED]


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        ([("pay", "100.01")], "amount"),
        ([("pay", "100"), ("pay", "0.01")], "amount"),
        ([("credit", "100.01")], "amount"),
        ([("void", None), ("pay", "1")], "invoice_id"),
        ([("void", None), ("void", None)], "invoice_id"),
        ([("write_off", None), ("pay", "1")], "invoice_id"),
        ([("write_off", None), ("write_off", None)], "invoice_id"),
        ([("pay", "100"), ("write_off", None)], "invoice_id"),
    ],
)
def test_what_is_not_owed_cannot_be_taken(books: Any, steps: list[Step], field: str) -> None:
    """More than is owed, or anything of what was given up, is refused and changes nothing."""
    play(books, steps[:-1])
    before = repr(books.documents)
    step, amount = steps[-1]
    with pytest.raises(EventInvalid) as refused:
        books.post(KINDS[step], 9, event_id="last", **({"amount": amount} if amount else {}))
    assert field == refused.value.field
    assert before == repr(books.documents)


def test_an_invoice_is_issued_once(books: Any) -> None:
    """The same invoice under another event id is a contradiction."""
    play(books, [])
    with pytest.raises(EventInvalid, match="stands in the log") as refused:
        books.post("invoice_issued", 1, event_id="again")
    assert "invoice_id" == refused.value.field


def test_the_order_of_another_customer_cannot_be_billed(books: Any) -> None:
    """An invoice to C2 takes nothing from an order of C1."""
    books.post("order_placed")
    before = repr(books.documents)
    with pytest.raises(EventInvalid) as refused:
        books.post("invoice_issued", 1, customer_id="C2", order_id="O1")
    assert "order_id" == refused.value.field
    assert before == repr(books.documents)


@pytest.mark.parametrize(
    ("steps", "open_minor", "delivered_minor"),
    [
        ([("deliver", "100"), ("bill", "100"), ("void", None)], 0, 10_000),
        ([("bill", "100"), ("void", None)], 10_000, 0),
        ([("deliver", "30"), ("bill", "50"), ("void", None)], 7_000, 3_000),
        ([("deliver", "30"), ("bill", "200"), ("void", None)], 7_000, 3_000),
        ([("bill", "100"), ("deliver", "100"), ("void", None)], 0, 10_000),
        ([("deliver", "120"), ("bill", "120"), ("void", None)], 0, 12_000),
        ([("deliver", "100"), ("bill", "100"), ("pay", "40"), ("void", None)], 0, 6_000),
        ([("deliver", "30"), ("bill", "100"), ("pay", "50"), ("void", None)], 2_000, 3_000),
        ([("deliver", "100"), ("bill", "100"), ("credit", "10"), ("void", None)], 0, 9_000),
        ([("deliver", "100"), ("bill", "100"), ("pay", "100"), ("void", None)], 0, 0),
        ([("bill", "100"), ("amend", "150"), ("void", None)], 15_000, 0),
        ([("bill", "60"), ("cancel", None), ("void", None)], 0, 0),
        ([("bill", "60"), ("cancel", None), ("void", None), ("reopen", "40")], 4_000, 0),
        ([("deliver", "60"), ("bill", "60"), ("cancel", None), ("void", None)], 0, 6_000),
        ([("deliver", "100"), ("bill", "100"), ("void", None), ("bill again", "100")], 0, 0),
        ([("bill", "100"), ("void", None), ("deliver", "100"), ("bill again", "100")], 0, 0),
        ([("deliver", "100"), ("bill", "100"), ("write_off", None)], 0, 0),
    ],
)
def test_what_a_voided_invoice_billed_is_open_again(
    books: Any, steps: list[Step], open_minor: int, delivered_minor: int
) -> None:
    """What is unpaid of it goes back to its order, delivered first; the changes sum to what stands."""
    booked = [books.post("order_placed", 0, amount="100")]
    for day, (step, amount) in enumerate(steps, 1):
        fields = {"amount": amount} if amount else {}
        fields |= {"order_id": "O1"} if step.startswith("bill") else {}
        fields |= {"invoice_id": "I2"} if step == "bill again" else {}
        booked.append(books.post(ORDER_KINDS.get(step) or KINDS[step], day, event_id=f"e{day}", **fields))
    order = books.documents["order:O1"]
    assert (open_minor, delivered_minor) == (order.open_minor, order.delivered_minor)
    assert open_minor == sum(one.open_delta_minor for one in booked)
    assert delivered_minor == sum(one.delivered_delta_minor for one in booked)
    assert order.fulfilled_minor >= order.delivered_minor


def test_an_invoice_of_no_order_gives_nothing_back(books: Any) -> None:
    """Neither one that names none, nor one that named an order the log had not heard of then."""
    books.post("invoice_issued", 0)
    books.post("invoice_issued", 0, invoice_id="I2", order_id="O1")
    books.post("order_placed", 1)
    before = repr(books.documents["order:O1"])
    for invoice in ("I1", "I2"):
        voided = books.post("invoice_voided", 2, invoice_id=invoice, event_id=invoice)
        assert (0, 0) == (voided.open_delta_minor, voided.delivered_delta_minor)
    assert before == repr(books.documents["order:O1"])


def test_a_void_gives_back_at_the_orders_rate(books: Any) -> None:
    """What was delivered at one rate and billed at another stands delivered as it did, whatever the rate of today."""
    books.post("fx_rate_set", -9, rate="7")
    books.post("order_placed", 0, amount="100", currency="USD")
    books.post("order_delivered", 1, amount="100", currency="USD")
    books.post("fx_rate_set", 2, rate="6.9", event_id="later")
    books.post("invoice_issued", 3, amount="100", currency="USD", order_id="O1")
    books.post("money_matched", 4, amount="25", currency="USD", receipt_id=None)
    voided = books.post("invoice_voided", 5)
    assert (-51_750, 52_500) == (voided.delta_minor, voided.delivered_delta_minor)
    assert 52_500 == books.documents["order:O1"].delivered_minor


def test_a_void_is_known_no_earlier_than_its_order(books: Any, company: Any) -> None:
    """What is open again depends on the order: a void waits for what was told of it late, and is waited for."""
    books.post("order_placed", 0)
    books.post("invoice_issued", 1, order_id="O1")
    books.post("order_amended", 2, known=20)
    assert company.at_us(20) == books.post("invoice_voided", 3).known_at_us
    books.post("invoice_issued", 4, invoice_id="I2", order_id="O1", known=30)
    books.post("invoice_voided", 5, invoice_id="I2", known=40, event_id="late")
    assert company.at_us(40) == books.post("order_cancelled", 6).known_at_us


def test_a_match_in_another_currency_is_refused(books: Any) -> None:
    """Dollars do not pay an invoice in yuan."""
    books.post("fx_rate_set")
    play(books, [])
    with pytest.raises(EventInvalid) as refused:
        books.post("money_matched", 1, currency="USD", amount="10")
    assert "currency" == refused.value.field


def test_a_dispute_is_of_the_amount_named_or_of_all(books: Any) -> None:
    """What is still owed is disputed where the row does not say."""
    booked = play(books, [("pay", "40"), ("dispute", None)])
    assert 6_000 == booked[-1].base_minor
    assert 2_500 == books.post("invoice_disputed", 5, amount="25", currency="CNY", event_id="d2").base_minor


def test_settling_carries_due_and_issue_moments(books: Any, company: Any) -> None:
    """A payment knows when its invoice was issued and when it fell due."""
    issued, paid = play(books, [("pay", "40")])
    assert issued.due_at_us == paid.due_at_us
    assert company.at_us(0) == paid.ref_at_us


def test_a_debt_keeps_its_rate(books: Any) -> None:
    """Rates that come later, even for a moment before the invoice, leave its settling alone."""
    books.post("fx_rate_set", -9, rate="7")
    books.post("invoice_issued", 0, amount="100", currency="USD")
    books.post("fx_rate_set", -1, rate="8", event_id="late")
    books.post("fx_rate_set", 3, rate="9", event_id="later")
    paid = books.post("money_matched", 5, amount="100", currency="USD")
    assert -70_000 == paid.delta_minor
    assert (0, "settled") == (books.documents["invoice:I1"].open_minor, books.documents["invoice:I1"].status)


def test_a_bill_takes_what_was_delivered_at_the_orders_rate(books: Any) -> None:
    """Goods delivered at one rate and billed at another leave nothing delivered."""
    books.post("fx_rate_set", -9, rate="7")
    books.post("order_placed", 0, amount="100", currency="USD")
    books.post("order_delivered", 1, amount="100", currency="USD")
    books.post("fx_rate_set", 2, rate="6.9", event_id="later")
    invoice = books.post("invoice_issued", 3, amount="100", currency="USD", order_id="O1")
    order = books.documents["order:O1"]
    assert (0, 0) == (order.open_minor, order.delivered_minor)
    assert (69_000, -70_000) == (invoice.delta_minor, invoice.delivered_delta_minor)


def test_no_rate_no_booking(books: Any) -> None:
    """An amount in a currency without a rate is refused by its currency, before the rate and after."""
    with pytest.raises(EventInvalid, match="no rate") as refused:
        books.post("invoice_issued", 0, currency="USD")
    assert "currency" == refused.value.field
    books.post("fx_rate_set", 1)
    with pytest.raises(EventInvalid, match="no rate"):
        books.post("invoice_issued", 0.5, currency="USD")
    assert {"rate:USD"} == set(books.documents)


def test_a_limit_is_converted_at_todays_rate(books: Any) -> None:
    """Only debts keep their rate: a limit set years later is worth what it is worth then."""
    books.post("fx_rate_set", 0, rate="7")
    books.post("customer_registered", 0)
    books.post("fx_rate_set", 300, rate="8", event_id="later")
    assert 8_000 == books.post("limit_overridden", 301, limit="10", currency="USD").base_minor


def test_master_data_without_money_needs_no_rate(books: Any) -> None:
    """A customer that trades in dollars can be registered before any rate is known."""
    assert 0 == books.post("customer_registered", 0, currency="USD").base_minor


@given(
    parts=st.lists(st.integers(1, 10**7), min_size=1, max_size=8),
    rate=st.integers(1, 10**9),
    kinds=st.lists(st.sampled_from(["pay", "credit"]), min_size=8, max_size=8),
)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_settled_in_parts_leaves_nothing_open(
    company: Any, parts: list[int], rate: int, kinds: list[str]
) -> None:
    """Whatever the rate and the parts, a debt that is paid is gone to the last minor unit."""
    books = company.MemoryBooks()
    books.post("fx_rate_set", -1, rate=f"{rate // 10**6}.{rate % 10**6:06d}")
    total = sum(parts)
    steps: list[Step] = [
        (kind, f"{part // 100}.{part % 100:02d}") for kind, part in zip(kinds, parts, strict=False)
    ]
    booked = play(books, steps, amount=f"{total // 100}.{total % 100:02d}", currency="USD")
    invoice = books.documents["invoice:I1"]
    assert (0, 0, "settled") == (invoice.open_minor, invoice.owed_minor, invoice.status)
    assert 0 == sum(one.delta_minor for one in booked)
    assert all(one.delta_minor <= 0 for one in booked[1:])
