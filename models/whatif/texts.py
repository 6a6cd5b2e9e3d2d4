"""The figures of a what-if in words, for command and desk."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from models.policy.outcome import Outcome
from models.whatif.approvals import Ending
from models.whatif.estimate import Estimate, Share
from models.whatif.side import Side
from riskdesk.core.i18n import Text

Sort = Literal["count", "minor"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: what it is called, where it stands, and whether it counts or is money in minor units."""

    text: Text
    of: Callable[[Side], int | float | Estimate | Share]
    sort: Sort = "count"


FIGURES: Final[tuple[Figure, ...]] = (
    Figure(Text(zh="通过", en="approved"), lambda side: side.approved),
    Figure(Text(zh="复核", en="held for review"), lambda side: side.reviewed),
    Figure(Text(zh="拦截", en="blocked"), lambda side: side.blocked),
    Figure(Text(zh="日均预警", en="alerts a day"), lambda side: side.alerts_a_day),
    Figure(Text(zh="最忙一天的预警", en="alerts on the busiest day"), lambda side: side.alerts_busiest),
    Figure(Text(zh="拦下的问题金额", en="money stopped"), lambda side: side.stopped_minor, "minor"),
    Figure(Text(zh="其中直接拦截", en="of it blocked"), lambda side: side.blocked_minor, "minor"),
    Figure(Text(zh="漏过的问题金额", en="money missed"), lambda side: side.missed_minor, "minor"),
    Figure(Text(zh="误报", en="false alarms"), lambda side: side.false_alarms),
    Figure(Text(zh="被耽误的销售额", en="sales delayed"), lambda side: side.sales_delayed_minor, "minor"),
    Figure(Text(zh="预警查实率", en="precision of alerts"), lambda side: side.precision),
    Figure(Text(zh="问题查出率", en="recall"), lambda side: side.recall),
    Figure(Text(zh="特批放行的订单", en="orders by special approval"), lambda side: side.approvals.orders),
    Figure(Text(zh="特批金额", en="their amount"), lambda side: side.approvals.amount_minor, "minor"),
    Figure(
        Text(zh="特批后逾期未付", en="of it past due now"),
        lambda side: side.approvals.past_due_minor,
        "minor",
    ),
    Figure(
        Text(zh="特批后核销", en="of it written off"), lambda side: side.approvals.written_off_minor, "minor"
    ),
    Figure(
        Text(zh="特批放行的付款", en="payments by special approval"), lambda side: side.approvals.payments
    ),
    Figure(
        Text(zh="特批付款金额", en="the amount of these payments"),
        lambda side: side.approvals.payments_minor,
        "minor",
    ),
    Figure(
        Text(zh="特批付款中查实的笔数", en="of these payments confirmed"),
        lambda side: side.approvals.payments_confirmed,
    ),
)

ENDINGS: Final[dict[Ending, Text]] = {
    "pending": Text(zh="未到期或未开票", en="not due or not billed yet"),
    "on_time": Text(zh="按期付清", en="paid on time"),
    "late": Text(zh="逾期后付清", en="paid late"),
    "past_due": Text(zh="逾期未付", en="past due"),
    "written_off": Text(zh="已核销", en="written off"),
}
"""How an order turned out that a special approval carried."""

UNKNOWN: Final = Text(zh="未知：无人复核", en="unknown: nobody looked")
BEYOND: Final = Text(
    zh="依据当时的客户敞口与模型版本重放；一笔决定对下一笔的影响不再推演。",
    en="Replayed on the exposure and the models of then; what one decision changes for the next is not followed.",
)

HEADS: Final[tuple[Text, Text, Text]] = (
    Text(zh="指标", en="figure"),
    Text(zh="当时", en="then"),
    Text(zh="新策略", en="under the policy"),
)
FLIP_HEADS: Final[tuple[Text, ...]] = (
    Text(zh="当时", en="then"),
    Text(zh="新策略", en="under the policy"),
    Text(zh="决定数", en="decisions"),
    Text(zh="金额", en="amount"),
    Text(zh="查实", en="confirmed"),
    Text(zh="排除", en="cleared"),
)
OUTCOMES: Final[dict[Outcome, Text]] = {
    Outcome.APPROVE: Text(zh="通过", en="approve"),
    Outcome.REVIEW: Text(zh="复核", en="review"),
    Outcome.BLOCK: Text(zh="拦截", en="block"),
}
TITLE: Final = Text(
    zh="策略 {policy}：{days} 天内 {decisions} 笔决定、{documents} 份单据；{judged} 份有复核结论，其中 {judged_of_lot} 份来自随机抽检；{left_out} 笔由其他特征目录作出，未重放",
    en="policy {policy}: {decisions} decisions on {documents} documents in {days} days; {judged} judged, {judged_of_lot} of them by the lot alone; {left_out} of another catalogue not replayed",
)
FLIPS: Final = Text(zh="结论变化", en="outcomes then and under the policy")
