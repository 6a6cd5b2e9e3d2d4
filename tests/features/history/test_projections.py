from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from features.history.books import OpenBooks
from features.history.exposure import Exposure
from riskdesk.core.database.tables import approvals, budgets, customers, rates, reservations
from riskdesk.core.database.unit import read_unit


def rows(engine: sa.Engine, *columns: sa.Column[Any]) -> list[tuple[Any, ...]]:
    """Return these columns of a table, sorted."""
    with read_unit(engine) as connection:
        return sorted(tuple(row) for row in connection.execute(sa.select(*columns)))


def exposure(engine: sa.Engine, customer: str) -> Exposure:
    """Return what a customer stands for."""
    with read_unit(engine) as connection:
        return OpenBooks(connection, "CNY").customer(customer)


def test_a_limit_stands_until_the_next(database: sa.Engine, company: ModuleType) -> None:
    """The last override counts; without an expiry it is without end."""
    company.append(database, [company.row("limit_overridden")])
    held = exposure(database, "C1")
    assert (50_000_000, company.parse(company.row("order_placed", 360 - 10 / 24)).occurred_at_us) == (
        held.limit_minor,
        held.limit_expires_at_us,
    )
    company.append(database, [company.row("limit_overridden", 1, limit="7", expires_at=None)])
    held = exposure(database, "C1")
    assert (700, None, 2) == (held.limit_minor, held.limit_expires_at_us, held.seq)


def test_a_group_is_the_sum_of_its_members(database: sa.Engine, company: ModuleType) -> None:
    """Members come and go; who left is not counted, and changes of the open transaction are."""
    company.append(
        database, [company.row("order_placed", customer_id=f"C{i}", order_id=f"O{i}") for i in (1, 2, 3)]
    )
    company.append(database, [company.row("group_membership_set", 1, customer_id=f"C{i}") for i in (1, 2)])
    with read_unit(database) as connection:
        books = OpenBooks(connection, "CNY")
        assert 200_000 == books.group_total_minor("G1")
        books.customer("C3").group_id = "G1"
        assert 300_000 == books.group_total_minor("G1")
    company.append(database, [company.row("group_membership_set", 2, customer_id="C1", group_id=None)])
    with read_unit(database) as connection:
        assert 100_000 == OpenBooks(connection, "CNY").group_total_minor("G1")


def test_a_membership_that_comes_late_does_not_undo_a_later_one(
    database: sa.Engine, company: ModuleType
) -> None:
    """Two messages that overtook each other leave the customer where the later one put it, as features see it."""
    later = company.row("group_membership_set", 5, customer_id="C1", group_id="G2")
    earlier = company.row("group_membership_set", 4, customer_id="C1", group_id="G1")
    gone = company.row("group_membership_set", 6, customer_id="C1", group_id=None)
    found = []
    for row in (later, earlier, gone):
        company.append(database, [row])
        found.append(exposure(database, "C1").group_id)
    assert ["G2", "G2", None] == found


def test_known_and_strategic_customers(database: sa.Engine, company: ModuleType) -> None:
    """A registered customer is known; `strategic` stays until a row says otherwise."""
    company.append(database, [company.row("customer_registered", strategic=True)])
    company.append(database, [company.row("customer_registered", 1, name="Acme B")])
    with read_unit(database) as connection:
        books = OpenBooks(connection, "CNY")
        assert (True, False) == (books.known_customer("C1"), books.known_customer("C2"))
        assert books.customer("C1").strategic
    company.append(database, [company.row("customer_registered", 2, strategic=False)])
    assert not exposure(database, "C1").strategic


def test_a_rate_holds_from_its_moment(database: sa.Engine, company: ModuleType) -> None:
    """The latest rate up to the moment asked for, exactly, and none before the first."""
    set_rates = [company.row("fx_rate_set", day, rate=rate) for day, rate in [(0, "7.1"), (10, "7.123456")]]
    company.append(database, set_rates)
    with read_unit(database) as connection:
        books = OpenBooks(connection, "CNY")
        found = [books.rate_micro("USD", company.at_us(day)) for day in (-1, 0, 9.9, 10, 99)]
        assert books.rate_micro("EUR", company.at_us(99)) is None
    assert [None, 7_100_000, 7_100_000, 7_123_456, 7_123_456] == found


def test_a_rate_of_the_same_moment_is_mended(database: sa.Engine, company: ModuleType) -> None:
    """A second rate from the same moment on replaces the first."""
    company.append(database, [company.row("fx_rate_set", rate=rate, event_id=rate) for rate in ("7", "8")])
    assert [("USD", 8_000_000, 2)] == rows(database, rates.c.currency, rates.c.rate_micro, rates.c.seq)


