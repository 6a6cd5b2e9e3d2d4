"""Special measures of how a key pays, and of what it owes and may owe."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from features.catalogue.aggregate import Aggregate
from features.kernel import owing, paying, rhythm, weighing
from riskdesk.core.i18n import Text


def _paid(zh: str, en: str) -> Text:
    """Return the sentence of a statistic over a choice of payments."""
    return Text(zh=f"{{number}}，取自{zh}。", en=f"{{number}}, over {en}.")


OF_PAYING: Final[Mapping[str, Aggregate]] = MappingProxyType(
    {
        "habit_break": Aggregate(
            rhythm.habit_break,
            "habit_break_days",
            text=Text(
                zh="最近 {number} 笔付款的平均逾期天数减去最近 64 笔的中位数；不足两倍笔数时未知。",
                en="Mean days late of the latest {number} payments less the median of the latest 64; unknown below twice as many.",
            ),
        ),
        "pay_gap": Aggregate(
            paying.pay_gap,
            text=Text(
                zh="最近几批付款之间间隔天数的中位数；不足两批时未知。",
                en="The median of days between the latest runs of payments; unknown below two.",
            ),
        ),
        "paid_amount_rank": Aggregate(
            paying.amount_rank,
            text=Text(
                zh="最近 128 笔付款中低于本次金额的占比；没有付款时未知。",
                en="The share of the latest 128 payments below this amount; unknown without payments.",
            ),
        ),
        "paid_latest_5": Aggregate(
            paying.paid_latest_5, text=_paid("最近 5 笔付款", "the latest 5 payments")
        ),
        "paid_latest_20": Aggregate(
            paying.paid_latest_20, text=_paid("最近 20 笔付款", "the latest 20 payments")
        ),
        "paid_latest_64": Aggregate(
            paying.paid_latest_64, text=_paid("最近 64 笔付款", "the latest 64 payments")
        ),
        "paid_similar": Aggregate(
            paying.paid_similar,
            text=_paid(
                "最近 128 笔付款中金额相差不超过四分之一的",
                "those of the latest 128 payments within a quarter of this amount",
            ),
        ),
        "paid_recent": Aggregate(
            weighing.paid_recent,
            text=_paid(
                "最近 128 笔付款，每 15 天权重减半", "the latest 128 payments, weights halved every 15 days"
            ),
        ),
        "paid_same_amount": Aggregate(
            weighing.paid_same_amount,
            text=_paid(
                "最近 128 笔付款，金额相差百分之几以内者才有分量",
                "the latest 128 payments, of weight within some per cent of this amount",
            ),
        ),
        "paid_like": Aggregate(
            weighing.paid_like,
            text=_paid(
                "最近 128 笔付款，按金额相近、到期星期相同加权，每 90 天减半",
                "the latest 128 payments, weighed by likeness of the amount and the weekday of the due date, halved every 90 days",
            ),
        ),
        "paid_monthday": Aggregate(
            weighing.paid_monthday,
            text=_paid(
                "最近 128 笔付款，按到期日在当月的日期相近加权，每 90 天减半",
                "the latest 128 payments, weighed by nearness of the due date's day of the month, halved every 90 days",
            ),
        ),
        "count_above": Aggregate(
            rhythm.count_above,
            "count",
            text=Text(
                zh="窗口内第二个数值超过 {number} 的笔数。",
                en="How many movements of the window have a second value above {number}.",
            ),
        ),
        "sum_above": Aggregate(
            owing.sum_above,
            "sum",
            text=Text(
                zh="窗口内第二个数值超过 {number} 的各笔第一个数值之和。",
                en="The sum of the first value over movements of the window whose second value is above {number}.",
            ),
        ),
        "reversed_share": Aggregate(
            rhythm.reversed_share,
            "share",
            text=Text(
                zh="窗口内被取消或退回的笔数除以新开的笔数；付款前撤回的不算退回；没有新开时未知。",
                en="What was cancelled or returned over what was opened in the window; a payment that was withdrawn was opened and not returned; unknown where nothing was opened.",
            ),
        ),
        "peak": Aggregate(
            owing.peak,
            "peak",
            text=Text(
                zh="窗口内余额的最高值：窗口开始时及每次变动后。",
                en="The highest balance of the window, as it stood at its begin and after each change.",
            ),
        ),
        "limit_in_force": Aggregate(
            owing.limit_in_force,
            text=Text(
                zh="人工最近设定且仍有效的额度；没有或已过期时未知。",
                en="The limit that a person set last; unknown where there is none or it has expired.",
            ),
        ),
        "per_unit": Aggregate(
            owing.per_unit,
            text=Text(
                zh="最近一笔的第一个数值除以 {number}；没有时未知。",
                en="The first value of the latest movement over {number}; unknown without any.",
            ),
        ),
        "per_unit_second": Aggregate(
            owing.per_unit_second,
            text=Text(
                zh="最近一笔的第二个数值除以 {number}；没有时未知。",
                en="The second value of the latest movement over {number}; unknown without any.",
            ),
        ),
        "days_past_due": Aggregate(
            owing.days_past_due,
            "days_mean",
            text=Text(
                zh="当前逾期发票逾期天数的平均值，每张同权；没有逾期时为 0。",
                en="Mean days past due of what is past due now, each invoice counted alike; 0 where nothing is.",
            ),
        ),
    }
)
