import shutil
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.tables import customers, documents
from riskdesk.core.database.unit import read_unit

Parts = tuple[int, int, int]

STEPS = (
    "order_submitted", "order_placed", "order_amended", "order_cancelled", "order_reopened", "order_delivered",
    "reservation_made", "reservation_released", "invoice_issued", "money_matched", "credit_note_issued",
    "invoice_voided", "invoice_written_off",
)  # fmt: skip
step = st.tuples(st.sampled_from(STEPS), st.integers(0, 1), st.integers(0, 1), st.integers(1, 300))


def projected(engine: sa.Engine) -> dict[str, Parts]:
    """Return open, delivered and invoiced exposure as the projection has it, where there is any."""
    query = sa.select(
        customers.c.customer, customers.c.open_minor, customers.c.delivered_minor, customers.c.invoiced_minor
    )
    with read_unit(engine) as connection:
        found = {str(name): (int(a), int(b), int(c)) for name, a, b, c in connection.execute(query)}
    return {name: parts for name, parts in found.items() if parts != (0, 0, 0)}


def recomputed(engine: sa.Engine) -> dict[str, Parts]:
    """Return the same, summed over all documents."""
    found: dict[str, Parts] = {}
    with read_unit(engine) as connection:
        for row in connection.execute(sa.select(documents)).mappings():
            assert 0 <= min(
                row["open_minor"], row["delivered_minor"], row["reserved_minor"], row["owed_minor"]
            )
            a, b, c = found.get(row["customer"], (0, 0, 0))
            if row["document"].startswith("order:"):
                a, b = a + max(row["reserved_minor"], row["open_minor"]), b + row["delivered_minor"]
            if row["document"].startswith("invoice:"):
                c += row["open_minor"]
            found[row["customer"]] = (a, b, c)
    return {name: parts for name, parts in found.items() if parts != (0, 0, 0)}


def said(company: ModuleType, kind: str, i: int, which: int, whose: int, amount: int) -> dict[str, object]:
    """Return the row of a step: one of two orders and invoices, of one of two customers."""
    fields: dict[str, object] = {"event_id": f"e{i}"}
    example = company.EXAMPLES[kind]
    if "customer_id" in example:
        fields["customer_id"] = f"C{whose}"
    if "order_id" in example or kind == "invoice_issued":
        fields["order_id"] = f"O{which}"
    if "invoice_id" in example:
        fields["invoice_id"] = f"I{which}"
    if "amount" in example:
        fields["amount"] = str(amount)
    if "reservation_id" in example:
        fields["reservation_id"] = f"V{i}" if kind == "reservation_made" else f"V{amount % 8}"
    row: dict[str, object] = company.row(kind, i, **fields)
    return row


@given(steps=st.lists(step, min_size=4, max_size=24), cut=st.integers(1, 6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exposure_equals_the_sum_of_documents(
    company: ModuleType,
    migrated_file: Path,
    steps: list[tuple[str, int, int, int]],
    cut: int,
) -> None:
    """After any steps, in transactions of any length, the projection says what the documents say."""
    path = migrated_file.with_name("exposure.db")
    shutil.copy(migrated_file, path)
    engine = open_engine(f"sqlite:///{path}")
    rows = [
        said(company, kind, i, which, whose, amount) for i, (kind, which, whose, amount) in enumerate(steps)
    ]
    try:
        for begin in range(0, len(rows), cut):
            company.append(engine, rows[begin : begin + cut])
            found = projected(engine)
            assert recomputed(engine) == found
            assert all(0 <= part for parts in found.values() for part in parts)
    finally:
        engine.dispose()


def test_refused_rows_leave_the_projection_alone(database: sa.Engine, company: ModuleType) -> None:
    """A batch of contradictions beside one good row changes what the good row changes."""
    company.append(database, [company.row("order_placed"), company.row("invoice_issued", 1)])
    before = projected(database)
    refused = [
        company.row("order_placed", 2, event_id="b"),
        company.row("order_delivered", 2, currency="USD"),
        company.row("money_matched", 2, amount="1000.01"),
        company.row("invoice_issued", 2, invoice_id="I2", customer_id="C2", order_id="O1"),
        company.row("reservation_made", 2, customer_id="C2"),
    ]
    assert 0 == company.taken(company.append(database, refused))
    assert before == projected(database)
    assert 1 == company.taken(company.append(database, [*refused, company.row("money_matched", 3)]))
    assert {"C1": (100_000, 0, 0)} == projected(database)


def test_histories_of_any_kind_keep_the_projection(database: sa.Engine, company: ModuleType) -> None:
    """Random companies on both databases, late rows and contradictions included."""
    for part in company.chunked(company.random_rows(11, 250), 11):
        company.append(database, part)
    assert recomputed(database) == projected(database)
    assert 2 <= len(projected(database))


def test_a_voided_invoice_is_exposure_of_its_order_again(database: sa.Engine, company: ModuleType) -> None:
    """Billed, paid in part, voided: what was unpaid is delivered without a bill, also when all comes at once."""
    steps = [
        company.row("order_placed"),
        company.row("order_delivered", 1, amount="400"),
        company.row("invoice_issued", 2, amount="700", order_id="O1"),
        company.row("money_matched", 3, amount="70", receipt_id=None),
        company.row("invoice_voided", 4),
    ]
    for row in steps:
        company.append(database, [row])
    again = {"order_id": "O2", "customer_id": "C2", "invoice_id": "I2", "event_id": "again"}
    company.append(
        database, [row | {name: again[name] for name in again if name in {"event_id", *row}} for row in steps]
    )
    each = (53_000, 40_000, 0)
    assert {"C1": each, "C2": each} == projected(database) == recomputed(database)
    company.append(database, [company.row("invoice_issued", 5, amount="930", order_id="O1", invoice_id="I3")])
    assert {"C1": (0, 0, 93_000), "C2": each} == projected(database) == recomputed(database)


@pytest.mark.parametrize(("ended", "open_minor"), [(False, 100_000), (True, 0)])
def test_a_void_leaves_the_order_as_its_reservation_does(
    database: sa.Engine, company: ModuleType, *, ended: bool, open_minor: int
) -> None:
    """An order that was never booked but reserved and billed holds its reservation again, if that still stands."""
    company.append(database, [company.row("order_submitted"), company.row("reservation_made")])
    company.append(database, [company.row("invoice_issued", 1, order_id="O1")])
    assert {"C1": (0, 0, 100_000)} == projected(database)
    if ended:
        company.append(database, [company.row("reservation_released", 2, cause="expired")])
    company.append(database, [company.row("invoice_voided", 3)])
    assert ({"C1": (open_minor, 0, 0)} if open_minor else {}) == projected(database) == recomputed(database)


def test_value_moves_through_the_projection(database: sa.Engine, company: ModuleType) -> None:
    """Ordered, delivered, billed, paid, each in a transaction of its own: nothing is counted twice, nothing is left."""
    steps = [
        ("order_placed", {}, (100_000, 0, 0)),
        ("order_delivered", {"amount": "400"}, (60_000, 40_000, 0)),
        ("invoice_issued", {"amount": "700", "order_id": "O1"}, (30_000, 0, 70_000)),
        ("order_cancelled", {}, (0, 0, 70_000)),
        ("money_matched", {"amount": "700"}, None),
    ]
    for day, (kind, fields, expected) in enumerate(steps):
        company.append(database, [company.row(kind, day, **fields)])
        assert ({"C1": expected} if expected else {}) == projected(database) == recomputed(database)
