from typing import Any

import pytest

from features.kernel.layout import DAY, FLAG_FIRST, FLAG_RECURRING
from riskdesk.core.errors import EventInvalid

Step = tuple[str, str | None]
"""A kind without its `order_`, and an amount."""

KINDS = {
    "submit": "order_submitted",
    "place": "order_placed",
    "amend": "order_amended",
    "cancel": "order_cancelled",
    "reopen": "order_reopened",
    "deliver": "order_delivered",
    "reserve": "reservation_made",
    "release": "reservation_released",
    "bill": "invoice_issued",
}


def play(books: Any, steps: list[Step]) -> list[Any]:
    """Book steps a day apart; return what was booked."""
    found = []
    for day, (step, amount) in enumerate(steps):
        fields = {} if amount is None else {"amount": amount}
        if step == "bill":
            fields |= {"order_id": "O1", "invoice_id": f"I{day}"}
        found.append(books.post(KINDS[step], day, event_id=f"e{day}", **fields))
    return found


@pytest.mark.parametrize(
    ("steps", "counted", "deltas"),
    [
        ([("place", "100")], 1, [10_000]),
        ([("submit", "100"), ("place", "100")], 1, [10_000, 0]),
        ([("submit", "100"), ("place", "90")], 1, [10_000, -1_000]),
        ([("submit", "100"), ("submit", "120"), ("place", "120")], 1, [10_000, 2_000, 0]),
        ([("place", "100"), ("submit", "150"), ("amend", "150")], 1, [10_000, 5_000, 0]),
        ([("place", "100"), ("amend", "80")], 1, [10_000, -2_000]),
        ([("place", "100"), ("cancel", None)], 0, [10_000, -10_000]),
        ([("submit", "100"), ("cancel", None)], 0, [10_000, -10_000]),
        ([("place", "100"), ("deliver", "40"), ("cancel", None)], 1, [10_000, 0, -6_000]),
        ([("place", "100"), ("deliver", "100"), ("cancel", None)], 1, [10_000, 0, 0]),
        ([("place", "100"), ("bill", "30"), ("cancel", None)], 1, [10_000, 10_000 - 7_000, -7_000]),
        ([("place", "100"), ("cancel", None), ("reopen", "70")], 1, [10_000, -10_000, 7_000]),
        (
            [("place", "100"), ("cancel", None), ("submit", "70"), ("reopen", "70")],
            1,
            [10_000, -10_000, 7_000, 0],
        ),
        (
            [("place", "100"), ("cancel", None), ("submit", "70"), ("cancel", None)],
            0,
            [10_000, -10_000, 7_000, -7_000],
        ),
        (
            [("place", "100"), ("deliver", "40"), ("cancel", None), ("reopen", "60")],
            1,
            [10_000, 0, -6_000, 6_000],
        ),
    ],
)
def test_an_order_counts_once(books: Any, steps: list[Step], counted: int, deltas: list[int]) -> None:
    """However often it is submitted, placed, amended, taken back: one order, its last amount."""
    booked = play(books, steps)
    orders = [one for one, (step, _) in zip(booked, steps, strict=True) if step != "bill"]
    expected = [delta for delta, (step, _) in zip(deltas, steps, strict=True) if step != "bill"]
    assert expected == [one.delta_minor for one in orders]
    assert counted == sum(one.count_delta for one in orders)
    assert books.documents["order:O1"].amount_minor == sum(expected)


