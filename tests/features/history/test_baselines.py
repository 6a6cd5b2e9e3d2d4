import json
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa

from features.history.baselines import take_missing
from features.history.log import verify_chain
from features.history.reader import Reader
from features.history.shares import HOUR_PRIOR, PRIOR_MOVEMENTS, WEEKDAY_PRIOR, WHOLE, shares
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.tables import events
from riskdesk.core.database.unit import read_unit

READER = Reader(WorkingCalendar())


def take(engine: sa.Engine, company: ModuleType, day: float, **more: Any) -> int:
    """Take the baselines that are missing on a day."""
    return take_missing(engine, READER, base_currency="CNY", now_us=company.at_us(day), **more)


def taken(engine: sa.Engine) -> list[dict[str, Any]]:
    """Return the baselines of the log in its order, with their moments."""
    query = sa.select(events.c.body, events.c.occurred_at_us, events.c.known_at_us).where(events.c.kind == 67)
    with read_unit(engine) as connection:
        assert verify_chain(connection) is None
        rows = connection.execute(query.order_by(events.c.seq)).all()
    return [{**json.loads(body), "occurred": occurred, "known": known} for body, occurred, known in rows]


def orders(company: ModuleType, days: list[float], name: str = "O", **fields: Any) -> list[dict[str, Any]]:
    """Return an order a day."""
    return [company.row("order_placed", day, order_id=f"{name}{i}", **fields) for i, day in enumerate(days)]


def test_priors_are_whole() -> None:
    """Shares of what is usual sum to one, but for rounding."""
    assert abs(sum(HOUR_PRIOR) - WHOLE) < 100
    assert abs(sum(WEEKDAY_PRIOR) - WHOLE) < 100


def test_shares_are_smoothed() -> None:
    """With nothing seen the prior; with as many seen as the prior weighs, half of each."""
    assert list(HOUR_PRIOR) == shares([0] * 48, HOUR_PRIOR)
    seen = [PRIOR_MOVEMENTS if i == 3 else 0 for i in range(48)]
    assert (WHOLE + HOUR_PRIOR[3]) // 2 == shares(seen, HOUR_PRIOR)[3]


def test_an_empty_log_has_none(database: sa.Engine, company: ModuleType) -> None:
    """Where nothing moved, nothing is usual."""
    assert 0 == take(database, company, 5) == take(database, company, 5, live=True)
    company.append(database, [company.row("customer_registered")])
    assert 0 == take(database, company, 5)


def test_history_has_one_a_week_and_the_last_days_one_each(database: sa.Engine, company: ModuleType) -> None:
    """Mondays, and the last seven days; each counts what occurred before its midnight."""
    company.append(database, orders(company, [float(day) for day in range(28)]))
    assert 10 == take(database, company, 28) == len(taken(database))
    found = taken(database)
    assert ["2026-01-12", "2026-01-19", "2026-01-26", "2026-01-27"] == [one["day"] for one in found[:4]]
    assert [7, 14, 21, 22, 23, 24, 25, 26, 27, 28] == [one["movements"]["order"] for one in found]
    assert all(one["occurred"] == one["known"] == company.at_us(i - 10 / 24) for one, i in zip(found[3:], range(22, 29), strict=True))  # fmt: skip
    assert 0 == take(database, company, 28)


def test_classes_are_those_of_the_company(database: sa.Engine, company: ModuleType) -> None:
    """Orders of Mondays at ten raise their hour and weekday, of their place alone."""
    company.append(database, orders(company, [0.0, 7.0, 14.0, 21.0]))
    company.append(database, [company.row("expense_claimed", 1.25), company.row("payment_executed", 2.5)])
    take(database, company, 22)
    last = taken(database)[-1]
    expected = [4 if hour == 10 else 0 for hour in range(48)]
    assert shares(expected, HOUR_PRIOR) == last["hours"]["order"]
    assert shares([4 if day == 0 else 0 for day in range(14)], WEEKDAY_PRIOR) == last["weekdays"]["order"]
    assert {"order": 4, "claim": 1, "payment": 1} == last["movements"]
    assert shares([1 if hour == 16 else 0 for hour in range(48)], HOUR_PRIOR) == last["hours"]["claim"]
    assert shares([1 if hour == 22 else 0 for hour in range(48)], HOUR_PRIOR) == last["hours"]["payment"]


def test_an_order_counts_once(database: sa.Engine, company: ModuleType) -> None:
    """Submitted, placed, amended: one movement."""
    company.append(database, [company.row("order_submitted"), company.row("order_placed", 1), company.row("order_amended", 2)])  # fmt: skip
    take(database, company, 5)
    assert {"order": 1} == taken(database)[-1]["movements"]


