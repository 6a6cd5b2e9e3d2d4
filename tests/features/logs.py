"""Hypothesis strategies for small logs of every kind of fact, some of it told late, and questions about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from features.events.kinds import BY_NAME
from features.history.encode import moment_class_one
from features.history.reader import Reader
from features.kernel import layout as L
from features.query import query_row
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.clock import to_us
from tests.features import company
from tests.features.company import Row

READER: Final = Reader(WorkingCalendar())
DAYS: Final = 60
"""Facts happen in the first two months, most of them in the first days."""

_AMOUNTS = ("1000.00", "495.50", "49999.99", "0.03")
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "order_id": ("O1", "O2", "O3"),
    "invoice_id": ("I1", "I2", "I3"),
    "payment_id": ("P1", "P2", "P3"),
    "contract_id": ("K1", "K2"),
    "customer_id": ("C1", "C2"),
    "group_id": ("G1", "G2"),
    "salesperson_id": ("E7", "E8"),
    "payee_id": ("S1", "S2"),
    "supplier_id": ("S1", "S2"),
    "payee_account": ("6222 0001", "6222 0002"),
    "account": ("6222 0001", "6222 0002"),
    "phone": ("13800138000", "13900139000"),
    "requester_id": ("E1", "E2"),
    "employee_id": ("E1", "E2"),
    "changed_by": ("E1", "E2"),
    "approver_id": ("E9", "E8"),
    "ip": ("10.0.0.1", "10.0.0.2"),
    "invoice_no": ("INV-001", "inv 1", "INV-77"),
    "amount": _AMOUNTS,
    "due_date": ("2026-01-10", "2026-01-31", "2026-03-01"),
    "industry": ("textiles", "toys"),
    "subject": ("order:O1", "order:O1", "payment:P1"),
    "verdict": ("confirmed", "cleared"),
    "rate": ("7.1", "6.9"),
}
_OPTIONAL: Final = {
    "order_placed": {"contract_id": "K1"},
    "payment_executed": {"contract_id": "K1"},
    "invoice_issued": {"order_id": "O1", "salesperson_id": "E7"},
    "customer_registered": {"industry": "toys"},
    "supplier_registered": {"phone": "13800138000"},
    "verdict_recorded": {"decision_id": "D1"},
}
_ABROAD: Final = frozenset({"order_placed", "invoice_issued", "payment_executed", "expense_claimed"})
_OPENING: Final = (
    "contract_signed",
    "order_placed",
    "order_submitted",
    "invoice_issued",
    "payment_submitted",
    "payment_executed",
)
LATER: Final = tuple(
    name
    for name, kind in BY_NAME.items()
    if name in company.EXAMPLES
    and kind.document not in {"policy", "bundle", "budget"}
    and name not in _OPENING
)
_ONE_BY_ONE: Final = {
    "claim_id": "X",
    "supplier_invoice_id": "SI",
    "receipt_id": "R",
    "credit_note_id": "N",
    "match_id": "M",
    "delivery_id": "D",
    "decision_id": "D",
    "purchase_order_id": "PO",
    "special_approval_id": "A",
    "reservation_id": "V",
}

moments = st.one_of(st.integers(0, 12), st.integers(0, 2 * DAYS)).map(lambda half_days: half_days / 2)
"""Days since day 0, in halves: ties are common."""
lags = st.sampled_from((None, None, 0.01, 3, 40))


@st.composite
def facts(draw: st.DrawFn, kinds: Sequence[str] = (*_OPENING, *LATER)) -> Row:
    """One row of any of these kinds, about few documents and parties; it may contradict others."""
    kind = draw(st.sampled_from(kinds))
    example = company.EXAMPLES[kind] | (_OPTIONAL.get(kind, {}) if draw(st.booleans()) else {})
    fields: Row = {name: draw(st.sampled_from(_CHOICES[name])) for name in example if name in _CHOICES}
    fields |= {name: value for name, value in example.items() if name not in fields}
    if kind == "money_matched":
        fields["receipt_id"] = None
    if kind in _ABROAD and draw(st.integers(0, 5)) == 5:
        fields["currency"] = "USD"
    day = draw(moments)
    lag = draw(lags)
    return company.row(kind, day, known=None if lag is None else day + lag, **fields)


def numbered(rows: Sequence[Row], first: int = 0) -> list[Row]:
    """Return rows with event ids of their own, and with ids of those documents that come once."""
    return [
        row
        | {name: f"{prefix}{i}" for name, prefix in _ONE_BY_ONE.items() if row.get(name) is not None}
        | {"event_id": f"{row['kind']}-{i}"}
        for i, row in enumerate(rows, first)
    ]


@st.composite
def logs(draw: st.DrawFn, most: int = 24, only: str = "") -> list[Row]:
    """A log: a rate, what opens documents, then anything, or much of few kinds, or `only` one."""
    rate = company.row("fx_rate_set", -1, event_id="rate-0")
    opened = draw(st.lists(facts(_OPENING), min_size=1, max_size=8))
    few_kinds = st.lists(st.sampled_from(LATER), min_size=1, max_size=3, unique=True)
    kinds = (only,) if only else draw(st.one_of(st.just((*_OPENING, *LATER)), few_kinds))
    later = draw(st.lists(facts(tuple(kinds)), max_size=most - len(opened)))
    return [rate, *numbered([*opened, *later])]


def occurred_us(row: Row) -> int:
    """Return when a fact happened."""
    return to_us(datetime.fromisoformat(row["occurred_at"]))


def known_us(row: Row) -> int:
    """Return when a fact was known by its own clock."""
    return to_us(datetime.fromisoformat(str(row.get("known_at", row["occurred_at"]))))


def questions(day: float, **more: Any) -> npt.NDArray[np.int64]:
    """Return questions of all places about all parties as of a day and three before, int64 of shape (n, Q_WIDTH)."""
    keys = company.keys()
    rows = []
    for place, back, which in (
        (p, b, w) for p in ("customer", "order", "payment") for b in (0, 3) for w in (0, 1)
    ):
        as_of_us = company.at_us(day - back)
        parties = {entity: names[which % len(names)] for entity, names in keys.items()}
        rows.append(
            query_row(
                place,
                as_of_us=as_of_us,
                moment_class=moment_class_one(as_of_us, READER.calendar),
                document=f"order:O{which + 1}" if place == "order" else f"payment:P{which + 1}",
                amount_minor=(100_000, 4_999_999)[which],
                parties=parties,
                tag=("INV1", None)[which],
                flags=0,
                terms_days=(30, None)[which],
                again=back == 0,
                **more,
            )
        )
    return np.stack(rows)


def documents_of(row: Row) -> set[str]:
    """Return the documents that a fact speaks of, and the masters that it changes."""
    event = company.parse(row)
    names = {event.document, *({event.reference} if event.reference else ())}
    if row.get("currency", "CNY") != "CNY" or event.kind.name == "fx_rate_set":
        names.add("rate:USD")  # a rate is what conversions depend on
    return names


def told_after(row: Row, day: float, lag: float) -> Row:
    """Return the same fact, known only after a day."""
    known_us = max(occurred_us(row), company.at_us(day))
    return {**row, "known_at": company.at((known_us - company.at_us(0)) / L.DAY + lag)}
