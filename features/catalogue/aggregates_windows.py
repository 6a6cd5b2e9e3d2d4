"""Aggregates over one window of one table's postings.

A movement is a posting that opens something: an order, an invoice, a payment. What is taken back later (an
order cancelled, an invoice voided, a payment returned or withdrawn) leaves counts, sums and means from then on;
the largest, the latest, the first and the counterparties look at what was asked, whatever became of it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from features.catalogue.aggregate import Aggregate
from features.kernel import ops
from riskdesk.core.i18n import Text

WINDOWED: Final[Mapping[str, Aggregate]] = MappingProxyType(
    {
        "count": Aggregate(
            ops.OP_COUNT,
            "count",
            text=Text(
                zh="窗口内的笔数；撤销的一笔会被扣除。",
                en="How many movements the window holds; one that was taken back is subtracted.",
            ),
        ),
        "sum": Aggregate(
            ops.OP_SUM,
            "sum",
            text=Text(zh="窗口内第一个数值之和。", en="The sum of the first value over the window."),
        ),
        "sum_second": Aggregate(
            ops.OP_SUM_SECOND,
            "sum",
            text=Text(zh="窗口内第二个数值之和。", en="The sum of the second value over the window."),
        ),
        "mean": Aggregate(
            ops.OP_MEAN,
            "mean",
            text=Text(
                zh="窗口内第一个数值之和除以笔数；没有记录时未知。",
                en="The sum of the first value over the number of movements in the window; unknown without any.",
            ),
        ),
        "mean_second": Aggregate(
            ops.OP_MEAN_SECOND,
            "mean",
            text=Text(
                zh="窗口内第二个数值之和除以笔数；没有记录时未知。",
                en="The sum of the second value over the number of movements in the window; unknown without any.",
            ),
        ),
        "share_second": Aggregate(
            ops.OP_MEAN_SECOND,
            "share",
            text=Text(
                zh="窗口内第二个数值为 1 的笔数占比；没有记录时未知。",
                en="The share of movements in the window whose second value is 1; unknown without any.",
            ),
        ),
        "max": Aggregate(
            ops.OP_MAX,
            "max",
            text=Text(
                zh="窗口内第一个数值的最大值；没有记录时未知。",
                en="The largest first value of a movement in the window; unknown without any.",
            ),
        ),
        "max_second": Aggregate(
            ops.OP_MAX_SECOND,
            "max",
            text=Text(
                zh="窗口内第二个数值的最大值；没有记录时未知。",
                en="The largest second value of a movement in the window; unknown without any.",
            ),
        ),
        "state": Aggregate(
            ops.OP_STATE,
            text=Text(
                zh="此刻的余额：到目前为止已生效的全部变动之和。",
                en="What stands at the moment: the sum of all changes that have taken effect until then.",
            ),
        ),
        "distinct": Aggregate(
            ops.OP_DISTINCT,
            "distinct",
            text=Text(
                zh="窗口内不同对手方的个数，只看最近 512 笔。",
                en="How many different counterparties the latest 512 movements of the window have.",
            ),
        ),
        "idle": Aggregate(
            ops.OP_DAYS_SINCE_LAST,
            "idle_days",
            text=Text(
                zh="距最近一笔的天数；从未有过时未知。",
                en="Days since the latest movement; unknown if there never was one.",
            ),
        ),
        "age": Aggregate(
            ops.OP_DAYS_SINCE_FIRST,
            "age_days",
            text=Text(
                zh="距最早一笔的天数；从未有过时未知。",
                en="Days since the earliest movement; unknown if there never was one.",
            ),
        ),
        "latest": Aggregate(
            ops.OP_LATEST,
            "latest",
            text=Text(
                zh="窗口内最近一笔的第一个数值；没有时未知。",
                en="The first value of the latest movement of the window; unknown without any.",
            ),
        ),
        "latest_second": Aggregate(
            ops.OP_LATEST_SECOND,
            "latest",
            text=Text(
                zh="窗口内最近一笔的第二个数值；没有时未知。",
                en="The second value of the latest movement of the window; unknown without any.",
            ),
        ),
        "flag_second": Aggregate(
            ops.OP_LATEST_SECOND,
            text=Text(
                zh="窗口内最近一笔的第二个数值：1 为是，0 为否；没有时未知。",
                en="The second value of the latest movement of the window, 1 for yes and 0 for no; unknown without any.",
            ),
        ),
        "confirmed_count": Aggregate(
            ops.OP_SUM,
            "count",
            text=Text(
                zh="窗口内复核结论为“确认”的个数；改判的会被扣除。",
                en="How many verdicts of the window confirmed the suspicion; one that was changed is subtracted.",
            ),
        ),
        "confirmed_share": Aggregate(
            ops.OP_MEAN,
            "share",
            text=Text(
                zh="窗口内复核结论中“确认”的占比；没有结论时未知。",
                en="The share of verdicts of the window that confirmed the suspicion; unknown without any.",
            ),
        ),
    }
)