def test_a_budget_is_used_by_payments(database: sa.Engine, company: ModuleType) -> None:
    """Submitted, executed at another amount, returned, moved: the budget follows; setting it anew keeps the use."""
    steps = [
        (company.row("budget_set", amount="5000"), 0),
        (company.row("payment_submitted", 1, budget_id="B1"), 100_000),
        (company.row("payment_executed", 2, budget_id="B1", amount="900"), 90_000),
        (company.row("payment_executed", 2, budget_id="B1", payment_id="P2"), 190_000),
        (company.row("payment_returned", 3), 100_000),
        (company.row("budget_set", 4, amount="9000"), 100_000),
        (company.row("payment_executed", 5, payment_id="P3"), 100_000),
        (company.row("payment_submitted", 6, payment_id="P4", budget_id="B1"), 200_000),
        (company.row("payment_executed", 7, payment_id="P4", budget_id="B2"), 100_000),
    ]
    for step, used in steps:
        assert "taken" == company.append(database, [step])[0].status
        found = dict(rows(database, budgets.c.budget_id, budgets.c.used_minor))
        assert used == found["B1"]
    assert [("B1", 900_000, 100_000), ("B2", 0, 100_000)] == rows(
        database, budgets.c.budget_id, budgets.c.amount_minor, budgets.c.used_minor
    )


def test_a_budget_is_given_back_and_taken_again(database: sa.Engine, company: ModuleType) -> None:
    """Refused, withdrawn, blocked by a reviewer: nothing is taken; submitted anew, released, paid: it is, once."""
    judged = {"subject": "payment:P1", "decision_id": "D1"}
    steps = [
        (company.row("budget_set", amount="5000"), 0),
        (company.row("payment_submitted", 1, budget_id="B1"), 100_000),
        (company.row("budget_released", 1, event_id="r1", cause="blocked"), 0),
        (company.row("budget_released", 1, event_id="r2"), 0),
        (company.row("payment_submitted", 2, event_id="s2", budget_id="B1", amount="700"), 70_000),
        (company.row("verdict_recorded", 3, **judged, event_id="v1"), 70_000),
        (company.row("verdict_recorded", 3, **judged, event_id="v2", action="block"), 0),
        (company.row("verdict_recorded", 3, **judged, event_id="v3", action="release"), 70_000),
        (company.row("verdict_recorded", 3, **judged, event_id="v4", action="release"), 70_000),
        (company.row("budget_released", 4, event_id="r3"), 0),
        (company.row("verdict_recorded", 4, **judged, event_id="v5", action="release"), 0),
        (company.row("payment_submitted", 4, event_id="s3", budget_id="B1", amount="600"), 60_000),
        (company.row("payment_withdrawn", 4, event_id="w1"), 0),
        (company.row("verdict_recorded", 4, **judged, event_id="v6", action="release"), 0),
        (company.row("payment_executed", 5, amount="800"), 80_000),
        (company.row("verdict_recorded", 6, **judged, event_id="v7", action="block"), 80_000),
        (company.row("payment_returned", 7), 0),
    ]
    for step, used in steps:
        assert "taken" == company.append(database, [step])[0].status, step
        assert [("B1", used)] == rows(database, budgets.c.budget_id, budgets.c.used_minor), step
    assert 500_000 == rows(database, budgets.c.amount_minor)[0][0]


def test_a_payment_submitted_anew_without_its_budget_leaves_it(
    database: sa.Engine, company: ModuleType
) -> None:
    """A later revision says all of a payment: the budget that it no longer names is given back."""
    company.append(
        database,
        [
            company.row("budget_set"),
            company.row("payment_submitted", 1, event_id="a", budget_id="B1"),
            company.row("payment_submitted", 2, event_id="b"),
        ],
    )
    assert [("B1", 0)] == rows(database, budgets.c.budget_id, budgets.c.used_minor)


