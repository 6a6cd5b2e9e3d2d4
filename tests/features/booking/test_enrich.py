from typing import Any

import pytest

from features.kernel.layout import DAY, SHIFT_PAYMENT_KIND

KNOWN = {
    "customer:C1": {"corporate_group": "G1", "industry": "machinery"},
    "supplier:S1": {"namesake": "S0"},
}


@pytest.fixture
def known(books: Any) -> Any:
    """Books that know a customer and a supplier."""
    books.known.update(KNOWN)
    return books


@pytest.mark.parametrize(
    ("kind", "attributes"),
    [
        ("order_placed", KNOWN["customer:C1"]),
        ("invoice_issued", KNOWN["customer:C1"]),
        ("payment_executed", KNOWN["supplier:S1"]),
        ("invoice_received", KNOWN["supplier:S1"]),
        ("expense_claimed", {}),
        ("customer_registered", {}),
        ("money_received", {}),
    ],
)
def test_the_first_event_takes_what_is_known(known: Any, kind: str, attributes: dict[str, str]) -> None:
    """Orders and invoices take group and industry, payments and bills the namesake; nothing else does."""
    names = ("corporate_group", "industry", "namesake")
    parties = known.post(kind).parties
    assert attributes == {name: parties[name] for name in names if name in parties}


def test_a_refund_takes_the_attributes_of_both(known: Any) -> None:
    """A payment on a customer's account has the customer's group beside the payee's namesake."""
    parties = known.post("payment_executed", customer_id="C1").parties
    assert ("C1", "G1", "S0") == (parties["customer"], parties["corporate_group"], parties["namesake"])


def test_later_events_keep_what_the_first_took(known: Any) -> None:
    """A customer that leaves its group takes no debt with it; a new order is of the new group."""
    known.post("invoice_issued")
    known.known["customer:C1"] = {"corporate_group": "G2"}
    assert "G1" == known.post("money_matched", 3, amount="1").parties["corporate_group"]
    assert "G1" == known.post("invoice_written_off", 4).parties["corporate_group"]
    assert "G2" == known.post("order_placed", 4).parties["corporate_group"]


def test_a_payment_keeps_its_voucher_and_kind(books: Any) -> None:
    """Stated once, they stand with every later event of the payment."""
    booked = [
        books.post("payment_submitted", 0, voucher_no="V-7", kind_of_payment="refund"),
        books.post("payment_executed", 1, kind_of_payment="refund"),
        books.post("payment_returned", 2),
    ]
    assert ["V-7"] * 3 == [one.voucher for one in booked]
    assert [2] * 3 == [one.flags >> SHIFT_PAYMENT_KIND & 3 for one in booked]


@pytest.mark.parametrize(("kind", "bits"), [("supplier", 0), ("expense", 1), ("refund", 2), ("salary", 3)])
def test_kinds_of_payment_are_two_bits(books: Any, kind: str, bits: int) -> None:
    """Each kind has its number in the flags, of the event and of the document."""
    booked = books.post("payment_executed", kind_of_payment=kind)
    assert (
        bits
        == booked.flags >> SHIFT_PAYMENT_KIND & 3
        == books.documents["payment:P1"].flags >> SHIFT_PAYMENT_KIND
    )


def test_a_kind_that_is_corrected_is_corrected(books: Any) -> None:
    """A submission as salary that is executed as expense is an expense."""
    books.post("payment_submitted", 0, kind_of_payment="salary")
    assert 1 == books.post("payment_executed", 1, kind_of_payment="expense").flags >> SHIFT_PAYMENT_KIND & 3


def near_days(company: Any, near_at_us: int) -> float:
    """Return days from day 0 at midnight to a moment."""
    midnight_us: int = company.at_us(-10 / 24)
    return (near_at_us - midnight_us) / DAY


def test_an_order_is_near_thirty_days_before_its_delivery(books: Any, company: Any) -> None:
    """Midnight of the company's zone; every event of the order, and the invoice that bills it, say it."""
    steps = [
        ("order_submitted", {}), ("order_placed", {"delivery_date": "2026-03-06"}), ("order_delivered", {"amount": "400"}),
        ("invoice_issued", {"order_id": "O1", "amount": "700"}), ("order_cancelled", {}),
    ]  # fmt: skip
    booked = [books.post(kind, day, **fields) for day, (kind, fields) in enumerate(steps)]
    assert 0 == booked[0].near_at_us
    assert [30.0] * 4 == [near_days(company, one.near_at_us) for one in booked[1:]]


def test_a_date_stays_while_anything_stands(books: Any, company: Any) -> None:
    """Amended while open it stays, so that what was posted leaves when it came; opened anew it counts."""
    books.post("order_placed", 0, delivery_date="2026-03-06")
    kept = books.post("order_amended", 1, event_id="a", delivery_date="2026-05-01")
    books.post("order_cancelled", 2)
    books.post("order_submitted", 3, delivery_date="2026-04-05")
    anew = books.post("order_reopened", 4)
    assert (30.0, 60.0) == (near_days(company, kept.near_at_us), near_days(company, anew.near_at_us))


def test_an_order_without_a_date_is_always_near(books: Any) -> None:
    """Nothing stated, nothing left out; a date that comes while it is open comes too late."""
    assert 0 == books.post("order_placed").near_at_us
    assert 0 == books.post("order_amended", 1, delivery_date="2026-05-01").near_at_us
