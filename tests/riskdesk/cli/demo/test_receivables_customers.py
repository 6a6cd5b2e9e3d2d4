"""The list of customers: what is open, the clock it stands on, and how it is written."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from features.kernel import layout as L
from riskdesk.cli.demo.receivables_customers import (
    GradedCustomer,
    clock_after,
    count_grades,
    open_at,
    summary,
    write_grades,
)
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.clock import format_time, to_us

ZONE = ZoneInfo("Asia/Shanghai")


def noon(month: int, day: int) -> int:
    """Return noon of a day of 2020."""
    return to_us(datetime(2020, month, day, 12, tzinfo=ZONE))


def books(*facts: tuple[int, int, int, int]) -> np.ndarray:
    """Return events of one customer: kind, moment, document, change of what is owed."""
    events = np.zeros((L.E_WIDTH, len(facts)), np.int64)
    events[L.E_CUSTOMER] = 7
    for i, (kind, at, document, delta) in enumerate(facts):
        events[[L.E_KIND, L.E_OCCURRED, L.E_DOCUMENT, L.E_DELTA], i] = kind, at, document, delta
    return events


def customer(**changed: object) -> GradedCustomer:
    """Return a customer that owes 1,234.50, of it 200.00 past due."""
    said: dict[str, object] = {
        "code": 1,
        "customer": "C1",
        "name": "BUYER",
        "grade": "B",
        "route": "model",
        "pd": 0.12345,
        "exposure_minor": 123_450,
        "past_due_minor": 20_000,
        "past_due_30_minor": 0,
        "limit_minor": 100_000,
        "late_already": False,
    }
    return GradedCustomer(**(said | changed))  # type: ignore[arg-type]


def test_open_is_what_was_billed_and_not_paid_by_then() -> None:
    """Paid and later ones are left out, a part payment leaves its rest."""
    events = books(
        (20, noon(3, 2), 1, 500),
        (20, noon(3, 3), 2, 900),
        (31, noon(3, 5), 1, -500),
        (31, noon(3, 5), 2, -300),
        (20, noon(3, 9), 3, 100),
    )
    found = open_at(events, noon(3, 6))
    assert ([2], [600]) == (found.documents.tolist(), found.owed_minor.tolist())
    assert [1, 2] == open_at(events, noon(3, 4)).documents.tolist()


def test_clock_passes_over_holidays() -> None:
    """The last fact is of Thursday, 30 April 2020; after it come the holidays up to 5 May."""
    events = books((20, noon(4, 30), 1, 500), (1, noon(6, 1), 2, 0))
    found = clock_after(events, WorkingCalendar("CN", "Asia/Shanghai"))
    assert "2020-05-06T10:00:00+08:00" == format_time(found, ZONE)


def test_sums_count_who_owes() -> None:
    """Who owes nothing is a customer all the same; who has too short a history has no grade of the model."""
    rows = [customer(), customer(exposure_minor=0, past_due_minor=0, route="application", pd=None)]
    found = summary(rows)
    assert (2, 1, 123_450, 20_000, 1, 1) == (
        found["customers"],
        found["owing"],
        found["exposure_minor"],
        found["past_due_minor"],
        found["over_limit"],
        found["by_application"],
    )
    assert {"A": 0, "B": 1, "C": 0, "D": 0} == count_grades(rows)


def test_csv_holds_plain_decimals_and_no_formula(tmp_path: Path) -> None:
    """A name that begins as a formula is kept as text."""
    file = tmp_path / "grades.csv"
    write_grades(file, [customer(name="=1+1")], "USD")
    head, row = file.read_text(encoding="utf-8-sig").splitlines()
    assert "probability_over_5_days_late_within_90_days" in head.split(",")
    assert "C1,'=1+1,B,model,0.1235,no,USD,1234.50,200.00,0.00,1000.00" == row
