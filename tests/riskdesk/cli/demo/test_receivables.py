"""The demonstration on receivables: on a small file of the same layout, and on the real one where it is."""

import csv
import hashlib
import os
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from riskdesk.cli.demo.receivables import FILES, run_receivables
from riskdesk.cli.demo.receivables_customers import PD_COLUMN
from riskdesk.core.clock import format_time
from riskdesk.core.errors import SetupIncomplete
from riskdesk.core.settings import load_settings

CUSTOMERS = 60
DAYS = 330
FIRST = date(2019, 1, 2)
DATA = Path(os.environ.get("RISKDESK_DATA") or Path(__file__).parents[5] / "shared" / "data") / "receivables"


def write_closed(folder: Path) -> int:
    """Write paid invoices of customers from punctual to hopeless, each with its own weekday and habit."""
    rng = np.random.default_rng(5)
    rows: list[tuple[str, date, date, float, float | None]] = []
    for customer in range(CUSTOMERS):
        habit = -3.0 if customer < 30 else float((customer - 30) ** 1.5) / 8.0
        for day in range(customer % 7, DAYS, 7):
            late = int(rng.normal(habit, 2.0 + max(habit, 0.0) / 3.0))
            due = FIRST + timedelta(days=day)
            cleared = due + timedelta(days=max(late, -9))
            if FIRST <= cleared <= FIRST + timedelta(days=DAYS):
                amount = float(np.round(rng.lognormal(9.0, 0.6), 2))
                rows.append(
                    (str(200_000_000 + customer), cleared, due, amount, 10.0 if customer % 9 else None)
                )
    rows.sort(key=lambda row: (row[1], row[0]))
    columns = list(zip(*rows, strict=True))
    table = pa.table(
        {
            "cust_number": list(columns[0]),
            "clear_date": [str(day) for day in columns[1]],
            "due_date": [str(day) for day in columns[2]],
            "amount": list(columns[3]),
            "seq_by_clear_date": list(range(len(rows))),
            "term_days_from_open_invoices": list(columns[4]),
        }
    )
    parquet.write_table(table, folder / "closed_invoices.parquet")
    return len(rows)


def write_open(folder: Path) -> None:
    """Write a few open invoices of customers of all habits, all but the last past due, one without a date."""
    size = 20
    posted = [str(FIRST + timedelta(days=DAYS + 60 + i)) for i in range(size)]
    posted[3] = "no date"
    table = pa.table(
        {
            "cust_number": [f"0{200_000_000 + 3 * i}" for i in range(size)],
            "name_customer": [f"BUYER {i}  corp" for i in range(size)],
            "doc_id": [str(1_930_000_000 + i) for i in range(size)],
            "posting_date": posted,
            "due_in_date": [str(FIRST + timedelta(days=DAYS + 61 + i)) for i in range(size - 1)]
            + [str(FIRST + timedelta(days=DAYS + 120))],
            "invoice_currency": ["USD"] * size,
            "total_open_amount": [1_000.0 + i for i in range(size)],
        }
    )
    parquet.write_table(table, folder / "open_invoices.parquet")


def open_documents(folder: Path, clock_us: int) -> set[str]:
    """Open invoices of the file that were posted by a moment; the file of paid ones numbers its own."""
    table = parquet.read_table(folder / FILES[1]).to_pylist()
    day = format_time(clock_us, "Asia/Shanghai")[:10]
    return {f"invoice:{row['doc_id'].split('.')[0]}" for row in table if row["posting_date"] <= day}


def cited_over_limit(said: dict[str, Any]) -> set[str]:
    """Documents that stand behind `over_limit`, of customers that the books know."""
    known = [one for one in said["decisions"] if one["customer"] != "STRANGER-1"]
    reasons = [reason for one in known for reason in one["en"]["reasons"]]
    return {
        document for reason in reasons if reason["code"] == "over_limit" for document in reason["evidence"]
    }


