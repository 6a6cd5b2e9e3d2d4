"""How a definition's value is put together, said in words: the aggregate's sentence with the definition's integer."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from features.catalogue.aggregates import AGGREGATES
from features.catalogue.feature import Feature
from features.kernel import layout, paying, weighing
from riskdesk.core.i18n import Text

_COLUMNS: Final = {
    layout.Q_AMOUNT: Text(zh="金额", en="its amount"),
    layout.Q_TERMS: Text(zh="账期天数", en="its terms of payment in days"),
}
_FLAGS: Final = {
    layout.FLAG_RECURRING: Text(zh="周期性合同", en="recurring contract"),
    3 << layout.SHIFT_PAYMENT_KIND: Text(zh="非供应商付款", en="expense, refund or salary"),
}
_PARTIES: Final = {
    0: Text(zh="对手方", en="counterparties"),
    1: Text(zh="员工", en="employees"),
    2: Text(zh="客户", en="customers"),
    3: Text(zh="收款方", en="payees"),
}
_CLASSES: Final = {0: Text(zh="时段", en="hour"), 1: Text(zh="星期", en="weekday")}
_VERDICTS: Final = {0: Text(zh="排除", en="cleared"), 1: Text(zh="确认", en="confirmed")}
_LINKS: Final = {
    1: Text(zh="电话", en="the phone"),
    2: Text(zh="地址", en="the address"),
    4: Text(zh="法人", en="the legal person"),
    8: Text(zh="登记号", en="the registry id"),
}
_STATISTICS: Final = {
    paying.MEAN: Text(zh="逾期天数的平均值", en="Mean of days late"),
    paying.MEDIAN: Text(zh="逾期天数的中位数", en="Median of days late"),
    paying.COUNT: Text(zh="笔数", en="The number of payments"),
    paying.SPREAD: Text(zh="逾期天数与其中位数的平均距离", en="Mean distance of days late from their median"),
    weighing.DEVIATION: Text(zh="逾期天数的加权标准差", en="Weighted standard deviation of days late"),
    weighing.WEIGHT: Text(zh="权重之和", en="All weights together"),
    **{
        -level: Text(zh=f"逾期天数的 {level}% 分位数", en=f"The {level} % quantile of days late")
        for level in (10, 25, 50, 75, 90)
    },
    paying.NINTH_DECILE: Text(zh="逾期天数的第九十分位数", en="Ninth decile of days late"),
}


def say_aggregate(feature: Feature) -> Text:
    """Return how a feature's value is put together, one sentence in both languages.

    Raises
    ------
    KeyError
        There is no such aggregate, or the column, flag or party that its integer names has no words yet here.

    >>> from features.catalogue.program import FEATURES
    >>> say_aggregate(FEATURES["customer_paid_late_15_count_180d"]).en
    'How many movements of the window have a second value above 15.'
    """
    text = AGGREGATES[feature.aggregate].text
    otherwise = _statistic if text.en.startswith("{number}") else _plain
    number = _SAID.get(feature.aggregate, otherwise)(feature.number)
    return Text(
        zh=text.render("zh", {"number": number.zh}),
        en=text.render("en", {"number": number.en}),
    )


def _plain(number: int) -> Text:
    return Text(zh=str(number), en=str(number))


def _factor(number: int) -> Text:
    return Text(zh=f"乘以 {number} 再", en=f" times {number}") if number != 1 else Text(zh="", en="")


def _statistic(number: int) -> Text:
    share = Text(zh=f"逾期超过 {number} 天的占比", en=f"Share that came more than {number} days late")
    return _STATISTICS.get(number, share)


def _shared(number: int) -> Text:
    """Return what is shared; the kind of party stands in the integer's upper bits."""
    shared = [text for bit, text in _LINKS.items() if number % 16 & bit]
    what = Text(zh="或".join(one.zh for one in shared), en=" or ".join(one.en for one in shared))
    if not shared:
        what = Text(zh="任何登记信息", en="anything registered")
    if number // 16 == 0:
        return what
    kind = _PARTIES[number // 16]
    return Text(zh=f"{what.zh}（仅{kind.zh}）", en=f"{what.en} (only {kind.en})")


_SAID: Final[Mapping[str, Callable[[int], Text]]] = MappingProxyType(
    {
        "ratio": _factor,
        "query": _COLUMNS.__getitem__,
        "flag": _FLAGS.__getitem__,
        "others": _PARTIES.__getitem__,
        "company_share": _CLASSES.__getitem__,
        "company_surprise": _CLASSES.__getitem__,
        "judged_amount": _VERDICTS.__getitem__,
        "linked": _shared,
    }
)
"""Aggregate -> what its integer says; that of any other is a number."""
