"""Sentences of the model card in both languages."""

from typing import Final

from models.role import Role
from riskdesk.core.i18n import Text

HEADINGS: Final[dict[str, Text]] = {
    "purpose": Text(zh="用途", en="Purpose"),
    "data": Text(zh="数据", en="Data"),
    "label": Text(zh="标签与成熟", en="Label and maturity"),
    "made": Text(zh="做法", en="How it is made"),
    "measured": Text(zh="测得", en="What was measured"),
    "labels": Text(zh="标签带来多少", en="How far labels carry"),
    "slices": Text(zh="公平：各切片", en="Fairness: slices"),
    "limits": Text(zh="局限", en="Limits"),
    "unknown": Text(zh="不知道的", en="Not known"),
    "rollback": Text(zh="退回", en="How to roll back"),
}

PURPOSE: Final[dict[Role, Text]] = {
    "credit": Text(
        zh="估计一个客户在期限内违约的概率，由政策表据此给出等级、额度、账期与发货方式。供信用经理使用；不用于个人消费信贷，也不单独拒绝任何订单。",
        en="Estimates the probability that a customer defaults within the horizon; the policy table turns it into grade, limit, terms and shipping. For credit managers; not for consumer credit, and it refuses no order by itself.",
    ),
    "lateness": Text(
        zh="预测一张发票迟付多少天及其 80% 区间，用于催收排序与现金预测。不进入放行与否的判断。",
        en="Forecasts how many days late an invoice is paid, with an 80 % interval, for collections and cash forecast. It takes no part in whether an order passes.",
    ),
    "order_anomaly": Text(
        zh="估计复核人会确认一张订单可疑的概率，决定哪些订单先给人看。判断由人作出；它不是对销售人员的评价。",
        en="Estimates the probability that a reviewer would confirm the suspicion of an order, and so which orders a person sees first. A person judges; it is no appraisal of salespeople.",
    ),
    "payment_anomaly": Text(
        zh="估计复核人会确认一笔付款可疑的概率，决定哪些付款先给人看。判断由人作出；它不是对申请人的指控。",
        en="Estimates the probability that a reviewer would confirm the suspicion of a payment, and so which payments a person sees first. A person judges; it accuses nobody who requested one.",
    ),
}  # fmt: skip

DATA: Final = Text(
    zh="本公司事件日志，读到 seq {seq}（链哈希 {chain}）；特征集 {features}，{count} 项。每行只含当时已知的事实。测试期 {first} 至 {last}，{rows} 行。",
    en="The company's own event log up to seq {seq} (chain hash {chain}); feature set {features}, {count} features. Each row holds what was known at its moment. Test period {first} to {last}, {rows} rows.",
)  # fmt: skip
DATA_UNTESTED: Final = Text(
    zh="本公司事件日志，读到 seq {seq}（链哈希 {chain}）；特征集 {features}，{count} 项。没有留下测试行。",
    en="The company's own event log up to seq {seq} (chain hash {chain}); feature set {features}, {count} features. No test rows were left.",
)  # fmt: skip
PERSONAL: Final = Text(
    zh="账号、电话、地址与人员只以哈希匹配，不进模型；性别、年龄、籍贯等个人属性不是特征。员工的工作习惯（时段、常用对象）会用到。",
    en="Accounts, phones, addresses and persons are matched by hash and do not enter the model; sex, age or origin of people are no features. Habits of employees at work (hours, usual counterparties) are used.",
)  # fmt: skip

LABEL: Final[dict[Role, Text]] = {
    "credit": Text(
        zh="违约：快照后 {horizon_days} 天内，有逾期超过 {past_due_days} 天且不小于 {materiality} 的欠款。期限未满的行结果未知，不学不测。",
        en="Default: within {horizon_days} days of the snapshot something of at least {materiality} is more than {past_due_days} days past due. Rows whose horizon is not over are neither learnt from nor measured on.",
    ),
    "lateness": Text(
        zh="付清日减到期日，以 {cap_days} 天封顶。未满 {cap_days} 天的发票不作测量。",
        en="Day settled less day due, capped at {cap_days} days. Invoices that did not have {cap_days} days are not measured on.",
    ),
    "order_anomaly": Text(
        zh="复核人确认为 1、澄清为 0；{delay_days} 天后仍无人判断的当作 0，拟合时权重至多 {unjudged_weight}；放行后抽中复核的按抽中概率的倒数加权。更新的行不学不测。",
        en="Confirmed by a reviewer is 1, cleared is 0; what nobody judged within {delay_days} days is taken for 0, with a weight of at most {unjudged_weight} in fitting; what was drawn and judged among the passed weighs one over its propensity. Younger rows are neither learnt from nor measured on.",
    ),
}  # fmt: skip
LABEL["payment_anomaly"] = LABEL["order_anomaly"]
LEFT_OUT: Final = Text(zh="留在外面：{counts}。", en="Left out: {counts}.")

