"""The published protocol of card transactions, on made ones, through the command."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.detection import card_fraud
from benchmarks.detection.__main__ import main
from benchmarks.detection.card_fraud import Cards, compromised
from features.kernel.layout import DAY

CUT = 100 * DAY


def cards(rows: list[tuple[int, float, int]]) -> Cards:
    """Rows are (card, days from the cut, fraud)."""
    numbers, days, frauds = zip(*rows, strict=True)
    return Cards(
        documents=np.arange(len(rows), dtype=np.int64),
        moments_us=CUT + (np.array(days) * DAY).astype(np.int64),
        cards=np.array(numbers, np.int64),
        frauds=np.array(frauds, np.int64),
    )


@pytest.mark.parametrize(
    ("fraud_at", "asked_at", "known"),
    [
        (-7.5, 0.5, True),
        (-14.0, 0.5, True),
        (-14.5, 0.5, False),
        (-6.5, 0.5, False),
        (-6.5, 1.5, True),
        (-1.5, 5.5, False),
        (-1.5, 6.5, True),
    ],
)
def test_a_card_is_known_to_be_compromised_seven_days_after_its_fraud(
    fraud_at: float, asked_at: float, *, known: bool
) -> None:
    """Frauds of the seven days before the gap, and each day those of the day that left it."""
    table = cards([(1, fraud_at, 1), (1, asked_at, 0), (2, asked_at, 0)])
    assert [known, False] == compromised(table, np.array([1, 2]), CUT).tolist()


def made(days: int) -> pd.DataFrame:
    """Return transactions of 60 cards at 30 terminals: some terminals turn bad, some amounts are large."""
    dice = np.random.default_rng(3)
    n = 120 * days
    seconds = np.sort(dice.integers(0, days * 86_400, n))
    customers, terminals = dice.integers(0, 60, n), dice.integers(0, 30, n)
    amounts = np.round(dice.gamma(4.0, 10.0, n) + 1, 2)
    jumps = dice.random(n) < 0.02
    amounts[jumps] = np.round(amounts[jumps] * 9 + 300, 2)
    bad = (terminals < 3) & (seconds // 86_400 % 20 > 8)
    return pd.DataFrame(
        {
            "TRANSACTION_ID": np.arange(n),
            "TX_DATETIME": (pd.Timestamp("2018-04-01") + pd.to_timedelta(seconds, unit="s")).astype(
                "datetime64[ns]"
            ),
            "CUSTOMER_ID": customers,
            "TERMINAL_ID": terminals,
            "TX_AMOUNT": amounts,
            "TX_FRAUD": (bad | jumps).astype(np.int64),
            "TX_FRAUD_SCENARIO": 0,
        }
    )


def test_the_command_learns_and_measures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One week of made transactions: imported, learnt before it, measured on it, figures on the last line."""
    made(60).to_parquet(tmp_path / card_fraud.FILE, index=False)
    home = tmp_path / "home"
    main(["card_fraud", "--data", str(tmp_path), "--home", str(home), "--test-from", "2018-05-20", "--json"])
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {"2018-05-20"} == set(said["weeks"])
    assert said["auc"] > 0.8
    assert said["ap"] > 0.5
    assert 0 < said["cp100"] <= 1
    main(["card_fraud", "--data", str(tmp_path), "--home", str(home), "--test-from", "2018-05-20"])
    assert "| 2018-05-20 |" in capsys.readouterr().out


def test_later_weeks_do_not_change_earlier_ones(tmp_path: Path) -> None:
    """A week's figures are the same whether the file goes on after it or ends with it."""
    whole = made(60)
    found = []
    for name, end in (("whole", "2018-06-01"), ("short", "2018-05-28")):
        folder = tmp_path / name
        folder.mkdir()
        whole[whole["TX_DATETIME"] < end].to_parquet(folder / card_fraud.FILE, index=False)
        found.append(card_fraud.run_card_fraud(folder, [date(2018, 5, 20)], say=lambda _: None)["weeks"])
    assert found[0] == found[1]
