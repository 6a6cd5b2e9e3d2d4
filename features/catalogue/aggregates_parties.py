"""Special measures of who stands behind a key, what changed there, and what reviewers found."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from features.catalogue.aggregate import Aggregate
from features.kernel import accounts, parties, shares, verdicts
from riskdesk.core.i18n import Text

OF_PARTIES: Final[Mapping[str, Aggregate]] = MappingProxyType(
    {
        "first_use": Aggregate(
            parties.first_use,
            "first_use",
            text=Text(
                zh="此前从未与该对手方有过往来时为 1，否则为 0；账户上付款前撤回的不算往来。",
                en="1 where there was nothing with this counterparty before, else 0; of an account, a payment that was withdrawn is nothing.",
            ),
        ),
        "alone": Aggregate(
            parties.change_alone,
            "alone",
            text=Text(
                zh="窗口内最近一次变更没有第二人复核为 1，有则为 0；没有变更时未知。",
                en="1 where the latest change of the window had no second person, 0 where it had; unknown without a change.",
            ),
        ),
        "by_requester": Aggregate(
            parties.change_by_requester,
            "by_requester",
            text=Text(
                zh="窗口内最近一次变更由本次申请人经手为 1，否则为 0；没有变更时未知。",
                en="1 where the latest change of the window was made by who requests now, else 0; unknown without a change.",
            ),
        ),
        "by_approver": Aggregate(
            accounts.change_by_approver,
            "by_approver",
            text=Text(
                zh="窗口内最近一次变更由本次审批人经手为 1，否则为 0；没有变更时未知。",
                en="1 where the latest change of the window was made by who approves now, else 0; unknown without a change.",
            ),
        ),
        "to_this": Aggregate(
            accounts.change_to_this,
            "to_this",
            text=Text(
                zh="窗口内最近一次变更改成的正是本次付款的账户为 1，否则为 0；没有变更时未知。",
                en="1 where the latest change of the window was to the account being paid, else 0; unknown without a change.",
            ),
        ),
        "sum_since": Aggregate(
            accounts.sum_since,
            "sum",
            text=Text(
                zh="自操作数所说的那次变更以来第一个数值之和；变更早于窗口时未知。",
                en="The sum of the first value since the change that the operand dates; unknown where that is longer ago than the window.",
            ),
        ),
        "idle_before": Aggregate(
            accounts.idle_before,
            "idle_days",
            text=Text(
                zh="操作数所说的那次变更之前已有多少天没有动静；无变更或此前从无往来时未知。",
                en="For how many days nothing had moved when the change was made that the operand dates; unknown without either.",
            ),
        ),
        "number_held_before": Aggregate(
            accounts.number_held_before,
            "days",
            text=Text(
                zh="操作数所说的那次变更作出时，同号的最近一笔已在账上多少天；无号码、无变更或该笔在变更之后才到时未知。",
                en="For how many days the latest under the same number had been there when the change was made that the operand dates; unknown without number or change, and where it came later.",
            ),
        ),
        "distinct_tag": Aggregate(
            accounts.distinct_tag,
            "distinct",
            text=Text(
                zh="窗口内最近 64 笔有几个不同的标签。",
                en="How many different tags the latest 64 movements of the window carry.",
            ),
        ),
        "others": Aggregate(
            parties.other_owners,
            "count",
            text=Text(
                zh="除本对手方以外的{number}个数，最多计 16。",
                en="How many {number} other than this counterparty there are, at most 16.",
            ),
        ),
        "linked": Aggregate(
            shares.linked,
            "count",
            text=Text(
                zh="与该收款方共用{number}的主体个数，最多计 16。",
                en="How many parties share {number} with the payee, at most 16.",
            ),
        ),
        "top_share": Aggregate(
            shares.top_share,
            "top_share",
            text=Text(
                zh="窗口内最近 64 笔中往来最多的对手方的占比；没有时未知。",
                en="The share of the most frequent counterparty in the latest 64 movements of the window; unknown without any.",
            ),
        ),
        "count_tagged": Aggregate(
            shares.count_tagged,
            "count",
            text=Text(
                zh="窗口内标签为 {number} 的笔数。",
                en="How many movements of the window carry the tag {number}.",
            ),
        ),
        "distinct_tagged": Aggregate(
            shares.distinct_tagged,
            "distinct",
            text=Text(
                zh="窗口内标签为 {number} 的最近 64 笔有几个不同的对手方。",
                en="How many different counterparties the latest 64 movements of the window with the tag {number} have.",
            ),
        ),
        "verdict_latest": Aggregate(
            verdicts.latest,
            "latest",
            text=Text(
                zh="最近一次复核结论：确认为 1，排除为 0；没有结论时未知。",
                en="The latest verdict: 1 where it confirmed, 0 where it cleared; unknown without one.",
            ),
        ),
        "verdict_run": Aggregate(
            verdicts.run,
            "run",
            text=Text(
                zh="最近连续相同的复核结论个数：确认为正，排除为负，最多 64；没有结论时未知。",
                en="How many of the latest verdicts agree: above 0 they confirmed, below 0 they cleared, at most 64; unknown without one.",
            ),
        ),
        "confirmed_idle": Aggregate(
            verdicts.confirmed_idle,
            "idle_days",
            text=Text(
                zh="距最近一次“确认”结论的天数，只看最近 64 个；没有时未知。",
                en="Days since a verdict confirmed, among the latest 64; unknown where none did.",
            ),
        ),
        "verdict_run_age": Aggregate(
            verdicts.run_age,
            "run_days",
            text=Text(
                zh="最近连续相同的复核结论中第一个距今的天数，最多看 64 个；没有结论时未知。",
                en="Days since the first of the latest verdicts that agree, at most 64 of them; unknown without one.",
            ),
        ),
        "plain_run": Aggregate(
            verdicts.plain_run,
            "run",
            text=Text(
                zh="最近连续相同的复核结论个数：确认为正，排除为负，最多 64；金额高于最近所有被排除金额的确认不计。",
                en="How many of the latest verdicts agree: above 0 they confirmed, below 0 they cleared, at most 64; confirmed amounts above all that were lately cleared are set aside.",
            ),
        ),
        "plain_run_age": Aggregate(
            verdicts.plain_run_age,
            "run_days",
            text=Text(
                zh="最近连续相同的复核结论中第一个距今的天数；金额高于最近所有被排除金额的确认不计。",
                en="Days since the first of the latest verdicts that agree; confirmed amounts above all that were lately cleared are set aside.",
            ),
        ),
        "plain_share": Aggregate(
            verdicts.plain_share,
            "share",
            text=Text(
                zh="窗口内复核结论中“确认”的占比；金额高于最近所有被排除金额的确认不计；没有结论时未知。",
                en="The share of verdicts of the window that confirmed; confirmed amounts above all that were lately cleared are set aside; unknown without any.",
            ),
        ),
        "plain_confirmed_idle": Aggregate(
            verdicts.plain_confirmed_idle,
            "idle_days",
            text=Text(
                zh="距最近一次“确认”结论的天数，只看最近 64 个；金额高于最近所有被排除金额的确认不计；没有时未知。",
                en="Days since a verdict confirmed, among the latest 64; confirmed amounts above all that were lately cleared are set aside; unknown where none did.",
            ),
        ),
        "cleared_idle": Aggregate(
            verdicts.cleared_idle,
            "idle_days",
            text=Text(
                zh="距最近一次“排除”结论的天数，只看最近 64 个；没有时未知。",
                en="Days since a verdict cleared, among the latest 64; unknown where none did.",
            ),
        ),
        "judged_amount": Aggregate(
            verdicts.judged_amount,
            "count",
            text=Text(
                zh="窗口内同额单据被复核为“{number}”的个数。",
                en="How many documents of the same amount verdicts of the window {number}.",
            ),
        ),
    }
)
