from hypothesis import given
from hypothesis import strategies as st

from serving.desk.exposure import build

MINOR = st.integers(-(10**13), 10**13)


@given(MINOR, MINOR, st.integers(0, 10**13))
def test_the_bar_stays_inside(exposure: int, order: int, limit: int) -> None:
    """Places lie between 0 and 100 in their order, the longest side fills the bar, and over means over."""
    bar = build(exposure, order, limit)
    whole = max(max(exposure, 0) + max(order, 0), limit)
    assert (bar is None) == (whole == 0)
    if bar is not None:
        assert 0.0 <= bar.exposure <= bar.after <= 100.0
        assert 100.0 == max(bar.after, bar.limit)
        assert bar.is_over == (max(exposure, 0) + max(order, 0) > limit)
