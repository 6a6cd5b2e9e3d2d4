from types import ModuleType
from typing import Any

import pytest

from features.booking.book import RULES, normalise_number
from features.events.kinds import BY_NAME, KINDS
from riskdesk.core.errors import EventInvalid

ONCE = ("contract_signed", "invoice_issued", "money_received", "purchase_ordered", "goods_received",
        "invoice_received", "expense_claimed", "special_approval_granted", "baseline_taken",
        "party_linked")  # fmt: skip


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("INV-000_123", "INV123"),
        ("inv 123", "INV123"),
        ("INV123", "INV123"),
        ("ＩＮＶ１２３", "INV123"),  # noqa: RUF001 -- full width, as a Chinese keyboard writes it
        ("0", "0"),
        ("000", "0"),
        ("A0B00", "A0B0"),
        ("25-0071/3", "2500713"),
        ("2025-007", "2025007"),
        ("2025007", "2025007"),
        ("发票 12", "发票12"),
        ("---", None),
        ("", None),
        (None, None),
        (12, None),
    ],
)
def test_normalise_number(number: object, expected: str | None) -> None:
    """Case, width, punctuation, blanks and leading zeros make no other invoice number."""
    assert expected == normalise_number(number)


def test_rules_are_of_kinds() -> None:
    """Every rule belongs to a kind that exists."""
    assert set(RULES) <= set(BY_NAME)


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS if not kind.opens])
def test_what_cannot_open_a_document_is_refused(books: Any, kind: str) -> None:
    """An event of a document that the log has not heard of is refused by the field that names it."""
    with pytest.raises(EventInvalid, match="not in the log") as refused:
        books.post(kind)
    assert BY_NAME[kind].document_field == refused.value.field
    assert {} == books.documents


@pytest.mark.parametrize("kind", ONCE)
def test_what_happens_once_is_taken_once(books: Any, kind: str) -> None:
    """Another event id does not make a second contract, claim or approval of the same document."""
    books.post(kind, 0)
    with pytest.raises(EventInvalid, match="stands in the log already") as refused:
        books.post(kind, 1, event_id="again")
    assert BY_NAME[kind].document_field == refused.value.field


def test_once_names_all_such_kinds() -> None:
    """Orders and payments open in two ways and have rules of their own; a decision may be drawn after its verdict."""
    others = {"order_placed", "payment_executed"}
    assert set(ONCE) == {kind.name for kind in KINDS if kind.once and kind.opens} - others


@pytest.mark.parametrize("seed", range(6))
def test_a_refused_row_changes_nothing(company: ModuleType, seed: int) -> None:
    """Whatever came before: a row that is refused leaves every document as it was."""
    books = company.MemoryBooks()
    refused = 0
    for said in company.random_rows(seed, 150):
        before = repr(books.documents)
        fields = {
            name: value for name, value in said.items() if name not in {"kind", "occurred_at", "known_at"}
        }
        try:
            books.post(said["kind"], **fields)
        except EventInvalid:
            refused += 1
            assert before == repr(books.documents)
    assert 20 < refused < 140
