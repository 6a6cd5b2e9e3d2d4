from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from features.kernel.layout import DAY
from riskdesk.core.clock import to_us
from training.splits import final_split, prequential, time_split

ZONE = ZoneInfo("Asia/Shanghai")


@given(days=st.lists(st.integers(0, 600), min_size=1, max_size=80), delay=st.integers(0, 200))
def test_labels_learnt_from_were_known_at_the_cut(days: list[int], delay: int) -> None:
    """Fit lies before later, later before the cut by the label delay, test at the cut or after it."""
    moments = np.array(days, np.int64) * DAY
    split = time_split(moments, label_delay_us=delay * DAY)
    learnt = split.fit | split.later
    assert not (split.fit & split.later).any()
    assert not (learnt & split.test & (delay > 0)).any()
    assert (moments[learnt] + delay * DAY <= split.cut_us).all()
    assert (moments[split.test] >= split.cut_us).all()
    if split.fit.any():
        assert moments[split.fit].max() < moments[split.later].min()


def test_sizes() -> None:
    """Of 100 even days: 25 are tested on, the gap is 10, a quarter of the rest calibrates."""
    split = time_split(np.arange(100) * DAY, label_delay_us=10 * DAY)
    assert (49, 17, 25) == (split.fit.sum(), split.later.sum(), split.test.sum())


def test_final_split_learns_from_all_that_is_known() -> None:
    """What is shipped has no test part."""
    split = final_split(np.arange(100) * DAY, label_delay_us=10 * DAY, cut_us=99 * DAY)
    assert (90, 0) == ((split.fit | split.later).sum(), split.test.sum())


def test_prequential_walks_the_months() -> None:
    """Each month is measured on by what was known when it began, and no row twice."""
    start = to_us(datetime(2026, 1, 1, tzinfo=ZONE))
    moments = start + np.arange(150) * DAY
    splits = list(prequential(moments, ZONE, label_delay_us=20 * DAY, least_rows=30))
    assert [to_us(datetime(2026, month, 1, tzinfo=ZONE)) for month in (3, 4, 5)] == [s.cut_us for s in splits]
    assert [31, 30, 30] == [int(split.test.sum()) for split in splits]
    for split in splits:
        assert (moments[split.fit | split.later] + 20 * DAY <= split.cut_us).all()


def test_no_rows_no_months() -> None:
    """An empty history has no splits."""
    assert [] == list(prequential(np.zeros(0, np.int64), ZONE, label_delay_us=0))
