import math
from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.features.own_windows import compute_windows
from benchmarks.features.peer import Peer, PeerMissing
from benchmarks.features.peer_duckdb import duckdb_peer
from benchmarks.features.peer_pandas import pandas_peer
from benchmarks.features.peer_polars import polars_peer
from benchmarks.features.window_features import FEATURES, NAMES, SHAPES
from benchmarks.features.window_orders import Orders, events_of, make_orders
from benchmarks.features.windows import compare, run_windows
from features.catalogue.feature import window_us
from features.kernel import layout as L
from features.kernel.arrays import Floats


def naive(orders: Orders) -> Floats:
    """Return the columns by looking at every order before each."""
    rows = list(
        zip(orders.customer.tolist(), orders.occurred_us.tolist(), orders.amount.tolist(), strict=True)
    )
    told = []
    for i, (customer, at, _) in enumerate(rows):
        before = [(then, amount) for who, then, amount in rows[:i] if who == customer]
        row = []
        for window, aggregates in SHAPES:
            amounts = [amount for then, amount in before if then >= at - window_us(window)]
            value = {
                "count": len(amounts),
                "sum": sum(amounts),
                "mean": sum(amounts) / len(amounts) if amounts else math.nan,
                "max": max(amounts, default=math.nan),
            }
            row += [float(value[aggregate]) for aggregate in aggregates]
        told.append(row)
    return np.array(told).T


def tied() -> Orders:
    """Orders of two customers with ties, and with gaps of exactly a window."""
    at = L.DAY * np.array([0, 0, 0, 1, 1, 1, 7, 8, 8, 30, 31, 90, 91, 365, 366, 366])
    customer = np.array([1, 1, 2, 1, 2, 1, 1, 1, 2, 1, 1, 2, 1, 1, 1, 1])
    return Orders(customer, at + L.DAY, np.arange(1, len(at) + 1) * 37 % 11 * 100)


def test_twenty_features_of_one_key() -> None:
    """Names are told apart, and all read one table."""
    assert 20 == len(FEATURES) == len(set(NAMES)) == len({feature.name for feature in FEATURES})
    assert {"customer"} == {feature.entity for feature in FEATURES}


def test_riskdesk_equals_a_naive_loop_ties_included() -> None:
    """Of orders of one moment those that came before in the log count."""
    assert compare(naive(tied()), compute_windows(events_of(tied())))["equal"]


def test_riskdesk_equals_a_naive_loop_on_made_orders() -> None:
    """What is measured is what is meant."""
    orders = make_orders(600)
    assert compare(naive(orders), compute_windows(events_of(orders)))["equal"]


@pytest.mark.parametrize("make", [pandas_peer, polars_peer, duckdb_peer])
def test_a_peer_computes_the_same(make: Callable[[], Peer]) -> None:
    """Every column of every order, to the bit."""
    try:
        peer = make()
    except PeerMissing as missing:
        pytest.skip(str(missing))
    orders = make_orders(3_000)
    columns = peer.columns(peer.prepare(orders)(), orders)
    assert compare(compute_windows(events_of(orders)), columns)["equal"]


def test_no_customer_has_two_orders_in_a_second() -> None:
    """Even where orders are dense, and in order of the log."""
    orders = make_orders(50_000)
    pairs = set(zip(orders.customer.tolist(), orders.occurred_us.tolist(), strict=True))
    assert len(orders) == len(pairs)
    assert (np.diff(orders.occurred_us) >= 0).all()


def test_columns_that_differ_are_told() -> None:
    """A difference, and a value where there should be none."""
    ours = np.array([[1.0, np.nan], [3.0, 4.0]])
    assert {"equal": True, "same_nan": True, "largest_relative_difference": 0.0} == compare(ours, ours.copy())
    assert 2 / 3 == compare(ours, ours + np.array([[0.0], [2.0]]))["largest_relative_difference"]
    assert not compare(ours, np.nan_to_num(ours))["same_nan"]


def test_a_missing_peer_is_left_out_with_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    """The benchmark runs with those that are there."""

    def absent() -> Peer:
        raise PeerMissing("polars")

    monkeypatch.setattr("benchmarks.features.windows.PEERS", (absent,))
    result = run_windows(500, rounds=1, say=lambda _: None)
    assert [] == result["peers"]
    assert ["polars is not installed: pip install --require-hashes -r requirements-bench.lock"] == result[
        "missing"
    ]
