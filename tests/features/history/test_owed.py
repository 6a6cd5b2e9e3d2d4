"""What postings say a customer owes, against what the documents say."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.history.encode import code_of
from features.history.reader import Reader
from features.kernel import layout as at
from features.kernel.arena import postings_of
from features.kernel.tables import Table
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.engine import open_engine
from riskdesk.core.database.tables import documents
from riskdesk.core.database.unit import read_unit

READER = Reader(WorkingCalendar())
AGES = (
    Table.CUSTOMER_PAST_DUE_0,
    Table.CUSTOMER_PAST_DUE_30,
    Table.CUSTOMER_PAST_DUE_60,
    Table.CUSTOMER_PAST_DUE_90,
)
slow = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@contextmanager
def copy_of(migrated_file: Path) -> Iterator[sa.Engine]:
    """Give a fresh database to one example."""
    path = migrated_file.with_name("owed.db")
    shutil.copy(migrated_file, path)
    engine = open_engine(f"sqlite:///{path}")
    try:
        yield engine
    finally:
        engine.dispose()


def postings(engine: sa.Engine) -> npt.NDArray[np.int64]:
    """Return the postings of the whole log."""
    with read_unit(engine) as connection:
        return postings_of(READER.all(connection, upto=READER.head(connection)))


def owed(
    found: npt.NDArray[np.int64], table: Table, customer: str, upto_us: int = at.NEVER
) -> tuple[int, int]:
    """Return sum and count of a customer's postings in a table that took effect up to a moment."""
    mine = found[(found[:, at.D_TABLE] == table) & (found[:, at.D_KEY] == code_of(customer))]
    mine = mine[mine[:, at.D_FIELDS + at.P_EFFECTIVE] <= upto_us]
    return int(mine[:, at.D_FIELDS + at.P_V0].sum()), int(mine[:, at.D_FIELDS + at.P_N].sum())


@given(seed=st.integers(0, 2**32 - 1))
@slow
def test_postings_sum_to_what_documents_say(company: ModuleType, migrated_file: Path, seed: int) -> None:
    """Receivables, every age of them once all are old, and what is open: the sums of the documents, whoever's."""
    with copy_of(migrated_file) as engine:
        company.append(engine, company.random_rows(seed, 120))
        found = postings(engine)
        with read_unit(engine) as connection:
            stand = connection.execute(sa.select(documents)).mappings().all()
    for customer in ("C1", "C2", "C3"):
        mine = [row for row in stand if row["customer"] == customer]
        invoices = [row for row in mine if row["document"].startswith("invoice:")]
        expected = (
            sum(row["open_minor"] for row in invoices),
            sum(row["owed_minor"] > 0 for row in invoices),
        )
        for table in (Table.CUSTOMER_RECEIVABLE, *AGES):
            assert expected == owed(found, table, customer)
        orders = [row for row in mine if row["document"].startswith("order:")]
        open_minor = sum(row["open_minor"] + row["delivered_minor"] for row in orders)
        assert open_minor == owed(found, Table.CUSTOMER_OPEN, customer)[0]
        amount_minor = sum(row["amount_minor"] for row in orders)
        assert (amount_minor, sum(row["amount_minor"] > 0 for row in orders)) == owed(
            found, Table.CUSTOMER_ORDER, customer
        )


payment = st.tuples(
    st.sampled_from(["money_matched", "credit_note_issued"]), st.integers(1, 999), st.integers(1, 200)
)


