"""Words of the feature pages in both languages: entity, direction, place, unit, window."""

from types import MappingProxyType
from typing import Final

from features.catalogue.feature import Direction, Unit
from riskdesk.core.i18n import Text

ENTITIES: Final = MappingProxyType(
    {
        "customer": Text(zh="客户", en="customer"),
        "company": Text(zh="本公司", en="the company as a whole"),
        "group": Text(zh="客户所属集团", en="group of companies"),
        "corporate_group": Text(zh="客户所属集团", en="group of companies"),
        "salesperson": Text(zh="销售员", en="salesperson"),
        "payee": Text(zh="收款方", en="payee"),
        "namesake": Text(zh="同名收款方", en="payees of one name"),
        "account": Text(zh="银行账户", en="bank account"),
        "requester": Text(zh="申请人", en="requester"),
        "claimant": Text(zh="报销人", en="claimant"),
        "approver": Text(zh="审批人", en="approver"),
        "address": Text(zh="网络地址", en="network address"),
        "industry": Text(zh="行业", en="industry"),
        "document": Text(zh="被评单据", en="document being scored"),
        "claim": Text(zh="被评报销", en="claim being scored"),
        "order": Text(zh="被评订单", en="order being scored"),
        "payment": Text(zh="被评付款", en="payment being scored"),
        "invoice": Text(zh="被评发票", en="invoice being scored"),
    }
)

DIRECTIONS: Final[MappingProxyType[Direction, Text]] = MappingProxyType(
    {
        1: Text(
            zh="值越大，风险只会升高：模型按此约束训练。",
            en="A higher value may only raise the risk; models are trained under that constraint.",
        ),
        -1: Text(
            zh="值越大，风险只会降低：模型按此约束训练。",
            en="A higher value may only lower the risk; models are trained under that constraint.",
        ),
        0: Text(zh="方向不限，由模型学得。", en="Free: a model learns which way it goes."),
    }
)

PLACES: Final = MappingProxyType(
    {
        "any": Text(zh="各处", en="anywhere"),
        "order": Text(zh="仅订单；其他情形未知", en="orders only; unknown elsewhere"),
        "payment": Text(zh="仅付款；其他情形未知", en="payments only; unknown elsewhere"),
        "claim": Text(zh="仅报销；其他情形未知", en="claims only; unknown elsewhere"),
    }
)

UNITS: Final[MappingProxyType[Unit, Text]] = MappingProxyType(
    {
        "money": Text(zh="金额，本位币最小单位", en="money, minor units of the base currency"),
        "days": Text(zh="天数，可有小数", en="days, with fractions"),
        "count": Text(zh="个数", en="a count"),
        "share": Text(zh="占比，通常 0–1", en="a share, 0 to 1 as a rule"),
        "ratio": Text(zh="倍数", en="a ratio"),
        "score": Text(zh="分数", en="a score"),
        "hour": Text(zh="小时，0–23", en="an hour, 0 to 23"),
        "flag": Text(zh="是（1）或否（0）", en="yes (1) or no (0)"),
    }
)

_SPANS: Final = MappingProxyType(
    {"h": Text(zh="小时", en="hours"), "d": Text(zh="天", en="days"), "s": Text(zh="秒", en="seconds")}
)


def say_window(window: str) -> Text:
    """Return how far back a feature looks.

    >>> say_window("36h").en, say_window("").zh
    ('36 hours', '全部历史')
    """
    if not window:
        return Text(zh="全部历史", en="all of history")
    span = _SPANS[window[-1]]
    en = span.en.removesuffix("s") if window[:-1] == "1" else span.en
    return Text(zh=f"{window[:-1]} {span.zh}", en=f"{window[:-1]} {en}")


def say_entity(entity: str) -> Text:
    """Return whom or what a feature is about; an entity without words is named by its key."""
    return ENTITIES.get(entity, Text(zh=entity, en=entity))
