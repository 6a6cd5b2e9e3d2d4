"""Special measures on histories that one can follow by hand."""

import math

import pytest

from features.catalogue.program import index
from features.kernel import layout as L
from features.kernel.tables import TABLES, Table
from tests.features.kernel.histories import KEYS
from tests.features.kernel.history import AS_OF, Posting, Query
from tests.features.kernel.run import run

SALE, TRIP = 11, 12
"""Two vouchers."""
LIMIT = 4_950_000
"""The first approval limit of a supplier's payment in these tests."""
FRIDAY, SATURDAY = 4 * 48 + 10, 5 * 48 + 10
MADE_UP, FREE_SATURDAY, FREE_FRIDAY = SATURDAY, 5 * 48 + 34, 4 * 48 + 34


def value(
    name: str, table: Table, rows: list[Posting], query: Query, *others: tuple[Table, list[Posting]]
) -> float:
    """Return one feature over the postings of the query's keys in these tables."""
    history = {(int(of), KEYS[TABLES[of].entity]): those for of, those in ((table, rows), *others)}
    return float(run(history, query)[0, index(name)])


def paid(seq: int, hours: float, amount: int, **given: int) -> Posting:
    """Return a payment of the query's requester so many hours ago."""
    at = AS_OF - int(hours * L.HOUR)
    row = Posting(at, seq, document=seq, other=KEYS["requester"], v0=amount)
    return row._replace(**given)


