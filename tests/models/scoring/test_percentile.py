import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.scoring.percentile import percentile, percentiles


@given(
    seed=st.integers(0, 1 << 32),
    value=st.one_of(st.integers(-25, 25), st.sampled_from([-np.inf, np.inf, 0.5])),
)
def test_one_value_stands_where_it_does_among_many(seed: int, value: float) -> None:
    """Ties, values beyond both ends and infinite ones too."""
    frozen = np.sort(np.random.default_rng(seed).integers(-20, 20, 1001).astype(np.float64))
    assert percentiles(frozen, np.array([value], dtype=np.float64))[0] == percentile(frozen, float(value))


def test_percentile_of_known_quantiles() -> None:
    """The share of rows at or below, in steps of a tenth."""
    frozen = np.linspace(0.0, 1.0, 1001)
    assert [0.0, 0.0, 50.0, 100.0, 100.0] == [percentile(frozen, x) for x in (-1.0, 0.0, 0.5, 1.0, 2.0)]