MADE: Final = Text(
    zh="LightGBM 梯度提升树，按业务方向约束单调（{bound} 项），概率经校准；先在较早的行上拟合，在较晚的行上决定停止与校准，再在更晚的行上测量。",
    en="Gradient boosted trees (LightGBM), monotone where business sense has a direction ({bound} features), probabilities calibrated: grown on earlier rows, stopped and calibrated on later ones, measured on still later ones.",
)  # fmt: skip
MADE_DAYS: Final = Text(
    zh="LightGBM：一个可解释的中位数预测给出理由，另一个分布模型给出区间；迟付损失的叶值事后重设，因此没有单调约束。",
    en="LightGBM: an explained median gives the reasons, a model of the whole distribution gives the interval; leaves of an absolute loss are set anew after growth, so there are no monotone constraints.",
)  # fmt: skip
MADE_COLD: Final = Text(
    zh="冷启动：可用的判断太少，包里只有孤立森林；它不给概率，只能使结果更严。",
    en="Cold start: too few verdicts, the bundle holds an isolation forest alone; it gives no probability and can only make an outcome stricter.",
)

FIGURE: Final = Text(zh="{name}：{value}", en="{name}: {value}")
FIGURE_INTERVAL: Final = Text(
    zh="{name}：{value}（95% 区间 {interval}）", en="{name}: {value} (95 % interval {interval})"
)
STABLE: Final = Text(
    zh="在重抽的历史上再训练：每行 {named} 条理由中平均有 {kept} 条不变，{first} 的行第一条不变。",
    en="Trained again on history drawn anew: {kept} of {named} reasons a row stay on average, and {first} of the rows keep their first one.",
)
GATES_FAILED: Final = Text(
    zh="未通过的关口：{names}。不得上线。", en="Gates not passed: {names}. Not for production."
)
GATES_PASSED: Final = Text(zh="{count} 道关口全部通过。", en="All {count} gates passed.")

STAGE: Final = Text(zh="阶段：{stage}。{why}", en="Stage: {stage}. {why}")
POPULATION: Final = Text(
    zh="对本系统判断过的全部 {decided} 张单据估计（{judged} 张已复核，其中抽签 {drawn} 张）：精确率 {precision}，召回率 {recall}，问题占比 {rate}。",
    en="Estimated over all {decided} documents that riskdesk decided about ({judged} judged, {drawn} of them drawn by lot): precision {precision}, recall {recall}, rate of bad ones {rate}.",
)  # fmt: skip
PATTERN: Final = Text(
    zh="手法“{name}”：精确率 {precision}（{interval}），{hits} 次命中中复核 {judged} 次。",
    en="Pattern “{name}”: precision {precision} ({interval}), {judged} of {hits} hits judged.",
)
PATTERN_UNWEIGHTED: Final = Text(
    zh="手法“{name}”：精确率 {precision}（{interval}），{hits} 次命中中复核 {judged} 次；未加权，只代表被看过的。",
    en="Pattern “{name}”: precision {precision} ({interval}), {judged} of {hits} hits judged; not weighted, it speaks of those alone.",
)  # fmt: skip
PATTERNS_FEW: Final = Text(
    zh="复核太少、不给精确率的手法：{names}。", en="Patterns judged too rarely for a precision: {names}."
)
OWN_OUTCOME: Final = Text(
    zh="结果由付款本身给出，不靠人判断。", en="Outcomes are told by payments themselves, not by people."
)
NO_VERDICTS: Final = Text(zh="本次没有衡量。", en="Not measured in this run.")
UNKNOWN_SHARE: Final = Text(zh="未知", en="unknown")

