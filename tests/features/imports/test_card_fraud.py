"""Another schema by its mapping alone: card transactions give the customer and terminal features."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import sqlalchemy as sa

import features
from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import index
from features.history.encode import code_of
from features.history.reader import Reader
from features.imports.cells import Row
from features.imports.layouts import Draft, Passed, ReadyLayout
from features.imports.mapping_file import load_mapping
from features.kernel import layout as L
from features.offline import History
from riskdesk.core.calendar import WorkingCalendar
from riskdesk.core.database.unit import read_unit
from riskdesk.core.settings import Settings
from tests.features.imports import card_transactions as card

Run = Callable[..., Any]
DATA = Path(os.environ.get("RISKDESK_DATA") or Path(__file__).parents[4] / "shared" / "data")
FILE = DATA / "card_fraud" / "transactions.parquet"
EACH = 40
"""Customers and terminals of the real sample whose histories are whole: some 20,000 rows."""


def _drafts(**changed: str) -> list[Draft] | Passed:
    cells = {
        "TRANSACTION_ID": "596",
        "TX_DATETIME": "2018-04-01T00:00:31",
        "CUSTOMER_ID": "4961",
        "TERMINAL_ID": "3156",
        "TX_AMOUNT": "57.16",
        "TX_FRAUD": "0",
        "TX_FRAUD_SCENARIO": "0",
    }
    layout = ReadyLayout(load_mapping("card_fraud").layout[0], ZoneInfo("Asia/Shanghai"))
    return layout.drafts(Row(1, cells | changed), typed=False)


def _wires(**changed: str) -> list[dict[str, Any]]:
    drafts = _drafts(**changed)
    assert isinstance(drafts, list)
    return [dict(draft.wire) for draft in drafts]


def _taken(engine: sa.Engine, run: Run, rows: pd.DataFrame, folder: Path, settings: Settings) -> History:
    """Import the rows by the ordinary way, and read the log."""
    rows.to_parquet(folder / "transactions.parquet", index=False)
    report = run(engine, folder / "transactions.parquet", mapping="card_fraud")
    nothing = int((rows["TX_AMOUNT"] == 0).sum())
    assert (len(rows) - nothing, nothing, 0) == (
        report.taken,
        sum(count for _, count in report.passed),
        report.refused,
    )
    reader = Reader(WorkingCalendar(settings.calendar, settings.zone))
    with read_unit(engine) as connection:
        return History.read(connection, reader, DEFAULT_PARAMETERS)


def _ours(history: History, rows: pd.DataFrame) -> dict[str, npt.NDArray[np.float64]]:
    """Return the catalogue's features of the transactions, in the order of the rows."""
    queries = history.payment_queries()
    at = {document: place for place, document in enumerate(queries[:, L.Q_DOCUMENT].tolist())}
    order = [at[code_of(f"payment:{one}")] for one in rows["TRANSACTION_ID"]]
    vectors = history.vectors(queries)[order]
    return {name: vectors[:, index(name)] for name in card.NAMES}


def test_a_row_is_a_payment_and_a_verdict_seven_days_later() -> None:
    """The card's customer pays the terminal; what the mark says is a verdict on that payment."""
    assert [
        {
            "kind": "payment_executed",
            "occurred_at": "2018-04-01T00:00:31+00:00",
            "payment_id": "596",
            "kind_of_payment": "supplier",
            "customer_id": "4961",
            "payee_id": "3156",
            "amount": "57.16",
            "currency": "CNY",
        },
        {
            "kind": "verdict_recorded",
            "occurred_at": "2018-04-08T00:00:31+00:00",
            "subject": "payment:596",
            "verdict": "confirmed",
            "reviewer_id": "label",
        },
    ] == _wires(TX_FRAUD="1")


def test_midnight_stays_midnight() -> None:
    """A typed table shows it as a bare day, which stands for noon elsewhere."""
    assert "2018-04-01T00:00:00+00:00" == _wires(TX_DATETIME="2018-04-01")[0]["occurred_at"]


def test_how_a_fraud_was_simulated_is_not_read() -> None:
    """Whatever the scenario says, the events are the same."""
    assert _wires(TX_FRAUD="1") == _wires(TX_FRAUD="1", TX_FRAUD_SCENARIO="3")


def test_a_transaction_of_nothing_is_passed_over() -> None:
    """No payment has an amount of zero."""
    drafts = _drafts(TX_AMOUNT="0")

    assert isinstance(drafts, Passed)
    assert "the amount is zero: nothing was paid" == drafts.why.en


def test_no_code_of_the_feature_engine_knows_the_columns() -> None:
    """The mapping file is all there is: no other file of the package names one of its columns."""
    columns = re.compile(
        "|".join(name for names in load_mapping("card_fraud").layout[0].columns for name in names)
    )
    (folder,) = features.__path__
    knowing = [path.name for path in Path(folder).rglob("*.*") if path.suffix in {".py", ".toml"} and columns.search(path.read_text("utf-8"))]  # fmt: skip

    assert ["card_fraud.toml"] == knowing


def test_made_transactions_have_the_features_of_pandas(
    sqlite_database: sa.Engine, run: Run, tmp_path: Path, settings: Settings
) -> None:
    """With ties, with windows that end on a transaction, and with one of nothing, bit by bit."""
    rows = card.make(300)
    paid = rows[rows["TX_AMOUNT"] > 0].reset_index(drop=True)
    ours = _ours(_taken(sqlite_database, run, rows, tmp_path, settings), paid)

    for name, expected in card.features(paid, closed="both").items():
        np.testing.assert_array_equal(expected, ours[name], err_msg=name)


@pytest.mark.skipif(not FILE.is_file(), reason=f"the public data sets are not at {DATA}")
def test_a_sample_of_the_real_transactions_has_the_features_of_pandas(
    sqlite_database: sa.Engine, run: Run, tmp_path: Path, settings: Settings
) -> None:
    """Counts, means and shares are equal bit by bit; the Handbook's own windows differ at edges alone."""
    rows = card.closed_sample(pd.read_parquet(FILE), each=EACH, seed=3)
    paid = rows[rows["TX_AMOUNT"] > 0].reset_index(drop=True)
    ours = _ours(_taken(sqlite_database, run, rows, tmp_path, settings), paid)
    both, handbook = card.features(paid, closed="both"), card.features(paid, closed="right")

    assert 15_000 < len(paid) < 22_000
    assert ours.keys() == both.keys()
    for name, expected in both.items():
        np.testing.assert_array_equal(expected, ours[name], err_msg=name)
        on_edge = ~((expected == handbook[name]) | (np.isnan(expected) & np.isnan(handbook[name])))
        assert on_edge.mean() < 0.001, name
    assert (ours["payee_confirmed_share_30d"] > 0).sum() > 100
