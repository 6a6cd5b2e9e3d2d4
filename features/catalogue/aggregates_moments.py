"""Special measures of how unusual a moment, an amount or a pace is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from features.catalogue.aggregate import Aggregate
from features.kernel import amounts, hours, pace, rhythm, weekdays
from riskdesk.core.i18n import Text

OF_MOMENTS: Final[Mapping[str, Aggregate]] = MappingProxyType(
    {
        "hour_surprise": Aggregate(
            hours.hour_surprise,
            "hour_surprise",
            text=Text(
                zh="该时段在其最近 500 笔中占比的负自然对数；相邻小时算一半，另加五笔按公司自身分布（操作数）计的先验，未知时用常规作息。",
                en="Minus the natural logarithm of the hour's share among the latest 500 movements; hours beside it count half, and five movements are assumed as the company's own share says (the operand), or office hours where that is unknown.",
            ),
        ),
        "weekday_surprise": Aggregate(
            weekdays.weekday_surprise,
            "weekday_surprise",
            text=Text(
                zh="这类日子在其最近 500 笔中占比的负自然对数，另加五笔按公司自身分布（操作数）计的先验。",
                en="Minus the natural logarithm of the share that such days have among the latest 500 movements; five movements are assumed as the company's own share says (the operand).",
            ),
        ),
        "company_share": Aggregate(
            weekdays.company_share,
            "share",
            text=Text(
                zh="公司全部业务中同一{number}的占比，取自最近的基线；没有基线时未知。",
                en="The share of the company's movements that fall on the same {number}, by the latest baseline; unknown without one.",
            ),
        ),
        "company_surprise": Aggregate(
            weekdays.company_surprise,
            "surprise",
            text=Text(
                zh="公司全部业务中同一{number}占比的负自然对数；没有基线时未知。",
                en="Minus the natural logarithm of the share of the company's movements on the same {number}; unknown without a baseline.",
            ),
        ),
        "jump": Aggregate(
            amounts.amount_jump,
            "jump",
            text=Text(
                zh="金额对数相对最近 64 笔中位数的稳健 z 值；不足五笔时未知。",
                en="Robust z of the amount's logarithm against the median of the latest 64; unknown below five.",
            ),
        ),
        "over_median": Aggregate(
            pace.over_median,
            "over_median",
            text=Text(
                zh="本次金额与最近 64 笔中位数之比；不足五笔时未知。",
                en="The amount over the median of the latest 64; unknown below five.",
            ),
        ),
        "burst": Aggregate(
            rhythm.burst,
            "burst",
            text=Text(
                zh="（窗口内笔数含本笔 + 1）÷（按此前 90 天频率应有的笔数 + 1）。",
                en="Movements of the window with this one, plus one, over those that the 90 days before it let expect, plus one.",
            ),
        ),
        "rate_jump": Aggregate(
            pace.rate_jump,
            "rate_jump",
            text=Text(
                zh="窗口内笔数（含本笔）相对此前 13 个同长窗口的稳健 z 值；不足四个窗口时未知。",
                en="Robust z of the movements of the window, this one included, against the 13 windows before it; unknown below four.",
            ),
        ),
        "dormant_ratio": Aggregate(
            pace.dormant_ratio,
            "dormant_ratio",
            text=Text(
                zh="{number} 天没有动静之后，本次金额与最近 64 笔均值之比；并未沉寂时为 0，从无往来时未知。",
                en="The amount over the mean of the latest 64 where nothing moved for {number} days, else 0; unknown where nothing ever moved.",
            ),
        ),
        "jump_count": Aggregate(
            amounts.jump_count,
            "jump_count",
            text=Text(
                zh="窗口内金额超过最近 64 笔中位数 {number} 倍的笔数；不足五笔时未知。",
                en="How many movements of the window were above {number} times the median of the latest 64; unknown below five.",
            ),
        ),
    }
)
