from pathlib import Path

import numpy as np
import pytest

from benchmarks.features.catalogue import exponent, run_catalogue
from benchmarks.features.made_single import OF_PLACE, PARTIES, make_single, single_queries
from benchmarks.features.picture import features_picture
from benchmarks.features.profile import run_profile
from benchmarks.features.report import features_text
from benchmarks.features.single import run_single, warm_history
from benchmarks.features.sqlite_rows import fetch, store
from benchmarks.features.sub_programs import with_operands
from benchmarks.features.windows import run_windows
from features.catalogue.parameters import DEFAULT_PARAMETERS
from features.catalogue.program import FEATURES
from features.kernel import layout as L
from features.offline import History


def quiet(_: str) -> None:
    """Say nothing."""


@pytest.mark.parametrize("place", list(OF_PLACE))
def test_the_warm_vector_is_that_of_history(place: str) -> None:
    """What is measured key by key in memory equals the whole history, to the bit."""
    events = make_single(60)
    queries = single_queries(events, place, 5)
    expected = History(events, int(events[L.E_SEQ, -1]), DEFAULT_PARAMETERS).vectors(queries.copy())
    history = warm_history(events, place)
    actual = np.stack([history.vector(query) for query in queries])
    assert np.array_equal(expected, actual, equal_nan=True)


def test_sqlite_fetches_all_rows_of_the_keys(tmp_path: Path) -> None:
    """As many as name them."""
    events = make_single(80)
    connection = store(tmp_path / "history.db", events, tuple(PARTIES))
    assert 80 * 2 == fetch(connection, {entity: PARTIES[entity] for entity in ("customer", "approver")})
    connection.close()


def test_the_exponent_of_a_power_is_that_power() -> None:
    """By least squares over logarithms."""
    told = [{"events": n, "seconds": 3e-6 * n**1.25} for n in (1_000, 4_000, 9_000)]
    assert 1.25 == pytest.approx(exponent(told))
    assert exponent(told[:1]) is None


def test_a_feature_comes_after_all_it_is_made_of() -> None:
    """Operands of operands too."""
    months = with_operands(FEATURES["customer_receivable_months"])
    names = [feature.name for feature in months]
    assert "customer_receivable_months" == names[-1]
    assert {"customer_receivable_amount", "customer_monthly_sales_amount"} < set(names)
    assert all(set(feature.operands) <= set(names[:i]) for i, feature in enumerate(months))


def test_all_parts_are_measured_told_and_drawn() -> None:
    """Tiny sizes: every number stands in the tables, and the picture is one."""
    result = {
        "windows": run_windows(400, rounds=1, say=quiet),
        "catalogue": run_catalogue((2_000, 3_000), rounds=1, say=quiet),
        "single": run_single((50,), calls=5, say=quiet),
    }
    catalogue = result["catalogue"]
    assert 3_000 == catalogue["reference"]["events"] == catalogue["longer"]["events"]
    assert catalogue["reference"]["orders"] > 300
    text = features_text(result)
    assert f"{catalogue['events_per_second']:,.0f} events a second on one thread" in text
    assert "| order | 50 | 3 |" in text
    assert features_picture(result).startswith(b"\x89PNG")


def test_a_profile_tells_the_dearest_features_of_a_place() -> None:
    """Only features of that place, and what comes before the first of them."""
    told = run_profile(3_000, each=(50,), say=quiet)
    assert "" in told["history"]["order"]
    assert "payee_payment_amount_jump" in told["single"]["payment"]["50"]
    assert "payee_payment_amount_jump" not in told["history"]["order"]
    assert "## Where the time goes" in features_text({"profile": told})
