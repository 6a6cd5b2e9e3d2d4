"""The table, the picture and the page of a run."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.inline import page
from benchmarks.inline.goals import GOALS
from benchmarks.inline.page import write_page
from benchmarks.inline.report import inline_text


def _measured(party: str, clients: int, workers: int, per_second: float) -> dict[str, Any]:
    return {
        "party": party,
        "workers": workers,
        "clients": clients,
        "round": 0,
        "per_second": per_second,
        "p50_us": 1500.0,
        "p99_us": 4000.0,
        "cpu_us": 250.0,
        "memory_mb": 60.0,
        "start_s": 1.25,
        "load_cpu_us": 20.0,
        "refused": {"503": 2} if party == "riskdesk" and workers == 2 else {},
    }


@pytest.fixture
def result() -> dict[str, Any]:
    """A run of two parties; a third was left out."""
    one = {"trees": 200, "leaves": 31, "mean_leaves": 28.0, "depth": 8, "features": 76, "auc": 0.9}
    row = {"trees": 200, "depth": 8, "riskdesk_us": 110.0, "pred_contrib_us": 1500.0, "ratio": 0.073}
    return {
        "ratios": {
            "echo": 0.25,
            "echo_durable": 0.5,
            "mlflow": None,
            "contributions": {"200x31": row | {"largest_difference": 2e-15}},
        },
        "parties": {
            "riskdesk": {"title": "**riskdesk**", "does": "all"},
            "echo": {"title": "FastAPI echo", "does": "nothing"},
        },
        "missing": {"bentoml": "its environment is not made"},
        "plan": {"rounds": 1, "seconds": 2.0, "clients": [1, 8], "workers": [1, 2], "at": 8},
        "home": {"events": 62_453, "customers": 175, "models": {"order_anomaly": one}},
        "load_before": 0.1,
        "kept": {"row_bytes": 15_134, "outcomes": {"approve": 300, "review": 100}},
        "measured": [
            _measured(party, clients, workers, per_second)
            for party, per_second in (("riskdesk", 1000.0), ("echo", 4000.0))
            for clients, workers in ((1, 1), (8, 1), (8, 2))
        ],
    }


def test_goals_say_whether_they_are_met(result: dict[str, Any]) -> None:
    """What was measured is held against its goal, what was not is left out."""
    text = inline_text(result)
    assert "| requests/s over the durable echo's | 0.5 | at least 0.45 | yes |" in text
    assert "| requests/s over the plain echo's | 0.25 | at least 0.28 | **no** |" in text
    assert "mlflow models serve" not in text


def test_who_was_left_out_is_said(result: dict[str, Any]) -> None:
    """A missing environment is no silent gap."""
    assert "Left out, its environment is not made: bentoml." in inline_text(result)


def test_figures_stand_in_the_tables(result: dict[str, Any]) -> None:
    """Requests/s, the ratio, milliseconds, memory and start; two workers; contributions."""
    text = inline_text(result)
    assert "| FastAPI echo | nothing | 1 | 4,000 |  | 1.50 | 4.00 | 0.25 | 60 | 1.2 |" in text
    assert "|  |  | 8 | 4,000 | 0.25 | 1.50 | 4.00 | 0.25 | 60 | 1.2 |" in text
    assert "| **riskdesk** | 1,000 | 1.00 | 1.50 | 4.00 | 60 |" in text
    assert "| 200x31 | 200 | 8 | 110 | 1,500 | 0.073 | 2.0e-15 |" in text


def test_at_most_and_at_least_point_the_right_way() -> None:
    """A slower answer misses a bar on time, a higher rate meets one on requests/s."""
    by_name = {goal.name: goal for goal in GOALS}
    assert (True, False) == (by_name["p99_echo"].met(2.9), by_name["p99_echo"].met(3.1))
    assert (True, False) == (by_name["naive"].met(150.0), by_name["naive"].met(149.0))


def test_the_page_shows_the_picture(
    result: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results, picture and page are written; the same figures give the same picture."""
    written: dict[str, str] = {}
    monkeypatch.setattr(page, "write_results", lambda name, _result, text: written.update({name: text}))
    write_page(result, tmp_path / "how-fast.md", tmp_path)
    first = (tmp_path / "inline.svg").read_bytes()
    write_page(result, tmp_path / "how-fast.md", tmp_path)
    assert first == (tmp_path / "inline.svg").read_bytes()
    assert b"FastAPI echo" in first
    assert "benchmarks/results/inline.svg" in (tmp_path / "how-fast.md").read_text(encoding="utf-8")
    assert written["inline"].startswith("# The inline answer")


def test_calls_that_were_put_off_are_told(result: dict[str, Any]) -> None:
    """A figure made faster by refusing is seen as such."""
    assert "riskdesk asked 2 callers to come later (503), which no figure counts." in inline_text(result)
