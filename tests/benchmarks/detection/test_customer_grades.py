"""The benchmark of customer grades on a small file of the same layout."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.detection.__main__ import main
from benchmarks.detection.customer_grades import holds
from benchmarks.detection.customer_grades_text import customer_grades_text

FIRST = 17_900
CUSTOMERS = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Invoices of a year: two customers in three pay in time, the others more or less late."""
    dice = np.random.default_rng(3)
    rows = [
        (customer, FIRST + day, round(dice.normal(-2.0 if customer % 3 else 4.0 + customer / 4, 4.0)))
        for customer in range(CUSTOMERS)
        for day in range(customer % 9, 360, 9)
    ]
    customer, due, late = (np.array(column) for column in zip(*rows, strict=True))
    clear = due + late
    order = np.argsort(clear, kind="stable")
    dates = [pa.array(days[order].astype("datetime64[D]").astype("datetime64[ns]")) for days in (clear, due)]
    table = pa.table(
        {
            "cust_number": [f"{3000 + one}" for one in customer[order]],
            "clear_date": dates[0],
            "due_date": dates[1],
            "days_late": late[order],
            "amount": np.round(dice.exponential(3_000.0, len(rows)) + 900.0, 2),
            "seq_by_clear_date": np.arange(len(rows)),
            "term_days_from_open_invoices": np.full(len(rows), 15.0),
        }
    )
    pq.write_table(table, tmp_path / "closed_invoices.parquet")
    return tmp_path


def test_customers_are_graded_and_followed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last line holds the headline of the first day, and every day; a day without a past is named."""
    days = ["2019-09-01", "2019-08-15", "2019-01-20"]
    asked = ["--past-due-days", "4", "--horizon-days", "80", "--share", "0.4"]
    main(["customer_grades", "--data", str(folder), *asked, "--test-from", *days, "--json"])
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert ("2019-09-01", ["2019-08-15", "2019-09-01"]) == (
        result["graded_as_of"],
        [day["graded_as_of"] for day in result["days"]],
    )
    definition = result["definition"]
    assert (4, 80, 0.4, "due") == (
        definition["past_due_days"],
        definition["horizon_days"],
        definition["materiality_share"],
        definition["counted"],
    )
    assert ["2019-01-20"] == list(result["skipped"])
    assert result["auc"] > 0.85
    assert result["graded"] == sum(result["customers"].values()) == CUSTOMERS
    assert result["bad"] == sum(row["bad"] for row in result["grades"])
    assert result["bad_rate"]["D"] > 0.5
    text = customer_grades_text(result)
    assert all(f"| {grade} |" in text for grade in "ABCD")
    assert f"AUC {result['auc']:.3f}" in text


def test_a_headline_without_a_past_is_refused(folder: Path) -> None:
    """Other days cannot stand for it."""
    with pytest.raises(SystemExit, match="too little is known by 2019-01-20"):
        main(["customer_grades", "--data", str(folder), "--test-from", "2019-01-20", "2019-09-01"])


def rows(
    rates: list[float | None], days: list[float | None], billed: int = 10
) -> list[dict[str, float | int | None]]:
    """Grades with these figures."""
    return [
        {"bad_rate": rate, "mean_days_late": late, "billed": billed}
        for rate, late in zip(rates, days, strict=True)
    ]


@pytest.mark.parametrize(
    ("grades", "failed"),
    [
        (rows([0.02, 0.07, 0.15, 0.6], [-1.0, 0.0, 1.0, 9.0]), []),
        (rows([0.02, 0.02, 0.15, 0.6], [-1.0, 0.0, 1.0, 9.0]), ["bad_rate_rises"]),
        (rows([0.02, 0.07, 0.15, 0.6], [-1.0, 2.0, 1.0, 9.0]), ["mean_days_late_rises"]),
        (rows([0.07, 0.08, 0.15, 0.6], [-1.0, 0.0, 1.0, 9.0]), ["d_ten_times_a"]),
        (rows([0.0, 0.08, 0.15, 0.6], [-1.0, 0.0, 1.0, 9.0], 9), ["ten_customers_billed_each"]),
        (
            rows([None, 0.08, 0.15, 0.6], [None, 0.0, 1.0, 9.0]),
            ["bad_rate_rises", "mean_days_late_rises", "d_ten_times_a"],
        ),
    ],
)
def test_what_is_asked_of_grades(grades: list[dict[str, float]], failed: list[str]) -> None:
    """Each figure is told by itself; an empty grade holds nothing."""
    assert failed == [name for name, held in holds(0.85, grades).items() if not held]
    assert not holds(0.849, grades)["auc"]
