"""How a customer paid what is like the invoice being asked about: by turn, by amount, by weekday, by time of the month.

All of them look at the latest 128 payments, so that a long record and a short one are measured alike.
"""

from typing import Final

from features.catalogue.feature import Direction, Feature, Role, Unit
from features.kernel.paying import COUNT, MEAN, MEDIAN, NINTH_DECILE, SPREAD
from features.kernel.tables import Table
from features.kernel.weighing import DEVIATION, WEIGHT
from riskdesk.core.i18n import Text

_LATENESS: Final[tuple[Role, ...]] = ("lateness",)
_BOTH: Final[tuple[Role, ...]] = ("credit", "lateness")

_QUANTILES: Final = (-10, -25, -50, -75, -90)

_STATISTICS: Final[dict[int, tuple[str, Text]]] = {
    MEAN: ("mean", Text(zh="平均逾期天数", en="mean days late")),
    MEDIAN: ("median", Text(zh="逾期天数中位数", en="median days late")),
    COUNT: ("count", Text(zh="张数", en="count")),
    SPREAD: ("spread", Text(zh="逾期天数的平均离差", en="spread of the days late")),
    DEVIATION: ("deviation", Text(zh="逾期天数的标准差", en="standard deviation of the days late")),
    WEIGHT: ("weight", Text(zh="相当于多少笔", en="worth so many payments")),
    **{
        -level: (
            f"quantile_{level}",
            Text(zh=f"逾期天数的{level}%分位数", en=f"{level} % quantile of the days late"),
        )
        for level in (10, 25, 50, 75, 90)
    },
    NINTH_DECILE: ("ninth_decile", Text(zh="逾期天数的九分位数", en="ninth decile of the days late")),
}

_SELECTIONS: Final[dict[str, tuple[str, str, Text]]] = {
    "paid_latest_5": ("latest_5", "late_payer", Text(zh="最近5次付款", en="latest 5 payments")),
    "paid_latest_20": ("latest_20", "late_payer", Text(zh="最近20次付款", en="latest 20 payments")),
    "paid_latest_64": ("latest_64", "late_payer", Text(zh="最近64次付款", en="latest 64 payments")),
    "paid_similar": (
        "similar_amount",
        "alike_paid_late",
        Text(zh="金额相差不超过四分之一的发票", en="invoices within a quarter of the amount"),
    ),
    "paid_recent": ("recent", "late_payer", Text(zh="近期付款", en="recent payments")),
    "paid_same_amount": (
        "same_amount",
        "alike_paid_late",
        Text(zh="金额相同的发票", en="invoices of the same amount"),
    ),
    "paid_like": (
        "like_this",
        "alike_paid_late",
        Text(zh="金额与到期星期相近的发票", en="invoices like this by amount and weekday due"),
    ),
    "paid_monthday": (
        "monthday",
        "alike_paid_late",
        Text(zh="在当月同期到期的发票", en="invoices due at this time of the month"),
    ),
}


def _paid(
    selection: str, number: int, models: tuple[Role, ...] = _LATENESS, direction: Direction = 0
) -> Feature:
    """Return one statistic of one selection; a number of 0 or more is a share above so many days."""
    name, reason, what = _SELECTIONS[selection]
    unit: Unit = "days"
    if number >= 0:
        measure, how = (
            f"above_{number}_share",
            Text(zh=f"逾期超过{number}天的占比", en=f"share over {number} days late"),
        )
        unit = "share"
    else:
        suffix, how = _STATISTICS[number]
        counts = number in (COUNT, WEIGHT)
        measure = suffix if counts else f"delay_days_{suffix}"
        unit = "count" if counts else "days"
    return Feature(
        "customer",
        f"paid_{name}_{measure}",
        selection,
        text=Text(zh=f"{what.zh}：{how.zh}", en=f"{what.en}: {how.en}"),
        unit=unit,
        reason=reason,
        table=Table.CUSTOMER_PAID,
        number=number,
        direction=direction,
        models=models,
    )


INVOICES: Final[tuple[Feature, ...]] = (
    _paid("paid_latest_5", MEAN),
    _paid("paid_latest_5", MEDIAN),
    _paid("paid_latest_20", MEAN, _BOTH, 1),
    _paid("paid_latest_20", MEDIAN),
    _paid("paid_latest_20", SPREAD),
    _paid("paid_latest_20", 0),
    _paid("paid_latest_20", 5, _BOTH, 1),
    _paid("paid_latest_20", 15, _BOTH, 1),
    _paid("paid_latest_64", MEDIAN),
    _paid("paid_latest_64", NINTH_DECILE),
    _paid("paid_latest_64", 5),
    _paid("paid_latest_64", 15, _BOTH, 1),
    _paid("paid_latest_64", 30, _BOTH, 1),
    _paid("paid_similar", COUNT),
    _paid("paid_similar", MEAN),
    *(
        _paid(weighing, number)
        for weighing in ("paid_recent", "paid_same_amount", "paid_like", "paid_monthday")
        for number in (*_QUANTILES, MEAN, DEVIATION, WEIGHT, 5, 15)
    ),
    Feature(
        "document",
        "due_weekday",
        "due_weekday",
        text=Text(zh="到期日是星期几（周一为0）", en="weekday of the due date, Monday is 0"),
        unit="count",
        reason="alike_paid_late",
        models=_LATENESS,
    ),
    Feature(
        "document",
        "due_monthday",
        "due_monthday",
        text=Text(zh="到期日是当月几号", en="day of the month of the due date"),
        unit="count",
        reason="alike_paid_late",
        models=_LATENESS,
    ),
    Feature(
        "customer",
        "pay_gap_days",
        "pay_gap",
        text=Text(zh="两次集中付款之间的天数（中位数）", en="days between runs of payments, the median"),
        unit="days",
        reason="idle_customer",
        table=Table.CUSTOMER_PAID,
        models=_LATENESS,
    ),
    Feature(
        "customer",
        "paid_amount_rank_share",
        "paid_amount_rank",
        text=Text(zh="付过的发票中金额更小的占比", en="share of the invoices paid that were smaller"),
        unit="share",
        reason="large_amount",
        table=Table.CUSTOMER_PAID,
        models=_LATENESS,
    ),
)
