"""Sentences of the aggregates over a window, of the document itself, and of what is made of other features."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from riskdesk.core.i18n import Text

PLAIN_TEXTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "count": Text(
            zh="窗口内的笔数；撤销的一笔会被扣除。",
            en="How many movements the window holds; one that was taken back is subtracted.",
        ),
        "sum": Text(zh="窗口内第一个数值之和。", en="The sum of the first value over the window."),
        "sum_second": Text(zh="窗口内第二个数值之和。", en="The sum of the second value over the window."),
        "mean": Text(
            zh="窗口内第一个数值之和除以笔数；没有记录时未知。",
            en="The sum of the first value over the number of movements in the window; unknown without any.",
        ),
        "mean_second": Text(
            zh="窗口内第二个数值之和除以笔数；没有记录时未知。",
            en="The sum of the second value over the number of movements in the window; unknown without any.",
        ),
        "share_second": Text(
            zh="窗口内第二个数值为 1 的笔数占比；没有记录时未知。",
            en="The share of movements in the window whose second value is 1; unknown without any.",
        ),
        "max": Text(
            zh="窗口内第一个数值的最大值；没有记录时未知。",
            en="The largest first value of a movement in the window; unknown without any.",
        ),
        "max_second": Text(
            zh="窗口内第二个数值的最大值；没有记录时未知。",
            en="The largest second value of a movement in the window; unknown without any.",
        ),
        "state": Text(
            zh="此刻的余额：到目前为止已生效的全部变动之和。",
            en="What stands at the moment: the sum of all changes that have taken effect until then.",
        ),
        "distinct": Text(
            zh="窗口内不同对手方的个数，只看最近 512 笔。",
            en="How many different counterparties the latest 512 movements of the window have.",
        ),
        "idle": Text(
            zh="距最近一笔的天数；从未有过时未知。",
            en="Days since the latest movement; unknown if there never was one.",
        ),
        "age": Text(
            zh="距最早一笔的天数；从未有过时未知。",
            en="Days since the earliest movement; unknown if there never was one.",
        ),
        "latest": Text(
            zh="窗口内最近一笔的第一个数值；没有时未知。",
            en="The first value of the latest movement of the window; unknown without any.",
        ),
        "latest_second": Text(
            zh="窗口内最近一笔的第二个数值；没有时未知。",
            en="The second value of the latest movement of the window; unknown without any.",
        ),
        "flag_second": Text(
            zh="窗口内最近一笔的第二个数值：1 为是，0 为否；没有时未知。",
            en="The second value of the latest movement of the window, 1 for yes and 0 for no; unknown without any.",
        ),
        "confirmed_count": Text(
            zh="窗口内复核结论为“确认”的个数；改判的会被扣除。",
            en="How many verdicts of the window confirmed the suspicion; one that was changed is subtracted.",
        ),
        "confirmed_share": Text(
            zh="窗口内复核结论中“确认”的占比；没有结论时未知。",
            en="The share of verdicts of the window that confirmed the suspicion; unknown without any.",
        ),
        "sum_above": Text(
            zh="窗口内第二个数值超过 {number} 的各笔第一个数值之和。",
            en="The sum of the first value over movements of the window whose second value is above {number}.",
        ),
        "peak": Text(
            zh="窗口内余额的最高值：窗口开始时及每次变动后。",
            en="The highest balance of the window, as it stood at its begin and after each change.",
        ),
        "limit_in_force": Text(
            zh="人工最近设定且仍有效的额度；没有或已过期时未知。",
            en="The limit that a person set last; unknown where there is none or it has expired.",
        ),
        "per_unit": Text(
            zh="最近一笔的第一个数值除以 {number}；没有时未知。",
            en="The first value of the latest movement over {number}; unknown without any.",
        ),
        "per_unit_second": Text(
            zh="最近一笔的第二个数值除以 {number}；没有时未知。",
            en="The second value of the latest movement over {number}; unknown without any.",
        ),
        "count_tagged": Text(
            zh="窗口内标签为 {number} 的笔数。", en="How many movements of the window carry the tag {number}."
        ),
        "distinct_tagged": Text(
            zh="窗口内标签为 {number} 的最近 64 笔有几个不同的对手方。",
            en="How many different counterparties the latest 64 movements of the window with the tag {number} have.",
        ),
        "distinct_tag": Text(
            zh="窗口内最近 64 笔有几个不同的标签。",
            en="How many different tags the latest 64 movements of the window carry.",
        ),
        "top_share": Text(
            zh="窗口内最近 64 笔中往来最多的对手方的占比；没有时未知。",
            en="The share of the most frequent counterparty in the latest 64 movements of the window; unknown without any.",
        ),
        "query": Text(zh="直接取自被评单据：{number}。", en="Read from the document being scored: {number}."),
        "ratio": Text(
            zh="第一个操作数{number}除以第二个；除数不为正时未知。",
            en="The first operand{number} over the second; unknown unless the second is above 0.",
        ),
        "difference": Text(zh="第一个操作数减第二个。", en="The first operand less the second."),
        "total": Text(zh="两个操作数之和。", en="The two operands together."),
        "per_amount": Text(
            zh="被评单据的金额除以操作数；操作数不为正时未知。",
            en="The amount being scored over the operand; unknown unless the operand is above 0.",
        ),
        "plus_amount": Text(
            zh="操作数加上被评单据的金额。", en="The operand and the amount being scored together."
        ),
        "per_month": Text(
            zh="年度合计按已知时长（一个月至一年）折算为月均。",
            en="A year's sum as a monthly mean over the time that is known, a month to a year.",
        ),
        "balance_dbt": Text(
            zh="逾期 1–30、31–60、61–90、超过 90 天的余额分别乘以 15、45、75、105 天，合计除以应收余额。",
            en="15, 45, 75 and 105 days times what is 1–30, 31–60, 61–90 and over 90 days past due, over the receivables.",
        ),
        "hour": Text(
            zh="提交时刻的小时（公司时区，0–23）。",
            en="The hour of the moment, 0 to 23 in the company's zone.",
        ),
        "day_kind": Text(
            zh="休息日为 1，工作日为 0，按公司日历。",
            en="1 on a day off, 0 on a working day, by the company's calendar.",
        ),
        "flag": Text(
            zh="被评单据带有标记“{number}”时为 1，否则为 0。",
            en="1 where the document being scored carries the flag “{number}”, else 0.",
        ),
        "below_limit": Text(
            zh="金额比其上最近一档审批限额低多少，以限额的比例计；高于所有限额时为 1。",
            en="How far the amount stays below the nearest approval limit above it, as a share of the limit; 1 above all.",
        ),
        "zeros": Text(
            zh="金额（按元计）末尾零的个数，0–9；有角分时为 0。",
            en="Trailing zeros of the amount in whole units, 0 to 9; 0 where it has decimals.",
        ),
    }
)