def test_who_has_taken_from_a_budget(database: sa.Engine, company: ModuleType) -> None:
    """The latest first, those of the open transaction included, those that gave back left out."""
    taken = [company.row("payment_submitted", k, payment_id=f"P{k}", budget_id="B1") for k in range(1, 5)]
    company.append(database, [company.row("budget_set"), *taken])
    with read_unit(database) as connection:
        books = OpenBooks(connection, "CNY")
        assert [f"payment:P{k}" for k in (4, 3, 2, 1)] == books.spenders("B1")
        assert [] == books.spenders("B2")
        for name in ("payment:P4", "payment:P2"):
            payment = books.document(name)
            assert payment is not None
            books.budgets.take(payment, "B2", payment.amount_minor, 9)
        assert ["payment:P3", "payment:P1"] == books.spenders("B1")
        assert ["payment:P2", "payment:P4"] == books.spenders("B2")


def test_a_group_s_limit_stands_until_the_next(database: sa.Engine, company: ModuleType) -> None:
    """The last one counts, until it expires; a group without one has none."""
    end_us = company.parse(company.row("order_placed", 360 - 10 / 24)).occurred_at_us
    company.append(database, [company.row("group_limit_set")])
    with read_unit(database) as connection:
        limits = OpenBooks(connection, "CNY").group_limits
        found = [limits.in_force("G1", at_us) for at_us in (0, end_us - 1, end_us)]
        assert [90_000_000, 90_000_000, None] == found
        assert limits.in_force("G2", 0) is None
    company.append(database, [company.row("group_limit_set", 1, limit="0", expires_at=None)])
    with read_unit(database) as connection:
        assert 0 == OpenBooks(connection, "CNY").group_limits.in_force("G1", end_us)


def test_an_approval_stands_and_is_not_renewed(database: sa.Engine, company: ModuleType) -> None:
    """The second grant of the same id is refused: a used approval cannot be made new."""
    first, again = company.append(
        database,
        [
            company.row("special_approval_granted"),
            company.row("special_approval_granted", 1, event_id="again", amount="9"),
        ],
    )
    assert ["taken", "refused"] == [first.status, again.status]
    assert [("A1", "C1", 100_000, None)] == rows(
        database,
        approvals.c.special_approval_id,
        approvals.c.customer,
        approvals.c.cap_minor,
        approvals.c.used_by,
    )


def reserve(company: ModuleType, day: float, reservation: str, amount: str = "1000") -> Any:
    """Return the row of a reservation."""
    return company.row(
        "reservation_made", day, reservation_id=reservation, amount=amount, event_id=reservation
    )


def test_a_reservation_is_exposure_until_released(database: sa.Engine, company: ModuleType) -> None:
    """It holds, a new one replaces it, and its release frees what it held."""
    company.append(database, [company.row("order_submitted"), reserve(company, 0, "V1")])
    assert 100_000 == exposure(database, "C1").open_minor
    company.append(database, [reserve(company, 1, "V2", "700")])
    assert 70_000 == exposure(database, "C1").open_minor
    assert [("V1", "replaced"), ("V2", "held")] == rows(
        database, reservations.c.reservation_id, reservations.c.state
    )
    company.append(database, [company.row("reservation_released", 2, reservation_id="V2", cause="expired")])
    assert 0 == exposure(database, "C1").open_minor
    assert [("V1", "replaced"), ("V2", "expired")] == rows(
        database, reservations.c.reservation_id, reservations.c.state
    )


@pytest.mark.parametrize("released", ["V1", "V9"])
def test_only_what_holds_can_be_released(database: sa.Engine, company: ModuleType, released: str) -> None:
    """The release of a replaced or unknown reservation frees nothing of the one that holds."""
    company.append(
        database, [company.row("order_submitted"), reserve(company, 0, "V1"), reserve(company, 1, "V2")]
    )
    (refused,) = company.append(database, [company.row("reservation_released", 2, reservation_id=released)])
    assert ("refused", "reservation_id") == (refused.status, refused.field)
    assert 100_000 == exposure(database, "C1").open_minor


def test_a_submission_alone_is_no_exposure(database: sa.Engine, company: ModuleType) -> None:
    """What was only asked for holds nothing unless it is reserved."""
    company.append(database, [company.row("order_submitted")])
    assert [] == rows(database, customers.c.customer)
    assert 0 == exposure(database, "C1").total_minor


def test_an_approval_of_a_payment_stands(database: sa.Engine, company: ModuleType) -> None:
    """It is kept by its payment, with who granted it, and makes no customer known."""
    row = company.row("special_approval_granted", payment_id="P1")
    (fate,) = company.append(database, [{k: v for k, v in row.items() if k != "customer_id"}])
    assert "taken" == fate.status
    columns = (approvals.c.customer, approvals.c.payment, approvals.c.approved_by, approvals.c.cap_minor)
    assert [(None, "P1", "E2", 100_000)] == rows(database, *columns)
