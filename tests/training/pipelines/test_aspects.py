import numpy as np
import pytest

from training.pipelines.result import TrainResult


@pytest.mark.parametrize("name", ["credit", "orders", "payments"])
def test_a_run_tells_slices_money_stability_and_probes(name: str, request: pytest.FixtureRequest) -> None:
    """With figures that can be: shares of rows, reasons of rows, an AUC on shuffled labels within chance."""
    result: TrainResult = request.getfixturevalue(name)
    assert {"slices", "money", "stability", "leakage"} <= set(result.report)
    by = {one["by"] for one in result.report["slices"]}
    assert {"size", "tenure", "person"} <= by
    stability = result.report["stability"]
    assert 0.0 < stability["jaccard"] <= 1.0
    assert stability["kept"] <= stability["named"] <= 4.0
    assert result.report["leakage"]["shuffled"]["passed"]
    assert [] == result.report["leakage"]["too_good_alone"]


@pytest.mark.parametrize("name", ["credit", "orders", "payments"])
def test_slices_of_one_cut_add_up_to_the_test_rows(name: str, request: pytest.FixtureRequest) -> None:
    """Nothing is lost: judged or too small, every row stands in each cut once."""
    result: TrainResult = request.getfixturevalue(name)
    for by in {one["by"] for one in result.report["slices"]}:
        parts = [one for one in result.report["slices"] if one["by"] == by]
        assert result.metrics["rows"] == sum(one["rows"] for one in parts)
        assert result.metrics["positives"] == sum(one["positives"] for one in parts)


def test_money_is_measured_where_rows_are(orders: TrainResult) -> None:
    """More alerts a day find no less of the money; the figures stand among the metrics with their intervals."""
    recalls = [orders.metrics[f"money_recall_at_{k}_per_day"] for k in (1, 5, 20)]
    assert sorted(recalls) == recalls
    figures = orders.report["money"]["figures"]
    assert {name: one["value"] for name, one in figures.items()} == {
        name: value for name, value in orders.metrics.items() if name.startswith("money_")
    }


def test_industries_have_their_names(credit: TrainResult) -> None:
    """As the log registered them, not codes."""
    labels = [one["label"] for one in credit.report["slices"] if one["by"] == "industry"]
    assert len(labels) > 1
    assert not any(label.startswith("…") for label in labels)


def test_later_rows_are_those_of_the_slices(payments: TrainResult) -> None:
    """The rows that were sliced are the ones the gates get."""
    assert payments.later is not None
    assert payments.metrics["positives"] == np.sum(payments.later.y)
