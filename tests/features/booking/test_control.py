from typing import Any

import pytest

from features.kernel.layout import FLAG_BAD_REGISTRY, FLAG_CONFIRMED, FLAG_FIRST, FLAG_JUDGED


def judged(books: Any, day: float, verdict: str, subject: str = "order:O1") -> Any:
    """Book a verdict."""
    return books.post("verdict_recorded", day, event_id=f"v{day}", verdict=verdict, subject=subject)


def test_a_verdict_concerns_all_of_its_subject(books: Any, company: Any) -> None:
    """Customer and salesperson of an order, its amount, and when it was opened."""
    books.post("order_placed", 2)
    booked = judged(books, 9, "confirmed")
    assert {"customer": "C1", "salesperson": "E7"} == booked.parties
    assert (100_000, company.at_us(2), 1, 1) == (
        booked.base_minor, booked.ref_at_us, booked.count_delta, booked.delta_minor,
    )  # fmt: skip
    assert books.documents["order:O1"].flags & (FLAG_JUDGED | FLAG_CONFIRMED) == FLAG_JUDGED | FLAG_CONFIRMED


def test_a_verdict_on_a_payment_or_claim_concerns_its_people(books: Any) -> None:
    """Payee, account, requester and approver of a payment; the claimant of a claim, with the amount."""
    books.post("payment_executed")
    parties = judged(books, 1, "cleared", "payment:P1").parties
    assert {"payee", "account", "requester", "approver"} == set(parties)
    books.post("expense_claimed")
    booked = judged(books, 2, "cleared", "claim:X1")
    assert ({"requester": "E1"}, 100_000) == (booked.parties, booked.base_minor)


@pytest.mark.parametrize(
    ("verdicts", "deltas"),
    [
        (["confirmed", "confirmed"], [1, 0]),
        (["confirmed", "cleared", "confirmed"], [1, -1, 1]),
        (["cleared", "cleared", "confirmed"], [0, 0, 1]),
    ],
)
def test_a_later_verdict_counts_its_difference(books: Any, verdicts: list[str], deltas: list[int]) -> None:
    """However often it is judged: one judged document, confirmed as the last verdict says."""
    books.post("order_placed")
    booked = [judged(books, day + 1, verdict) for day, verdict in enumerate(verdicts)]
    assert deltas == [one.delta_minor for one in booked]
    assert [1] + [0] * (len(verdicts) - 1) == [one.count_delta for one in booked]


def test_a_verdict_on_something_unknown_concerns_nobody(books: Any) -> None:
    """It is taken, and changes nothing."""
    booked = judged(books, 1, "confirmed", "order:O404")
    assert ({}, 0, 0, 0) == (booked.parties, booked.delta_minor, booked.count_delta, booked.base_minor)


def test_the_flags_of_a_judgement_stay_with_the_document(books: Any) -> None:
    """What follows on the order does not carry them, and the order goes on."""
    books.post("order_placed")
    judged(books, 1, "confirmed")
    assert 0 == books.post("order_amended", 2, amount="7").flags
    assert FLAG_FIRST == books.post("order_placed", 3, order_id="O2").flags


def test_a_limit_says_how_much_and_until_when(books: Any, company: Any) -> None:
    """Its amount in base currency and its expiry; without an expiry none."""
    until = company.parse(company.row("order_placed", 360 - 10 / 24)).occurred_at_us
    booked = books.post("limit_overridden")
    assert (50_000_000, until) == (booked.base_minor, booked.due_at_us)
    assert 0 == books.post("limit_overridden", 1, expires_at=None).due_at_us


@pytest.mark.parametrize(
    ("other", "by", "sort", "bits"),
    [
        ("employee:E9", ["phone"], 1, 1),
        ("customer:C9", ["address", "legal_person"], 2, 6),
        ("supplier:S9", ["phone", "registry_id"], 3, 9),
    ],
)
def test_a_link_says_who_and_by_what(books: Any, other: str, by: list[str], sort: int, bits: int) -> None:
    """Whose record it is, and the bits of what is shared."""
    booked = books.post("party_linked", other=other, by=by)
    assert ({"payee": "S1"}, sort, bits) == (booked.parties, booked.base_minor, booked.delta_minor)


def test_a_false_registry_id_stays_until_it_is_mended(books: Any) -> None:
    """A registration that states no id keeps the mark; a genuine id takes it away."""
    ids = ["91350100M000100Y44", None, "91350100M000100Y43", None]
    booked = [
        books.post("supplier_registered", day, event_id=f"s{day}", **({"registry_id": one} if one else {}))
        for day, one in enumerate(ids)
    ]
    assert [True, True, False, False] == [bool(one.flags & FLAG_BAD_REGISTRY) for one in booked]
