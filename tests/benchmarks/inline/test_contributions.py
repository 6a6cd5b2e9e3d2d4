"""The kernel beside `pred_contrib`."""

from benchmarks.inline.contributions import Size, run_contributions


def test_a_small_model_is_compared_on_the_same_rows() -> None:
    """Both explain the same model; what they say differs by rounding alone."""
    size = Size("small", trees=20, leaves=7, depth=4)
    found = run_contributions(sizes=(size,), asked=10)["small"]
    assert found["largest_difference"] < 1e-12
    assert found["ratio"] == found["riskdesk_us"] / found["pred_contrib_us"]
    assert (True, True) == (found["trees"] <= 20, found["depth"] <= 4)
