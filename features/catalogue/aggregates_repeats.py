"""Special measures of parts below a limit, of repetitions, and of what stands under one number."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from features.catalogue.aggregate import Aggregate
from features.kernel import alike, billing, duplicates, splits
from riskdesk.core.i18n import Text

OF_REPEATS: Final[Mapping[str, Aggregate]] = MappingProxyType(
    {
        "split_parts": Aggregate(
            splits.split_parts,
            "split_parts",
            text=Text(
                zh="窗口内与本单一样仅低于同一审批限额不超过 {number}% 的较早笔数；周期性合同下为 0。",
                en="Earlier parts in the window that stay at most {number} % below the limit that this amount stays just below; 0 under a recurring contract.",
            ),
        ),
        "split_ratio": Aggregate(
            splits.split_ratio,
            "split_ratio",
            text=Text(
                zh="窗口内各自不超过限额的较早笔数与本单合计除以限额，取各限额中最大的；周期性合同下为 0。",
                en="Earlier parts in the window that pass no limit, with this amount, over the limit: the largest over all limits; 0 under a recurring contract.",
            ),
        ),
        "same_tag": Aggregate(
            duplicates.same_tag,
            "count",
            text=Text(
                zh="窗口内编号相同、金额相差不超过 1% 的较早笔数；已退回或撤回的不算。",
                en="Earlier movements of the window with the same number and, within 1 %, the same amount; none that was returned or withdrawn.",
            ),
        ),
        "same_amount": Aggregate(
            duplicates.same_amount,
            "count",
            text=Text(
                zh="窗口内金额完全相同的较早笔数；周期性合同下为 0。",
                en="Earlier movements of the window with exactly the same amount; 0 under a recurring contract.",
            ),
        ),
        "parts_sum": Aggregate(
            duplicates.parts_sum,
            text=Text(
                zh="同一编号下两笔之和等于第三笔时为 1：整付一次、又分笔付一次。",
                en="1 where two amounts of the same number sum to a third, paid once whole and once in parts; else 0.",
            ),
        ),
        "near_amount": Aggregate(
            alike.near_amount,
            "count",
            text=Text(
                zh="窗口内金额相差不超过 {number} 个最小单位的较早笔数；周期性合同及同一凭证的不算。",
                en="Earlier movements of the window whose amount differs by at most {number} minor units; none of a recurring contract or of the same posting.",
            ),
        ),
        "near_tag": Aggregate(
            alike.near_tag,
            "count",
            text=Text(
                zh="窗口内编号相同、金额相差不超过 {number} 个最小单位的较早笔数；没有编号时为 0。",
                en="Earlier movements of the window with the same number whose amount differs by at most {number} minor units; 0 without a number.",
            ),
        ),
        "fuzzy_tag": Aggregate(
            alike.fuzzy_tag,
            "count",
            text=Text(
                zh="窗口内编号仅一笔之误、金额相差不超过 {number} 个最小单位的较早笔数。",
                en="Earlier movements of the window whose number is a slip of the pen away and whose amount differs by at most {number} minor units.",
            ),
        ),
        "alike_amount": Aggregate(
            alike.alike_amount,
            "count",
            text=Text(
                zh="窗口内付给名称相近的另一收款方、金额相差不超过 3% 的较早笔数。",
                en="Earlier payments of the window to another payee of a like name, within 3 % of the amount.",
            ),
        ),
        "alike_tag": Aggregate(
            alike.alike_tag,
            "count",
            text=Text(
                zh="窗口内付给名称相近的另一收款方、编号相同的较早笔数。",
                en="Earlier payments of the window to another payee of a like name under the same number.",
            ),
        ),
        "alike_parts": Aggregate(
            alike.alike_parts,
            text=Text(
                zh="名称相近的收款方之间，本次与另两笔中一笔等于其余两笔之和时为 1，否则为 0。",
                en="1 where, among payees of a like name, this payment and two others make one sum of which at least one went to another payee; else 0.",
            ),
        ),
        "number_paid": Aggregate(
            duplicates.number_paid,
            text=Text(
                zh="窗口内同一编号下已付的金额，含本次；没有编号时为 0。",
                en="What was paid in the window under the document's number, this amount included; 0 without a number.",
            ),
        ),
        "number_billed": Aggregate(
            duplicates.number_billed,
            text=Text(
                zh="窗口内同一编号下最大的一张账单；没有时为 0。",
                en="The largest bill of the window under the document's number; 0 where there is none.",
            ),
        ),
        "blind_repeat": Aggregate(
            duplicates.blind_repeat,
            "count",
            text=Text(
                zh="窗口内恰有一笔同额付款、双方都没有编号，且一年内仅此一次时为 1。",
                en="1 where the same amount was paid once in the window and no more often in a year, neither with a number; else 0.",
            ),
        ),
        "number_ordered": Aggregate(
            billing.number_ordered,
            text=Text(
                zh="该编号下最近一张账单有采购订单为 1，没有为 0；没有编号或账单时未知。",
                en="1 where the latest bill under the document's number has a purchase order, 0 where it has none; unknown without number or bill.",
            ),
        ),
        "consecutive": Aggregate(
            billing.consecutive_share,
            "share",
            text=Text(
                zh="最近十张账单中编号紧接上一张的占比；可比的不足三对时未知。",
                en="The share of the latest ten bills whose number follows that of the bill before; unknown below three pairs.",
            ),
        ),
        "round_share": Aggregate(
            billing.round_share,
            "share",
            text=Text(
                zh="最近十笔中金额为千元整数倍的占比；没有时未知。",
                en="The share of the latest ten whose amount is a multiple of a thousand; unknown without any.",
            ),
        ),
    }
)
