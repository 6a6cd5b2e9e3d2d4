"""What an invoice and its settlement mean for what its customer owes."""

import numpy as np

from features.kernel import layout as L
from features.kernel.arena import postings_of
from features.kernel.arrays import Ints
from features.kernel.derive import derive
from features.kernel.tables import Table

CUSTOMER = 11
ISSUED, WRITTEN_OFF, MATCHED = 20, 24, 31
AGES = (
    Table.CUSTOMER_PAST_DUE_0,
    Table.CUSTOMER_PAST_DUE_30,
    Table.CUSTOMER_PAST_DUE_60,
    Table.CUSTOMER_PAST_DUE_90,
)


def event(kind: int, day: int, delta: int, *, flags: int = 0) -> Ints:
    """One event of an invoice that falls due on day 30."""
    column = np.zeros(L.E_WIDTH, np.int64)
    values = {
        L.E_SEQ: day + 1, L.E_KIND: kind, L.E_OCCURRED: day * L.DAY, L.E_KNOWN: day * L.DAY, L.E_DOCUMENT: 5,
        L.E_CUSTOMER: CUSTOMER, L.E_BASE: abs(delta), L.E_DELTA: delta, L.E_DUE: 30 * L.DAY, L.E_FLAGS: flags,
    }  # fmt: skip
    for name, value in values.items():
        column[name] = value
    return column


def owed(table: Table, *events: Ints) -> list[tuple[int, int, int]]:
    """Day of effect, amount and count of each posting of a table."""
    derived = postings_of(np.stack(events, axis=1))
    rows = derived[derived[:, L.D_TABLE] == table][:, L.D_FIELDS :]
    return [(int(row[L.P_EFFECTIVE] // L.DAY), int(row[L.P_V0]), int(row[L.P_N])) for row in rows]


def test_an_invoice_ages_by_steps_of_thirty_days() -> None:
    """It is owed at once, and past due from the moment it falls due, then 30, 60, 90 days later."""
    issued = event(ISSUED, 0, 100)
    assert [(0, 100, 1)] == owed(Table.CUSTOMER_RECEIVABLE, issued)
    assert [[(30 + 30 * i, 100, 1)] for i in range(4)] == [owed(table, issued) for table in AGES]


def test_a_part_payment_leaves_the_invoice_unpaid() -> None:
    """The amount falls, the count of invoices does not."""
    events = (event(ISSUED, 0, 100), event(MATCHED, 45, -40))
    assert [(30, 100, 1), (45, -40, 0)] == owed(Table.CUSTOMER_PAST_DUE_0, *events)


def test_what_settles_an_invoice_counts_it_off() -> None:
    """Paid before it ages, both take effect at the same moment and nothing is past due in between."""
    for kind in (MATCHED, WRITTEN_OFF):
        events = (event(ISSUED, 0, 100), event(kind, 45, -100, flags=L.FLAG_CLOSED))
        assert [(30, 100, 1), (45, -100, -1)] == owed(Table.CUSTOMER_PAST_DUE_0, *events)
        assert [(60, 100, 1), (60, -100, -1)] == owed(Table.CUSTOMER_PAST_DUE_30, *events)


def test_rows_of_former_releases_mean_what_they_meant() -> None:
    """A budget given back without a change of its payment posts nothing, a void without one of its order what it takes."""
    given_back = event(70, 5, 0)
    given_back[[L.E_PAYEE, L.E_ACCOUNT, L.E_REQUESTER]] = 12, 13, 14
    assert 0 == len(postings_of(given_back.reshape(-1, 1)))
    voided = event(21, 45, -100, flags=L.FLAG_CLOSED)
    assert [] == owed(Table.CUSTOMER_OPEN, voided)
    assert [(45, -100, -1)] == owed(Table.CUSTOMER_RECEIVABLE, voided)


def test_events_in_any_order_of_memory_run_what_is_compiled() -> None:
    """A key of two events comes transposed: machine code of its own for that would be made while callers wait."""
    events = np.stack([event(ISSUED, 0, 100), event(MATCHED, 45, -40)], axis=1)
    expected = postings_of(events).tolist()
    compiled = derive.signatures  # type: ignore[attr-defined] # of numba
    for other in (np.asfortranarray(events), np.repeat(events, 2, axis=1)[:, ::2]):
        assert expected == postings_of(other).tolist()
    assert compiled == derive.signatures  # type: ignore[attr-defined] # of numba
