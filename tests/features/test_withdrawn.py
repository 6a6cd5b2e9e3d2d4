"""A payment that was withdrawn before it was paid: what it leaves, what stays, in both ways of asking."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pytest
import sqlalchemy as sa

from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import index
from features.evidence import evidence_seqs
from features.history.encode import moment_class_one
from features.offline import History
from features.online import OnlineHistory
from features.query import query_row
from features.shelf import Shelf
from riskdesk.core.database.unit import read_unit
from tests.features import company
from tests.features.logs import READER

PARTIES: Final = company.parse(company.row("payment_submitted")).parties
PAID_VALUE: Final = (
    "payee_payment_count_365d",
    "payee_payment_amount_sum_365d",
    "payee_account_payment_count_365d",
    "payee_account_payment_amount_sum_365d",
    "requester_payment_count_90d",
    "approver_payment_count_90d",
)
REPEATED: Final = (
    "payee_invoice_repeated_count_365d",
    "payee_amount_repeated_count_30d",
    "payee_amount_near_count_7d",
    "payee_invoice_near_count_90d",
)
PARTS: Final = ("payee_payment_split_parts_72h", "payee_payment_split_ratio_72h")
NUMBER: Final = "payee_number_paid_amount_365d"
FIRST: Final = "payee_account_first_use"
ASKED: Final = ("requester_payee_first_use", "payee_payment_idle_days", "requester_payee_distinct_90d")
RETURNED: Final = "payee_payment_returned_share_365d"


def story(engine: sa.Engine, *rows: tuple[str, float, dict[str, Any]]) -> None:
    """Append facts, all of which the log must take, each in a transaction of its own."""
    for i, (kind, day, fields) in enumerate(rows):
        row = company.row(kind, day, event_id=f"s{i}", **fields)
        assert ["taken"] == [one.status for one in company.append(engine, [row])]


def asked(day: float, amount_minor: int = 100_000) -> npt.NDArray[np.int64]:
    """Return the question of another payment of the same number to the same account, known by its day."""
    as_of_us = company.at_us(day)
    return query_row(
        "payment",
        as_of_us=as_of_us,
        moment_class=moment_class_one(as_of_us, READER.calendar),
        document="payment:P9",
        amount_minor=amount_minor,
        parties=PARTIES,
        tag="INV1",
        known_by_us=as_of_us,
    )


def told(engine: sa.Engine, day: float, *names: str, amount_minor: int = 100_000) -> list[float]:
    """Return features of that payment, of history and as served, which must be the same."""
    query = asked(day, amount_minor)
    online = OnlineHistory(READER, DEFAULT_PARAMETERS, 10**6, Shelf(0))
    with read_unit(engine) as connection:
        history = History.read(connection, READER, DEFAULT_PARAMETERS)
        online.advance(connection)
        online.ensure(connection, PARTIES)
        served = online.vector(query.copy())
    assert served.tobytes() == history.vectors(query[np.newaxis])[0].tobytes()
    return [float(served[index(name)]) for name in names]


each_way = pytest.mark.parametrize("way", ["payment_withdrawn", "budget_released"])
"""The event of any payment, and the one that gives the budget back of a payment that named one."""


def submit_and_withdraw(
    engine: sa.Engine, way: str, *rows: tuple[str, float, dict[str, Any]], amount: str = "1000.00"
) -> None:
    """Submit a payment on day 0, withdraw it on day 1, tell so on day 2."""
    submitted = {"budget_id": "B1", "amount": amount}
    story(engine, ("payment_submitted", 0, submitted), (way, 1, {"known": 2}), *rows)


@each_way
def test_what_was_withdrawn_is_not_paid(sqlite_database: sa.Engine, way: str) -> None:
    """Counts, sums, repetitions, and what a number has cost leave it out, from when the withdrawal was known."""
    submit_and_withdraw(sqlite_database, way)
    before = [1, 100_000, 1, 100_000, 1, 1]
    for day, paid, repeated in ((0.5, before, 1), (1.5, before, 1), (2, [0] * 6, 0), (20, [0] * 6, 0)):
        assert paid == told(sqlite_database, day, *PAID_VALUE)
        assert [repeated] * 2 == told(sqlite_database, day, *REPEATED[:2])
        assert [100_000 * (1 + repeated)] == told(sqlite_database, day, NUMBER)
    assert [0] * 4 == told(sqlite_database, 2, *REPEATED)


@each_way
def test_what_was_withdrawn_is_no_part_of_a_split(sqlite_database: sa.Engine, way: str) -> None:
    """Two payments just below a limit are a split; one that stands in for a withdrawn one is not."""
    submit_and_withdraw(sqlite_database, way, amount="49500.00")
    voucher = {"amount_minor": 4_950_000}
    split, ratio = told(sqlite_database, 1.5, *PARTS, **voucher)
    assert (1, True) == (split, ratio > 1)
    assert [0, 0] == told(sqlite_database, 2, *PARTS, **voucher)


@each_way
def test_an_account_that_was_never_paid_is_new(sqlite_database: sa.Engine, way: str) -> None:
    """Trust is bound to what the account was paid: to ask and withdraw makes none, to ask again does."""
    submit_and_withdraw(sqlite_database, way, ("payment_submitted", 5, {"budget_id": "B1"}))
    assert {1: [0], 3: [1], 6: [0]} == {day: told(sqlite_database, day, FIRST) for day in (1, 3, 6)}


@each_way
def test_what_was_asked_stays_asked(sqlite_database: sa.Engine, way: str) -> None:
    """Persons, pace and dates look at what was asked, withdrawn or not."""
    submit_and_withdraw(sqlite_database, way)
    assert [0, 3, 1] == told(sqlite_database, 3, *ASKED)


@each_way
def test_the_bank_returned_nothing_that_was_withdrawn(sqlite_database: sa.Engine, way: str) -> None:
    """The share of returned payments counts the bank's returns alone, and shows them alone."""
    paid = {"payment_id": "P2", "invoice_no": "A"}
    submit_and_withdraw(
        sqlite_database, way, ("payment_executed", 3, paid), ("payment_returned", 4, {"payment_id": "P2"})
    )
    assert [[0], [0.5]] == [told(sqlite_database, day, RETURNED) for day in (2, 5)]
    online = OnlineHistory(READER, DEFAULT_PARAMETERS, 10**6, Shelf(0))
    with read_unit(sqlite_database) as connection:
        online.advance(connection)
        online.ensure(connection, PARTIES)
    query = online.placed(asked(5))
    postings, slots = online.arena.postings, online.arena.slots
    assert [[4]] == evidence_seqs(postings, slots, query, ("returned_payments",))


@each_way
def test_what_is_submitted_or_paid_after_all_counts_once(sqlite_database: sa.Engine, way: str) -> None:
    """A withdrawn payment that comes again, at another amount, is one payment of that amount."""
    again = {"amount": "950.00", "budget_id": "B1"}
    submit_and_withdraw(sqlite_database, way, ("payment_submitted", 5, again), ("payment_executed", 6, again))
    assert [1, 95_000] == told(sqlite_database, 5.5, *PAID_VALUE[:2])
    assert [1, 95_000] == told(sqlite_database, 7, *PAID_VALUE[:2])
    assert [1] == told(sqlite_database, 7, REPEATED[1], amount_minor=95_000)