@pytest.mark.parametrize(
    ("steps", "open_minor", "delivered_minor"),
    [
        ([("submit", "100")], 0, 0),
        ([("submit", "100"), ("place", "100")], 10_000, 0),
        ([("place", "100"), ("amend", "130")], 13_000, 0),
        ([("place", "100"), ("submit", "150")], 10_000, 0),
        ([("place", "100"), ("submit", "150"), ("amend", "150")], 15_000, 0),
        ([("place", "100"), ("deliver", "30")], 7_000, 3_000),
        ([("place", "100"), ("deliver", "30"), ("deliver", "70")], 0, 10_000),
        ([("place", "100"), ("deliver", "120")], 0, 12_000),
        ([("place", "100"), ("deliver", "30"), ("bill", "30")], 7_000, 0),
        ([("place", "100"), ("deliver", "30"), ("bill", "10"), ("bill", "20")], 7_000, 0),
        ([("place", "100"), ("bill", "40")], 6_000, 0),
        ([("place", "100"), ("deliver", "30"), ("bill", "50")], 5_000, 0),
        ([("place", "100"), ("deliver", "30"), ("bill", "200")], 0, 0),
        ([("place", "100"), ("deliver", "80"), ("amend", "50"), ("amend", "100")], 2_000, 8_000),
        ([("place", "100"), ("deliver", "120"), ("amend", "150")], 3_000, 12_000),
        ([("place", "100"), ("bill", "80"), ("amend", "90")], 1_000, 0),
        ([("submit", "100"), ("deliver", "30"), ("place", "100")], 7_000, 3_000),
        ([("place", "100"), ("cancel", None)], 0, 0),
        ([("place", "100"), ("deliver", "30"), ("cancel", None)], 0, 3_000),
        ([("place", "100"), ("deliver", "30"), ("cancel", None), ("reopen", "50")], 5_000, 3_000),
        ([("place", "100"), ("deliver", "30"), ("cancel", None), ("bill", "30")], 0, 0),
        ([("place", "100"), ("cancel", None), ("reopen", "70"), ("deliver", "70"), ("bill", "70")], 0, 0),
    ],
)
def test_what_is_open_and_delivered(
    books: Any, steps: list[Step], open_minor: int, delivered_minor: int
) -> None:
    """Value moves from open to delivered to billed, and the changes sum to what stands."""
    booked = play(books, steps)
    order = books.documents["order:O1"]
    assert (open_minor, delivered_minor) == (order.open_minor, order.delivered_minor)
    assert open_minor == sum(one.open_delta_minor for one in booked)
    assert delivered_minor == sum(one.delivered_delta_minor for one in booked)


@pytest.mark.parametrize(
    ("steps", "held_minor"),
    [
        ([("submit", "100"), ("reserve", "100")], 10_000),
        ([("submit", "100"), ("reserve", "100"), ("place", "100")], 10_000),
        ([("submit", "100"), ("reserve", "100"), ("place", "120")], 12_000),
        ([("submit", "100"), ("reserve", "100"), ("place", "100"), ("release", None)], 10_000),
        ([("submit", "100"), ("reserve", "100"), ("release", None)], 0),
        ([("submit", "100"), ("reserve", "100"), ("reserve", "60")], 6_000),
        ([("place", "100"), ("submit", "150"), ("reserve", "150")], 15_000),
        ([("place", "100"), ("submit", "60"), ("reserve", "60")], 10_000),
        ([("place", "100"), ("reserve", "150"), ("cancel", None)], 0),
        ([("submit", "100"), ("reserve", "100"), ("deliver", "30")], 7_000),
        ([("submit", "100"), ("reserve", "100"), ("deliver", "130")], 0),
        ([("submit", "100"), ("reserve", "100"), ("bill", "40")], 6_000),
        ([("submit", "100"), ("reserve", "100"), ("deliver", "40"), ("bill", "40")], 6_000),
        ([("place", "100"), ("reserve", "100"), ("deliver", "100")], 0),
        ([("place", "100"), ("deliver", "40"), ("submit", "120"), ("reserve", "120")], 8_000),
        (
            [("place", "100"), ("deliver", "40"), ("cancel", None), ("submit", "100"), ("reserve", "100")],
            6_000,
        ),
        ([("place", "100"), ("bill", "100"), ("submit", "90"), ("reserve", "90")], 0),
    ],
)
def test_an_order_holds_the_larger_of_reserved_and_open(
    books: Any, steps: list[Step], held_minor: int
) -> None:
    """A reservation and the booking of the same order are not added up, nor what was delivered or billed."""
    play(books, steps)
    assert held_minor == books.documents["order:O1"].held_minor