SLICE_WORSE: Final = Text(
    zh="排序差于其余：{name}，AUC {auc}，差 {gap} 个百分点。",
    en="Ranks worse than the rest: {name}, AUC {auc}, {gap} points.",
)
SLICE_OFF: Final = Text(
    zh="预期不符：{name}，预期 {expected}，实际 {realised}。",
    en="Expected is off: {name}, expected {expected}, realised {realised}.",
)
SLICE_FURTHER: Final = Text(
    zh="误差大于其余：{name}，{mae} 天，差 {gap} 天。",
    en="Further off than the rest: {name}, {mae} days, by {gap}.",
)
SLICE_COVERAGE: Final = Text(
    zh="80% 区间不符：{name}，实际覆盖 {coverage}。",
    en="The 80 % interval is off: {name}, it holds {coverage}.",
)
SLICES_EVEN: Final = Text(
    zh="判断得了的 {count} 片中，没有哪一片明显差于其余。",
    en="Of the {count} slices that could be judged, none is clearly worse than the rest.",
)
SLICES_SMALL: Final = Text(zh="另有 {count} 片太小，无法判断。", en="{count} more are too small to judge.")
SLICES_NONE: Final = Text(zh="本次没有按切片测量。", en="Not measured by slice in this run.")

LIMITS: Final[dict[Role, tuple[Text, ...]]] = {
    "credit": (
        Text(zh="只在有交易记录的客户上学过；新客户走申请路径，战略客户走特批。", en="Learnt on customers with a record of trade; new ones go by the application route, strategic ones by special approval."),
        Text(zh="概率以过去的经济环境为准；环境骤变时，先看校准再信等级。", en="Probabilities stand on the economy of the past; when that turns, look at calibration before trusting grades."),
        Text(zh="月末快照：两次月末之间的变化要到下一次才进入违约率的计量。", en="Measured at month-ends: what changes between two of them shows at the next."),
    ),
    "lateness": (
        Text(zh="只看历史上开过票的客户；新客户的区间更宽，也应更少信任。", en="Learnt from customers with invoices; intervals of new ones are wider and deserve less trust."),
        Text(zh="封顶以上的迟付不区分。", en="Beyond the cap, later is not told from very late."),
    ),
    "order_anomaly": (
        Text(zh="学到的是复核人会确认什么，不是舞弊本身；复核人看漏的，模型也学不到。", en="It learns what reviewers confirm, not fraud itself; what they overlook it cannot learn."),
        Text(zh="从未出现过的手法只有孤立森林与规则能提示。", en="A kind never seen before is hinted at by the isolation forest and by rules alone."),
    ),
}  # fmt: skip
LIMITS["payment_anomaly"] = LIMITS["order_anomaly"]

UNKNOWN: Final[dict[Role, tuple[Text, ...]]] = {
    "credit": (
        Text(zh="被拒绝的客户本会怎样：他们没有结果，不在任何数字里。", en="How customers who were refused would have turned out: they have no outcome and are in no figure."),
        Text(zh="上线后额度与账期随模型而变，会改变以后的违约；离线数字不含这种反馈。", en="Limits and terms follow the model once it is in use, and change later defaults; figures made offline hold none of that."),
    ),
    "lateness": (
        Text(zh="催收本身如何改变付款日：模型看到的是既有催收之下的结果。", en="How collections change the day of payment: the model saw outcomes under the practice that there was."),
    ),
    "order_anomaly": (
        Text(zh="无人看过的单据中还有多少问题：它们被当作没有问题，测得的精确率因此偏低、召回率偏高。", en="How many bad ones stand among those that nobody looked at: they count as good here, so precision is measured too low and recall too high."),
        Text(zh="知道有模型之后，人会怎样改变做法。", en="How people change what they do once they know of the model."),
    ),
}  # fmt: skip
UNKNOWN["payment_anomaly"] = UNKNOWN["order_anomaly"]
UNKNOWN_SLICES: Final = Text(zh="太小的切片里表现如何。", en="How it does in the slices that are too small.")

ROLLBACK: Final = Text(
    zh="一条命令，两个人：`riskdesk models rollback {role} --proposed-by 甲 --approved-by 乙`。上一个包重新生效，记入日志；`riskdesk models production` 说明哪天用的是哪一个。已作出的判断不变，可按当时的包重算。",
    en="One command, two persons: `riskdesk models rollback {role} --proposed-by A --approved-by B`. The bundle before comes back into force, by an event of the log; `riskdesk models production` tells which was in force on a day. Decisions that were taken stay, and can be replayed with the bundle of then.",
)  # fmt: skip
