"""Aggregates of the document being scored alone, and of features that come before."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from features.catalogue.aggregate import Aggregate
from features.kernel import ops
from riskdesk.core.i18n import Text

COMPOSED: Final[Mapping[str, Aggregate]] = MappingProxyType(
    {
        "query": Aggregate(
            ops.OP_QUERY,
            text=Text(zh="直接取自被评单据：{number}。", en="Read from the document being scored: {number}."),
        ),
        "due_weekday": Aggregate(
            ops.OP_DUE_WEEKDAY,
            text=Text(
                zh="到期日是星期几：周一为 0；账期未知时未知。",
                en="The weekday of the due date, Monday is 0; unknown without terms.",
            ),
        ),
        "due_monthday": Aggregate(
            ops.OP_DUE_MONTHDAY,
            text=Text(
                zh="到期日是当月几号；账期未知时未知。",
                en="The day of the month of the due date; unknown without terms.",
            ),
        ),
        "ratio": Aggregate(
            ops.OP_RATIO,
            operands=2,
            text=Text(
                zh="第一个操作数{number}除以第二个；除数不为正时未知。",
                en="The first operand{number} over the second; unknown unless the second is above 0.",
            ),
        ),
        "difference": Aggregate(
            ops.OP_DIFFERENCE,
            operands=2,
            text=Text(zh="第一个操作数减第二个。", en="The first operand less the second."),
        ),
        "total": Aggregate(
            ops.OP_TOTAL, operands=2, text=Text(zh="两个操作数之和。", en="The two operands together.")
        ),
        "per_amount": Aggregate(
            ops.OP_PER_AMOUNT,
            operands=1,
            text=Text(
                zh="被评单据的金额除以操作数；操作数不为正时未知。",
                en="The amount being scored over the operand; unknown unless the operand is above 0.",
            ),
        ),
        "plus_amount": Aggregate(
            ops.OP_PLUS_AMOUNT,
            operands=1,
            text=Text(
                zh="操作数加上被评单据的金额。", en="The operand and the amount being scored together."
            ),
        ),
        "per_month": Aggregate(
            ops.OP_PER_MONTH,
            operands=2,
            text=Text(
                zh="年度合计按已知时长（一个月至一年）折算为月均。",
                en="A year's sum as a monthly mean over the time that is known, a month to a year.",
            ),
        ),
        "balance_dbt": Aggregate(
            ops.OP_BALANCE_DBT,
            operands=5,
            text=Text(
                zh="逾期 1–30、31–60、61–90、超过 90 天的余额分别乘以 15、45、75、105 天，合计除以应收余额。",
                en="15, 45, 75 and 105 days times what is 1–30, 31–60, 61–90 and over 90 days past due, over the receivables.",
            ),
        ),
        "hour": Aggregate(
            ops.OP_HOUR,
            text=Text(
                zh="提交时刻的小时（公司时区，0–23）。",
                en="The hour of the moment, 0 to 23 in the company's zone.",
            ),
        ),
        "day_kind": Aggregate(
            ops.OP_DAY_KIND,
            text=Text(
                zh="休息日为 1，工作日为 0，按公司日历。",
                en="1 on a day off, 0 on a working day, by the company's calendar.",
            ),
        ),
        "flag": Aggregate(
            ops.OP_FLAG,
            text=Text(
                zh="被评单据带有标记“{number}”时为 1，否则为 0。",
                en="1 where the document being scored carries the flag “{number}”, else 0.",
            ),
        ),
        "below_limit": Aggregate(
            ops.OP_BELOW_LIMIT,
            text=Text(
                zh="金额比其上最近一档审批限额低多少，以限额的比例计；高于所有限额时为 1。",
                en="How far the amount stays below the nearest approval limit above it, as a share of the limit; 1 above all.",
            ),
        ),
        "zeros": Aggregate(
            ops.OP_ROUND_AMOUNT,
            text=Text(
                zh="金额（按元计）末尾零的个数，0–9；有角分时为 0。",
                en="Trailing zeros of the amount in whole units, 0 to 9; 0 where it has decimals.",
            ),
        ),
    }
)
