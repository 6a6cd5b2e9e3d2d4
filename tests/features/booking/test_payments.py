from typing import Any

import pytest

from features.kernel.layout import (
    FLAG_ONE_PERSON,
    FLAG_ORDERED,
    FLAG_RECURRING,
    FLAG_WITHDRAWN,
    SHIFT_PAYMENT_KIND,
)
from riskdesk.core.errors import EventInvalid

KINDS = {
    "submit": "payment_submitted",
    "execute": "payment_executed",
    "return": "payment_returned",
    "withdraw": "payment_withdrawn",
    "release": "budget_released",
}
Step = tuple[str, str | None]


def play(books: Any, steps: list[Step]) -> list[Any]:
    """Book steps a day apart; return what was booked."""
    return [
        books.post(KINDS[step], day, event_id=f"e{day}", **({"amount": amount} if amount else {}))
        for day, (step, amount) in enumerate(steps)
    ]


@pytest.mark.parametrize(
    ("steps", "counted", "deltas"),
    [
        ([("execute", "100")], 1, [10_000]),
        ([("submit", "100"), ("execute", "100")], 1, [10_000, 0]),
        ([("submit", "100"), ("submit", "90"), ("execute", "95")], 1, [10_000, -1_000, 500]),
        ([("execute", "100"), ("return", None)], 0, [10_000, -10_000]),
        ([("submit", "100"), ("execute", "100"), ("return", None)], 0, [10_000, 0, -10_000]),
        ([("submit", "100"), ("withdraw", None)], 0, [10_000, -10_000]),
        ([("submit", "100"), ("submit", "90"), ("withdraw", None)], 0, [10_000, -1_000, -9_000]),
        ([("submit", "100"), ("withdraw", None), ("submit", "90")], 1, [10_000, -10_000, 9_000]),
        ([("submit", "100"), ("withdraw", None), ("execute", "90")], 1, [10_000, -10_000, 9_000]),
        (
            [("submit", "100"), ("withdraw", None), ("submit", "90"), ("withdraw", None)],
            0,
            [10_000, -10_000, 9_000, -9_000],
        ),
    ],
)
def test_a_payment_counts_once(books: Any, steps: list[Step], counted: int, deltas: list[int]) -> None:
    """Submitted, withdrawn, executed, returned: one payment, its last amount."""
    booked = play(books, steps)
    assert deltas == [one.delta_minor for one in booked]
    assert counted == sum(one.count_delta for one in booked)


@pytest.mark.parametrize(
    "steps",
    [
        [("return", None)],
        [("execute", "1"), ("execute", "1")],
        [("execute", "1"), ("submit", "1")],
        [("execute", "1"), ("return", None), ("return", None)],
        [("execute", "1"), ("return", None), ("execute", "1")],
        [("withdraw", None)],
        [("execute", "1"), ("withdraw", None)],
        [("submit", "1"), ("withdraw", None), ("withdraw", None)],
        [("submit", "1"), ("withdraw", None), ("return", None)],
        [("submit", "1"), ("withdraw", None), ("release", None)],
        [("submit", "1"), ("return", None), ("withdraw", None)],
    ],
)
def test_a_contradiction_changes_nothing(books: Any, steps: list[Step]) -> None:
    """What cannot follow is refused by the field that names the payment."""
    play(books, steps[:-1])
    before = repr(books.documents)
    with pytest.raises(EventInvalid) as refused:
        books.post(KINDS[steps[-1][0]], 9, event_id="last")
    assert "payment_id" == refused.value.field
    assert before == repr(books.documents)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"payee_id": "S2"}, "payee_id"),
        ({"payee_account": "6222 9999"}, "payee_account"),
        ({"requester_id": "E2"}, "requester_id"),
        ({"approver_id": "E8"}, "approver_id"),
    ],
)
def test_parties_of_a_payment_stay(books: Any, fields: dict[str, str], field: str) -> None:
    """A payment executed to another account than was submitted is a contradiction, named by its field."""
    books.post("payment_submitted")
    with pytest.raises(EventInvalid) as refused:
        books.post("payment_executed", 1, **fields)
    assert field == refused.value.field


def test_a_later_party_joins(books: Any) -> None:
    """Who approves may be told by the second event; both stand in the log then."""
    books.post("payment_submitted", approver_id=None)
    executed = books.post("payment_executed", 1, approver_id="E9", payee_account=None)
    assert ("E9", True) == (executed.parties["approver"], "account" in executed.parties)