def read_list(said: dict[str, Any]) -> list[dict[str, str]]:
    """Rows of `grades.csv`."""
    with Path(said["grades_csv"]).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the demonstration says of the small file."""
    folder = tmp_path_factory.mktemp("receivables")
    written = write_closed(folder)
    write_open(folder)
    settings = load_settings(home=tmp_path_factory.mktemp("home"))
    return run_receivables(settings, folder, quiet=True) | {"written": written, "folder": folder}


def test_every_row_is_accounted_for(small: dict[str, Any]) -> None:
    """All paid invoices are taken, the open one without a date is refused by name."""
    assert small["written"] == small["censoring"]["paid_invoices"]
    assert 1 == small["import"]["rows"]["refused"]
    assert "posting_date" == small["import"]["refusals"][0]["field"]
    tested, left_out = small["censoring"]["tested"], small["censoring"]["left_out"]
    assert small["censoring"]["due_later"] == tested + left_out
    assert left_out > 0


def test_late_payers_are_told_from_punctual_ones(small: dict[str, Any]) -> None:
    """Habits are that plain in the small file."""
    assert small["metrics"]["late_5_auc"] > 0.9
    assert small["metrics"]["late_15_auc"] > 0.9
    assert small["metrics"]["mae"] < 6.0
    assert small["metrics"].keys() >= small["peer"].keys()


def test_grades_rank_what_followed(small: dict[str, Any]) -> None:
    """All customers with later invoices have a grade, D pays later than A, and the interval says so."""
    rows = {row["grade"]: row for row in small["grades"]}
    assert list("ABCD") == list(rows)
    assert small["trend"]["customers"] == sum(row["customers"] for row in rows.values())
    assert small["censoring"]["tested"] == sum(row["invoices"] for row in rows.values())
    graded = [row["mean_days_late"] for row in small["grades"] if row["customers"]]
    assert graded[0] < graded[-1]
    assert small["trend"]["spearman"]["low"] > 0


def test_orders_are_answered_with_reasons(small: dict[str, Any]) -> None:
    """In both languages, for named customers, and a stranger is never approved."""
    assert len(small["decisions"]) >= 5
    named = [one for one in small["decisions"] if one["name"].startswith("BUYER")]
    assert named
    for one in small["decisions"]:
        assert one["zh"]["decision_id"] == one["en"]["decision_id"]
        assert one["en"]["outcome"] == "approve" or one["en"]["reasons"]
    assert "review" == small["decisions"][-1]["en"]["outcome"]
    assert "unknown_customer" == small["decisions"][-1]["en"]["reasons"][0]["code"]


def test_the_service_stands_at_the_end_of_the_open_invoices(small: dict[str, Any]) -> None:
    """The last of them is of a Saturday, so that orders are scored at ten on the Monday after."""
    assert "2020-02-17T10:00:00+08:00" == format_time(small["clock_us"], "Asia/Shanghai")
    assert {"2020-02-17T10:00:00+08:00"} == {one["order"]["occurred_at"] for one in small["decisions"]}
    decided = {one["en"]["decided_at"][:13] for one in small["decisions"]}
    assert {"2020-02-17T10"} == decided


def test_over_limit_cites_what_is_open(small: dict[str, Any]) -> None:
    """Each document behind it was billed by the service's clock and is not paid."""
    cited = cited_over_limit(small)
    assert cited
    assert cited <= open_documents(small["folder"], small["clock_us"])


def test_list_of_customers_says_what_the_service_says(small: dict[str, Any]) -> None:
    """Grade, limit and exposure of the CSV are those of the customer's first order; debts add up."""
    rows = read_list(small)
    assert small["owed"]["customers"] == len(rows)
    # one of the twenty was refused
    assert sum(1_000 + i for i in range(20) if i != 3) == sum(float(row["exposure"]) for row in rows)
    assert 1_019 == sum(float(row["exposure"]) - float(row["past_due"]) for row in rows)
    assert sorted(rows, key=lambda row: -float(row["exposure"])) == rows
    by_number = {row["customer"]: row for row in rows}
    seen: set[str] = set()
    for one in small["decisions"]:
        if one["customer"] in by_number and one["customer"] not in seen:
            seen.add(one["customer"])
            row, credit = by_number[one["customer"]], one["en"]["credit"]
            said = (credit["grade"], credit["limit"], credit["exposure"], f"{credit['pd']:.4f}")
            assert said == (row["grade"], row["limit"], row["exposure"], row[PD_COLUMN])
    assert len(seen) >= 3


def test_report_names_its_source(small: dict[str, Any]) -> None:
    """Program, date, fingerprint of the files and the caveat at the table of customers; money as people write it."""
    page = Path(small["report"]).read_text(encoding="utf-8")
    assert f"riskdesk {version('riskdesk')}" in page
    digest = hashlib.sha256((small["folder"] / FILES[1]).read_bytes()).hexdigest()
    assert digest[:16] in page
    assert format_time(small["written_at_us"], "Asia/Shanghai")[:10] in page
    assert "no payment after 2019-11-28" in page
    assert "probability of &gt; 5 days late within 90 days" in page
    assert "$1,019.00" in page


def test_report_stands_by_itself(small: dict[str, Any]) -> None:
    """Both languages, pictures inside, nothing fetched from elsewhere."""
    page = Path(small["report"]).read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") >= 4
    assert "What is left out" in page
    assert "哪些发票没有计入" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "no date" in page


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Before anything is made."""
    with pytest.raises(SetupIncomplete, match=r"closed_invoices\.parquet"):
        run_receivables(load_settings(home=tmp_path / "home"), tmp_path, quiet=True)
    assert not (tmp_path / "home").exists()


@pytest.mark.prove
def test_real_receivables_reach_their_bars(tmp_path: Path) -> None:
    """Above the plain peer in rank and precision; days late rise from A to D with ten customers in each."""
    if not DATA.is_dir():
        pytest.skip("the folder of public data sets holds no receivables")
    said = run_receivables(load_settings(home=tmp_path), DATA, quiet=True)
    for name in ("late_5_auc", "late_5_ap", "late_15_auc", "late_15_ap"):
        assert said["metrics"][name] > said["peer"][name]
    assert all(row["customers"] >= 10 for row in said["grades"])
    assert {True} == set(said["rising"].values())
    assert said["trend"]["spearman"]["low"] > 0
    assert cited_over_limit(said) <= open_documents(DATA, said["clock_us"])