def test_what_was_known_later_is_not_counted(database: sa.Engine, company: ModuleType) -> None:
    """Promise 2: an order of day 1 known on day 9 is in no baseline up to then."""
    company.append(database, orders(company, [0.0]) + orders(company, [1.0], "L", known=9))
    take(database, company, 12)
    found = {one["day"]: one["movements"]["order"] for one in taken(database)}
    assert {"2026-01-11": 1, "2026-01-12": 1, "2026-01-14": 1, "2026-01-15": 2, "2026-01-17": 2} == {
        day: found[day] for day in ("2026-01-11", "2026-01-12", "2026-01-14", "2026-01-15", "2026-01-17")
    }


def test_half_a_year_counts(database: sa.Engine, company: ModuleType) -> None:
    """An order falls out 180 days after it; days of which nothing counts have no baseline."""
    company.append(database, orders(company, [0.0, 100.0]))
    take(database, company, 400)
    found = {one["day"]: one["movements"].get("order", 0) for one in taken(database)}
    assert (1, 2, 1) == (found["2026-01-12"], found["2026-04-20"], found["2026-07-06"])
    assert max(found) < "2026-10-20"


def test_industries_are_late_by_a_year(database: sa.Engine, company: ModuleType) -> None:
    """Mean days in thousandths, share beyond 15 days in millionths, of invoices paid in 365 days."""
    rows = [company.row("customer_registered", 0, customer_id=f"C{i}", event_id=f"c{i}", industry=name)
            for i, name in enumerate(("food", "food", "mining"))]  # fmt: skip
    paid = [(0, 30.0), (1, 60.0), (0, 44.5), (2, 29.0)]
    for k, (who, day) in enumerate(paid):
        rows.append(
            company.row("invoice_issued", 1, invoice_id=f"I{k}", customer_id=f"C{who}", due_date="2026-02-05")
        )
        rows.append(company.row("money_matched", day, invoice_id=f"I{k}", match_id=f"M{k}", receipt_id=None, event_id=f"m{k}"))  # fmt: skip
    company.append(database, sorted(rows, key=lambda row: str(row["occurred_at"])) + orders(company, [0.0]))
    take(database, company, 70)
    # due on day 31: paid on days 30, 60 and 44 in food, on day 29 in mining
    assert {"food": [(-1 + 29 + 13) * 1_000 // 3, 333_333, 3], "mining": [-2_000, 0, 1]} == taken(database)[
        -1
    ]["industries"]


def test_a_service_takes_its_day_and_says_when(database: sa.Engine, company: ModuleType) -> None:
    """Known when taken; days without a service are made up for; the day is not taken twice."""
    company.append(database, orders(company, [0.0, 1.0, 2.0]))
    assert [1, 0, 3] == [take(database, company, day, live=True) for day in (3, 3.2, 6)]
    found = taken(database)
    assert ["2026-01-08", "2026-01-09", "2026-01-10", "2026-01-11"] == [one["day"] for one in found]
    assert [company.at_us(day) for day in (3, 6, 6, 6)] == [one["known"] for one in found]
    assert [company.at_us(day - 10 / 24) for day in (3, 4, 5, 6)] == [one["occurred"] for one in found]


def test_a_day_is_taken_again_when_its_history_came_later(database: sa.Engine, company: ModuleType) -> None:
    """Payments that are imported after the orders make a second baseline of each day, a few more do not."""
    company.append(database, orders(company, [0.0, 1.0]))
    assert 2 == take(database, company, 2)
    more = [company.row("payment_executed", 0.5, payment_id=f"P{i}") for i in range(5)]
    company.append(database, more[:1])
    assert 0 == take(database, company, 1)
    company.append(database, more)
    assert 2 == take(database, company, 2)
    found = taken(database)
    assert ["2026-01-06", "2026-01-07", "2026-01-06/2", "2026-01-07/2"] == [
        one["baseline_id"] for one in found
    ]
    assert {"order": 2, "payment": 5} == found[-1]["movements"]


@pytest.mark.parametrize(("country", "weekday"), [("CN", 7), ("DE", 0)])
def test_the_calendar_tells_days_off(
    sqlite_database: sa.Engine, company: ModuleType, country: str, weekday: int
) -> None:
    """Spring Festival's Monday is off in China; elsewhere it is a Monday like others."""
    company.append(sqlite_database, orders(company, [42.0]))
    reader = Reader(WorkingCalendar(country))
    take_missing(sqlite_database, reader, base_currency="CNY", now_us=company.at_us(43))
    said = taken(sqlite_database)[-1]["weekdays"]["order"]
    assert shares([1 if at == weekday else 0 for at in range(14)], WEEKDAY_PRIOR) == said