def test_the_number_is_kept_by_the_document(books: Any) -> None:
    """A return names no invoice; its tag is that of its payment."""
    assert ["INV1"] * 3 == [
        one.tag for one in play(books, [("submit", "1"), ("execute", "1"), ("return", None)])
    ]


def test_a_recurring_contract_is_inherited(books: Any) -> None:
    """A payment under a recurring contract says so."""
    books.post("contract_signed")
    assert FLAG_RECURRING & books.post("payment_executed", 1, contract_id="K1").flags
    assert not FLAG_RECURRING & books.post("payment_executed", 1, payment_id="P2").flags


def test_a_bill_knows_its_purchase_order(books: Any) -> None:
    """The flag stands only where the purchase order is in the log."""
    books.post("purchase_ordered")
    flags = [
        books.post("invoice_received", 1, supplier_invoice_id=bill, purchase_order_id=order).flags
        & FLAG_ORDERED
        for bill, order in [("B1", "PO1"), ("B2", "PO9"), ("B3", None)]
    ]
    assert [FLAG_ORDERED, 0, 0] == flags


@pytest.mark.parametrize("kind", ["supplier_registered", "payee_account_changed"])
@pytest.mark.parametrize(
    ("changed_by", "approved_by", "alone"),
    [("E1", "E2", False), ("E1", "E1", True), ("E1", None, True), (None, None, True), (None, "E2", False)],
)
def test_two_persons(
    books: Any,
    kind: str,
    changed_by: str | None,
    approved_by: str | None,
    alone: bool,  # noqa: FBT001
) -> None:
    """A change that nobody else approved is flagged."""
    booked = books.post(kind, 0, changed_by=changed_by, approved_by=approved_by)
    assert alone == bool(booked.flags & FLAG_ONE_PERSON)


def test_master_data_may_change_its_parties(books: Any) -> None:
    """Unlike a payment, a payee may have another account tomorrow; each event carries its own."""
    first = books.post("payee_account_changed", 0, account="6222 0001")
    second = books.post("payee_account_changed", 1, account="6222 0002")
    assert first.parties["account"] != second.parties["account"]


def test_what_was_paid_stays_taken(books: Any) -> None:
    """A budget is given back while a payment is submitted, by the budget it names; a refusal changes nothing else."""
    books.post("payment_submitted")
    books.documents["payment:P1"].budget_id = "B1"
    before = repr(books.documents)
    booked = books.post("budget_released", 1, cause="blocked")
    assert (0, 0, 0) == (booked.delta_minor, booked.count_delta, booked.base_minor)
    assert 100_000 == books.documents["payment:P1"].amount_minor
    for step, field in (({"budget_id": "B2"}, "budget_id"), ({"payment_id": "P9"}, "payment_id")):
        with pytest.raises(EventInvalid) as refused:
            books.post("budget_released", 2, event_id="e2", **step)
        assert field == refused.value.field
    books.post("payment_executed", 3)
    with pytest.raises(EventInvalid) as refused:
        books.post("budget_released", 4, event_id="e4")
    assert "payment_id" == refused.value.field
    assert before != repr(books.documents)


@pytest.mark.parametrize("kind", ["payment_withdrawn", "budget_released"])
def test_a_withdrawal_says_so(books: Any, kind: str) -> None:
    """It carries all of its payment, and a mark that a return of the bank does not; what was asked is remembered."""
    submitted = books.post("payment_submitted", kind_of_payment="refund", voucher_no="V-1")
    books.documents["payment:P1"].budget_id = "B1"
    booked = books.post(kind, 1)
    assert (-100_000, -1, 0) == (booked.delta_minor, booked.count_delta, booked.base_minor)
    assert (submitted.parties, "INV1", "V-1") == (booked.parties, booked.tag, booked.voucher)
    assert 2 << SHIFT_PAYMENT_KIND | FLAG_WITHDRAWN == booked.flags
    payment = books.documents["payment:P1"]
    assert ("withdrawn", 100_000) == (payment.status, payment.amount_minor)
    books.post("payment_executed", 2)
    assert not books.post("payment_returned", 3).flags & FLAG_WITHDRAWN
    assert 0 == payment.amount_minor


def test_a_verdict_on_a_withdrawn_payment_knows_its_amount(books: Any) -> None:
    """That the amount was found suspicious is remembered, though it was never paid."""
    books.post("payment_submitted")
    books.post("payment_withdrawn", 1)
    judged = books.post("verdict_recorded", 2, subject="payment:P1")
    assert (100_000, "S1") == (judged.base_minor, judged.parties["payee"])