@given(
    parts=st.lists(payment, min_size=1, max_size=6),
    end=st.sampled_from(["paid", "voided", "written_off"]),
    rate=st.sampled_from(["1", "7.1", "0.004", "0.337"]),
    order=st.randoms(use_true_random=False),
)
@slow
def test_what_is_paid_is_past_due_no_more(
    company: ModuleType,
    migrated_file: Path,
    parts: list[tuple[str, int, int]],
    end: str,
    rate: str,
    order: object,
) -> None:
    """However an invoice is settled, early or late, in whatever parts and order: every age goes back to 0."""
    cents = sum(amount for _, amount, _ in parts) + (0 if end == "paid" else 777)
    money = {"currency": "USD"}
    rows = [
        company.row("fx_rate_set", -1, rate=rate),
        company.row("invoice_issued", 0, due_date="2026-02-05", amount=f"{cents / 100:.2f}", **money),
    ]
    steps = [
        company.row(kind, day, amount=f"{amount / 100:.2f}", event_id=f"e{i}", **money)
        for i, (kind, amount, day) in enumerate(parts)
    ]
    order.shuffle(steps)  # type: ignore[attr-defined]
    last = [] if end == "paid" else [company.row(f"invoice_{end}", 201)]
    with copy_of(migrated_file) as engine:
        assert len(rows) + len(steps) + len(last) == company.taken(
            company.append(engine, [*rows, *steps, *last])
        )
        found = postings(engine)
    moments = {int(moment) for moment in found[:, at.D_FIELDS + at.P_EFFECTIVE]}
    for moment in moments:
        states = [owed(found, table, "C1", moment) for table in (Table.CUSTOMER_RECEIVABLE, *AGES)]
        sums, counts = [state[0] for state in states], [state[1] for state in states]
        assert sums == sorted(sums, reverse=True)
        assert counts == sorted(counts, reverse=True)
        assert all(sums[-1] >= 0 and count in {0, 1} for count in counts)
    for table in (Table.CUSTOMER_RECEIVABLE, *AGES):
        assert (0, 0) == owed(found, table, "C1")


def test_ages_begin_at_their_midnights(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Due on 5 February: nothing is past due that day; the whole is on the 6th, and 30 days later more than 30 days."""
    company.append(sqlite_database, [company.row("invoice_issued", 0, due_date="2026-02-05")])
    found = postings(sqlite_database)
    after = company.parse(company.row("invoice_issued", 0, due_date="2026-02-05")).due_at_us
    assert company.at_us(31) + 14 * at.HOUR == after
    for step, table in enumerate(AGES):
        begins = after + 30 * step * at.DAY
        assert (0, 0) == owed(found, table, "C1", begins - 1)
        assert (100_000, 1) == owed(found, table, "C1", begins)


def test_delay_days_count_from_the_due_date(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Paid on the due date is 0 days late, the next day 1, the day before -1; a delay weighs its amount."""
    rows = []
    for i, day in enumerate((30, 31, 32)):
        rows += [company.row("invoice_issued", 0, due_date="2026-02-05", invoice_id=f"I{i}", amount="30")]
        rows += [company.row("money_matched", day, invoice_id=f"I{i}", amount="30")]
    company.append(sqlite_database, rows)
    found = postings(sqlite_database)
    paid = found[found[:, at.D_TABLE] == Table.CUSTOMER_PAID][:, at.D_FIELDS + at.P_V1]
    weighted = found[found[:, at.D_TABLE] == Table.CUSTOMER_PAID_WEIGHTED][:, at.D_FIELDS + at.P_V0]
    assert ([-1, 0, 1], [-3_000, 0, 3_000]) == (paid.tolist(), weighted.tolist())


def test_any_part_of_the_log_gives_its_postings(sqlite_database: sa.Engine, company: ModuleType) -> None:
    """Postings of single events, of chunks and of the whole are the same rows."""
    company.append(sqlite_database, company.random_rows(9, 150))
    with read_unit(sqlite_database) as connection:
        events = READER.all(connection, upto=READER.head(connection))
    whole = postings_of(events)
    alone = np.concatenate(
        [postings_of(np.ascontiguousarray(events[:, i : i + 1])) for i in range(events.shape[1])]
    )
    assert np.array_equal(whole, alone)
    assert len(set(whole[:, at.D_TABLE].tolist())) > 15