def payment(**given: object) -> Query:
    """Return the query of a payment just below the limit."""
    return Query(**{"amount": LIMIT - 1, "place": L.PLACE_PAYMENT, "keys": KEYS, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mark", "tag", "hours", "expected"),
    [
        (TRIP, 0, 2.0, 1.0),  # of another voucher
        (SALE, 0, 2.0, 0.0),  # of the same: one posting
        (TRIP, 7, 0.5, 1.0),  # vouchers tell, the number within the hour does not
        (0, 7, 0.5, 0.0),  # without a voucher the hour rules
        (0, 7, 1.5, 1.0),
    ],
)
def test_parts_of_one_voucher_are_one_posting(mark: int, tag: int, hours: float, expected: float) -> None:
    """Two parts just below the limit are a split unless they were approved together."""
    rows = [paid(1, hours, LIMIT - 2, mark=mark, tag=tag)]
    query = payment(mark=SALE, tag=7)
    assert expected == value("payee_payment_split_parts_36h", Table.PAYEE_PAYMENT, rows, query)


def test_recurring_parts_are_no_parts() -> None:
    """What a contract asks for every month is no half of a split."""
    rows = [paid(1, 2, LIMIT - 2, v1=L.FLAG_RECURRING), paid(2, 3, LIMIT - 2)]
    assert 1.0 == value("payee_payment_split_parts_36h", Table.PAYEE_PAYMENT, rows, payment())


def test_requesters_may_take_turns() -> None:
    """The split by anyone sees what that of one requester does not."""
    rows = [paid(1, 2, LIMIT - 2, other=98), paid(2, 3, LIMIT - 2, other=99)]
    names = ("payee_payment_split_parts_72h", "payee_payment_by_anyone_split_parts_72h")
    assert [0.0, 2.0] == [value(name, Table.PAYEE_PAYMENT, rows, payment()) for name in names]


@pytest.mark.parametrize(("kind", "expected"), [(0, 0.0), (1, 1.0)])
def test_limits_are_those_of_the_kind_of_payment(kind: int, expected: float) -> None:
    """Just below the limit of expenses, 10,000, is nothing to be split for at a supplier."""
    query = payment(flags=kind << L.SHIFT_PAYMENT_KIND, amount=9_999)
    rows = [paid(1, 2, 9_998)]
    assert expected == value("payee_payment_split_parts_36h", Table.PAYEE_PAYMENT, rows, query)


def test_a_cleared_amount_stays_cleared_until_it_repeats_again() -> None:
    """One verdict speaks for one repetition: the second is unexplained again."""
    bill = [paid(1, 48, LIMIT, tag=7), paid(2, 24, LIMIT, tag=7)]
    verdict = [Posting(AS_OF - 20 * L.HOUR, 3, document=9, v0=0, v1=LIMIT)]
    query = payment(amount=LIMIT, tag=7)
    judged = (Table.PAYEE_VERDICT, verdict)
    name = "payee_invoice_unexplained_count_365d"
    assert 0.0 == value(name, Table.PAYEE_PAYMENT, bill[1:], query, judged)
    assert 1.0 == value(name, Table.PAYEE_PAYMENT, bill, query, judged)


def test_a_verdict_that_was_revised_counts_as_it_stands() -> None:
    """Confirmed first and cleared later: nothing is confirmed, one is cleared."""
    rows = [Posting(AS_OF - 9, 1, v0=1, v1=LIMIT), Posting(AS_OF - 8, 2, v0=-1, v1=LIMIT, n=0)]
    query = payment(amount=LIMIT)
    names = ("payee_amount_confirmed_count_365d", "payee_amount_cleared_count_365d", "payee_confirmed_count")
    assert [0.0, 1.0, 0.0] == [value(name, Table.PAYEE_VERDICT, rows, query) for name in names]
    assert 0.0 == value("payee_verdict_latest", Table.PAYEE_VERDICT, rows, query)


@pytest.mark.parametrize(("hour", "usual"), [(MADE_UP, FRIDAY), (FREE_FRIDAY, FREE_SATURDAY)])
def test_irregular_days_are_as_days_of_their_kind(hour: int, usual: int) -> None:
    """A Saturday that is worked surprises no more than working days do, a free Friday as free days do."""
    rows = [Posting(AS_OF - i * L.DAY, 50 - i, document=i, v1=usual) for i in range(1, 41)]
    query = Query(hour=hour, keys=KEYS)
    found = value("salesperson_weekday_surprise", Table.SALESPERSON_ORDER, rows, query)
    part = 40 * (0.5 if usual == FREE_SATURDAY else 0.2)
    prior = 0.03 / 2 if usual == FREE_SATURDAY else 0.97 / 5
    assert found == pytest.approx(-math.log((part + 5 * prior) / 45))


def test_the_company_stands_in_for_who_has_no_history() -> None:
    """A newcomer is as surprising as the hour is in the company, and as the calendar says without a baseline."""
    baseline = (Table.COMPANY_HOUR, [Posting(AS_OF - L.DAY, 1, v0=20_000_000)])
    query = Query(hour=FRIDAY, keys=KEYS)
    name, table = "salesperson_hour_surprise", Table.SALESPERSON_ORDER
    assert value(name, table, [], query, baseline) == pytest.approx(-math.log(0.02))
    assert value(name, table, [], query) == pytest.approx(-math.log(0.97 / 12))


def test_a_limit_ends_when_it_expires() -> None:
    """It is in force until its moment, and without one for good."""
    limits = [Posting(AS_OF - L.DAY, 1, v0=500, v1=end) for end in (0, AS_OF + 1, AS_OF)]
    found = [value("customer_limit_amount", Table.CUSTOMER_LIMIT, [one], Query(keys=KEYS)) for one in limits]
    assert [500.0, 500.0] == found[:2]
    assert math.isnan(found[2])


def test_what_was_paid_since_the_account_changed() -> None:
    """Payments before the change are not exposed; a change of long ago exposes nothing."""
    rows = [paid(1, 24 * 300, 5), paid(2, 24, 7), paid(3, 2, 11)]
    names = ("payee_paid_since_change_amount_sum_90d", "payee_payment_before_change_idle_days")

    def found(days: int) -> list[float]:
        change = (Table.PAYEE_ACCOUNT_CHANGE, [Posting(AS_OF - days * L.DAY, 9)])
        return [value(name, Table.PAYEE_PAYMENT, rows, payment(), change) for name in names]

    assert [18.0, 298.0] == found(2)
    assert math.isnan(found(100)[0])


def test_who_sleeps_and_wakes_is_measured_by_what_was_before() -> None:
    """After 180 days the amount counts against the mean of all that was known; before, nothing."""
    query = payment(amount=400)
    for days, expected in ((181, 4.0), (179, 0.0)):
        rows = [paid(1, 24 * (days + 9), 150), paid(2, 24 * days, 50)]
        assert expected == value("payee_payment_dormant_ratio", Table.PAYEE_PAYMENT, rows, query)


def test_a_weekly_rhythm_that_jumps() -> None:
    """Two a week for a quarter, then six: the median is 2, its spread none, so at least one movement."""
    days = [7 * week + day for week in range(1, 14) for day in (1, 3)] + [1, 2, 3, 4, 5]
    rows = [
        Posting(AS_OF - day * L.DAY, i + 1, document=i) for i, day in enumerate(sorted(days, reverse=True))
    ]
    assert 4.0 == value("customer_order_rate_jump_7d", Table.CUSTOMER_ORDER, rows, Query(keys=KEYS))