@pytest.mark.parametrize(
    ("steps", "field"),
    [
        ([("amend", "1")], "order_id"),
        ([("cancel", None)], "order_id"),
        ([("deliver", "1")], "order_id"),
        ([("reserve", "1")], "order_id"),
        ([("place", "1"), ("place", "1")], "order_id"),
        ([("place", "1"), ("reopen", "1")], "order_id"),
        ([("place", "1"), ("cancel", None), ("cancel", None)], "order_id"),
        ([("place", "1"), ("cancel", None), ("amend", "1")], "order_id"),
        ([("place", "1"), ("cancel", None), ("deliver", "1")], "order_id"),
        ([("place", "1"), ("cancel", None), ("place", "1")], "order_id"),
        ([("submit", "1"), ("reopen", "1")], "order_id"),
        ([("submit", "1"), ("release", None)], "reservation_id"),
        ([("submit", "1"), ("reserve", "1"), ("release", None), ("release", None)], "reservation_id"),
    ],
)
def test_a_contradiction_changes_nothing(books: Any, steps: list[Step], field: str) -> None:
    """What cannot follow is refused by the field that names the order, and all stands as before."""
    play(books, steps[:-1])
    before = repr(books.documents)
    step, amount = steps[-1]
    with pytest.raises(EventInvalid) as refused:
        books.post(KINDS[step], 9, event_id="last", **({} if amount is None else {"amount": amount}))
    assert field == refused.value.field
    assert before == repr(books.documents)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"customer_id": "C2"}, "customer_id"),
        ({"salesperson_id": "E8"}, "salesperson_id"),
        ({"currency": "USD"}, "currency"),
    ],
)
def test_parties_and_currency_of_an_order_stay(books: Any, fields: dict[str, str], field: str) -> None:
    """An order placed for somebody else than was submitted is another order."""
    books.post("fx_rate_set")
    books.post("order_submitted")
    with pytest.raises(EventInvalid) as refused:
        books.post("order_placed", 1, **fields)
    assert field == refused.value.field


def test_later_events_carry_the_parties(books: Any) -> None:
    """An amendment says nothing of the customer; the log stores whose order it is."""
    placed = books.post("order_placed", salesperson_id="E7")
    amended = books.post("order_amended", 1)
    assert placed.parties == amended.parties
    assert {"customer": "C1", "salesperson": "E7"} == {
        n: amended.parties[n] for n in ("customer", "salesperson")
    }


def test_a_recurring_contract_is_inherited(books: Any) -> None:
    """An order under a recurring contract says so, one under another does not."""
    books.post("contract_signed", contract_id="K1", recurring=True)
    books.post("contract_signed", contract_id="K2", recurring=False)
    flags = [
        books.post("order_placed", 1, order_id=order, contract_id=contract).flags & FLAG_RECURRING
        for order, contract in [("O1", "K1"), ("O2", "K2"), ("O3", None), ("O4", "K9")]
    ]
    assert [FLAG_RECURRING, 0, 0, 0] == flags


def test_only_the_first_event_is_first(books: Any) -> None:
    """A submission opens the order; the booking that follows does not."""
    booked = play(books, [("submit", "100"), ("place", "100"), ("cancel", None)])
    assert [FLAG_FIRST, 0, 0] == [one.flags & FLAG_FIRST for one in booked]


@pytest.mark.parametrize("terms_days", [0, 30, 90])
def test_terms_give_the_moment_of_the_debt(books: Any, company: Any, terms_days: int) -> None:
    """Terms are kept as the moment at which the order would fall due if it were billed at once."""
    booked = books.post("order_placed", 3, terms_days=terms_days)
    assert company.at_us(3) + terms_days * DAY == booked.due_at_us
    assert 0 == books.post("order_placed", 3, order_id="O2", terms_days=None).due_at_us


def test_nothing_is_known_before_what_it_changes(books: Any, company: Any) -> None:
    """A delivery told at once, of an order told late, is known when the order is."""
    books.post("order_placed", 0, known=20)
    assert company.at_us(20) == books.post("order_delivered", 1, known=2).known_at_us
    assert company.at_us(30) == books.post("order_delivered", 2, known=30, delivery_id="D2").known_at_us


def test_a_late_bill_delays_what_follows_on_its_order(books: Any, company: Any) -> None:
    """What is left open depends on the bill: it is not known before the bill is."""
    books.post("order_placed", 0)
    books.post("invoice_issued", 1, known=20, order_id="O1")
    assert company.at_us(20) == books.post("order_cancelled", 2, known=3).known_at_us
