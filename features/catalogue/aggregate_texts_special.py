"""Sentences of the aggregates that need more than a window."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from riskdesk.core.i18n import Text


def _paid(zh: str, en: str) -> Text:
    """Return the sentence of a statistic over a choice of payments."""
    return Text(zh=f"{{number}}，取自{zh}。", en=f"{{number}}, over {en}.")


SPECIAL_TEXTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "hour_surprise": Text(
            zh="该时段在其最近 500 笔中占比的负自然对数；相邻小时算一半，另加五笔按公司自身分布（操作数）计的先验，未知时用常规作息。",
            en="Minus the natural logarithm of the hour's share among the latest 500 movements; hours beside it count half, and five movements are assumed as the company's own share says (the operand), or office hours where that is unknown.",
        ),
        "weekday_surprise": Text(
            zh="这类日子在其最近 500 笔中占比的负自然对数，另加五笔按公司自身分布（操作数）计的先验。",
            en="Minus the natural logarithm of the share that such days have among the latest 500 movements; five movements are assumed as the company's own share says (the operand).",
        ),
        "company_share": Text(
            zh="公司全部业务中同一{number}的占比，取自最近的基线；没有基线时未知。",
            en="The share of the company's movements that fall on the same {number}, by the latest baseline; unknown without one.",
        ),
        "company_surprise": Text(
            zh="公司全部业务中同一{number}占比的负自然对数；没有基线时未知。",
            en="Minus the natural logarithm of the share of the company's movements on the same {number}; unknown without a baseline.",
        ),
        "split_parts": Text(
            zh="窗口内与本单一样仅低于同一审批限额不超过 {number}% 的较早笔数；周期性合同下为 0。",
            en="Earlier parts in the window that stay at most {number} % below the limit that this amount stays just below; 0 under a recurring contract.",
        ),
        "split_ratio": Text(
            zh="窗口内各自不超过限额的较早笔数与本单合计除以限额，取各限额中最大的；周期性合同下为 0。",
            en="Earlier parts in the window that pass no limit, with this amount, over the limit: the largest over all limits; 0 under a recurring contract.",
        ),
        "jump": Text(
            zh="金额对数相对最近 64 笔中位数的稳健 z 值；不足五笔时未知。",
            en="Robust z of the amount's logarithm against the median of the latest 64; unknown below five.",
        ),
        "same_tag": Text(
            zh="窗口内编号相同、金额相差不超过 1% 的较早笔数；已退回的不算。",
            en="Earlier movements of the window with the same number and, within 1 %, the same amount; none that was returned.",
        ),
        "same_amount": Text(
            zh="窗口内金额完全相同的较早笔数；周期性合同下为 0。",
            en="Earlier movements of the window with exactly the same amount; 0 under a recurring contract.",
        ),
        "near_amount": Text(
            zh="窗口内金额相差不超过 {number} 个最小单位的较早笔数；周期性合同及同一凭证的不算。",
            en="Earlier movements of the window whose amount differs by at most {number} minor units; none of a recurring contract or of the same posting.",
        ),
        "near_tag": Text(
            zh="窗口内编号相同、金额相差不超过 {number} 个最小单位的较早笔数；没有编号时为 0。",
            en="Earlier movements of the window with the same number whose amount differs by at most {number} minor units; 0 without a number.",
        ),
        "fuzzy_tag": Text(
            zh="窗口内编号仅一笔之误、金额相差不超过 {number} 个最小单位的较早笔数。",
            en="Earlier movements of the window whose number is a slip of the pen away and whose amount differs by at most {number} minor units.",
        ),
        "alike_amount": Text(
            zh="窗口内付给名称相近的另一收款方、金额相差不超过 3% 的较早笔数。",
            en="Earlier payments of the window to another payee of a like name, within 3 % of the amount.",
        ),
        "alike_tag": Text(
            zh="窗口内付给名称相近的另一收款方、编号相同的较早笔数。",
            en="Earlier payments of the window to another payee of a like name under the same number.",
        ),
        "alike_parts": Text(
            zh="名称相近的收款方之间，本次与另两笔中一笔等于其余两笔之和时为 1，否则为 0。",
            en="1 where, among payees of a like name, this payment and two others make one sum of which at least one went to another payee; else 0.",
        ),
        "parts_sum": Text(
            zh="同一编号下两笔之和等于第三笔时为 1：整付一次、又分笔付一次。",
            en="1 where two amounts of the same number sum to a third, paid once whole and once in parts; else 0.",
        ),
        "first_use": Text(
            zh="此前从未与该对手方有过往来时为 1，否则为 0。",
            en="1 where there was nothing with this counterparty before, else 0.",
        ),
        "alone": Text(
            zh="窗口内最近一次变更没有第二人复核为 1，有则为 0；没有变更时未知。",
            en="1 where the latest change of the window had no second person, 0 where it had; unknown without a change.",
        ),
        "by_requester": Text(
            zh="窗口内最近一次变更由本次申请人经手为 1，否则为 0；没有变更时未知。",
            en="1 where the latest change of the window was made by who requests now, else 0; unknown without a change.",
        ),
        "by_approver": Text(
            zh="窗口内最近一次变更由本次审批人经手为 1，否则为 0；没有变更时未知。",
            en="1 where the latest change of the window was made by who approves now, else 0; unknown without a change.",
        ),
        "to_this": Text(
            zh="窗口内最近一次变更改成的正是本次付款的账户为 1，否则为 0；没有变更时未知。",
            en="1 where the latest change of the window was to the account being paid, else 0; unknown without a change.",
        ),
        "sum_since": Text(
            zh="自操作数所说的那次变更以来第一个数值之和；变更早于窗口时未知。",
            en="The sum of the first value since the change that the operand dates; unknown where that is longer ago than the window.",
        ),
        "idle_before": Text(
            zh="操作数所说的那次变更之前已有多少天没有动静；无变更或此前从无往来时未知。",
            en="For how many days nothing had moved when the change was made that the operand dates; unknown without either.",
        ),
        "linked": Text(
            zh="与该收款方共用{number}的主体个数，最多计 16。",
            en="How many parties share {number} with the payee, at most 16.",
        ),
        "others": Text(
            zh="除本对手方以外的{number}个数，最多计 16。",
            en="How many {number} other than this counterparty there are, at most 16.",
        ),
        "habit_break": Text(
            zh="最近 {number} 笔付款的平均逾期天数减去最近 64 笔的中位数；不足两倍笔数时未知。",
            en="Mean days late of the latest {number} payments less the median of the latest 64; unknown below twice as many.",
        ),
        "count_above": Text(
            zh="窗口内第二个数值超过 {number} 的笔数。",
            en="How many movements of the window have a second value above {number}.",
        ),
        "reversed_share": Text(
            zh="窗口内被撤回的笔数除以新开的笔数；没有新开时未知。",
            en="What was taken back over what was opened in the window; unknown where nothing was opened.",
        ),
        "verdict_latest": Text(
            zh="最近一次复核结论：确认为 1，排除为 0；没有结论时未知。",
            en="The latest verdict: 1 where it confirmed, 0 where it cleared; unknown without one.",
        ),
        "verdict_run": Text(
            zh="最近连续相同的复核结论个数：确认为正，排除为负，最多 64；没有结论时未知。",
            en="How many of the latest verdicts agree: above 0 they confirmed, below 0 they cleared, at most 64; unknown without one.",
        ),
        "confirmed_idle": Text(
            zh="距最近一次“确认”结论的天数，只看最近 64 个；没有时未知。",
            en="Days since a verdict confirmed, among the latest 64; unknown where none did.",
        ),
        "judged_amount": Text(
            zh="窗口内同额单据被复核为“{number}”的个数。",
            en="How many documents of the same amount verdicts of the window {number}.",
        ),
        "rate_jump": Text(
            zh="窗口内笔数（含本笔）相对此前 13 个同长窗口的稳健 z 值；不足四个窗口时未知。",
            en="Robust z of the movements of the window, this one included, against the 13 windows before it; unknown below four.",
        ),
        "dormant_ratio": Text(
            zh="{number} 天没有动静之后，本次金额与最近 64 笔均值之比；并未沉寂时为 0，从无往来时未知。",
            en="The amount over the mean of the latest 64 where nothing moved for {number} days, else 0; unknown where nothing ever moved.",
        ),
        "over_median": Text(
            zh="本次金额与最近 64 笔中位数之比；不足五笔时未知。",
            en="The amount over the median of the latest 64; unknown below five.",
        ),
        "burst": Text(
            zh="（窗口内笔数含本笔 + 1）÷（按此前 90 天频率应有的笔数 + 1）。",
            en="Movements of the window with this one, plus one, over those that the 90 days before it let expect, plus one.",
        ),
        "number_paid": Text(
            zh="窗口内同一编号下已付的金额，含本次；没有编号时为 0。",
            en="What was paid in the window under the document's number, this amount included; 0 without a number.",
        ),
        "number_billed": Text(
            zh="窗口内同一编号下最大的一张账单；没有时为 0。",
            en="The largest bill of the window under the document's number; 0 where there is none.",
        ),
        "blind_repeat": Text(
            zh="窗口内恰有一笔同额付款、双方都没有编号，且一年内仅此一次时为 1。",
            en="1 where the same amount was paid once in the window and no more often in a year, neither with a number; else 0.",
        ),
        "number_ordered": Text(
            zh="该编号下最近一张账单有采购订单为 1，没有为 0；没有编号或账单时未知。",
            en="1 where the latest bill under the document's number has a purchase order, 0 where it has none; unknown without number or bill.",
        ),
        "consecutive": Text(
            zh="最近十张账单中编号紧接上一张的占比；可比的不足三对时未知。",
            en="The share of the latest ten bills whose number follows that of the bill before; unknown below three pairs.",
        ),
        "round_share": Text(
            zh="最近十笔中金额为千元整数倍的占比；没有时未知。",
            en="The share of the latest ten whose amount is a multiple of a thousand; unknown without any.",
        ),
        "pay_gap": Text(
            zh="最近几批付款之间间隔天数的中位数；不足两批时未知。",
            en="The median of days between the latest runs of payments; unknown below two.",
        ),
        "paid_amount_rank": Text(
            zh="最近 128 笔付款中低于本次金额的占比；没有付款时未知。",
            en="The share of the latest 128 payments below this amount; unknown without payments.",
        ),
        "paid_latest_5": _paid("最近 5 笔付款", "the latest 5 payments"),
        "paid_latest_20": _paid("最近 20 笔付款", "the latest 20 payments"),
        "paid_latest_64": _paid("最近 64 笔付款", "the latest 64 payments"),
        "paid_similar": _paid(
            "最近 128 笔付款中金额相差不超过四分之一的",
            "those of the latest 128 payments within a quarter of this amount",
        ),
        "paid_nearest": _paid(
            "最近 128 笔付款中金额最接近的八笔",
            "the eight of the latest 128 payments whose amounts are nearest",
        ),
        "paid_weekday": _paid(
            "最近 128 笔付款中到期日星期相同的最近二十笔",
            "the latest twenty of 128 payments whose invoices fell due on this one's weekday",
        ),
        "paid_payday": _paid(
            "最近 64 笔付款，逾期天数移到本次的付款星期",
            "the latest 64 payments, days late moved to the weekday of payment",
        ),
        "paid_nearest_payday": _paid(
            "金额最接近的八笔付款，逾期天数移到本次的付款星期",
            "the eight payments nearest by amount, days late moved to the weekday of payment",
        ),
    }
)
