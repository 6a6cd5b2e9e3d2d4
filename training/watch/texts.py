"""What watching found, in words."""

from typing import Final

from riskdesk.core.i18n import Text

FINDINGS: Final[dict[str, Text]] = {
    "scores_moved": Text(
        zh="{role}：评分分布已偏移（PSI {psi}），超出样本量所能解释",
        en="{role}: scores moved (PSI {psi}), more than the sample's size explains",
    ),
    "features_moved": Text(
        zh="{role}：{count} 个特征明显偏移，如 {features}",
        en="{role}: {count} features shifted, such as {features}",
    ),
    "rate_off": Text(
        zh="{role}：{month} 实际比例 {realised}，预期 {expected}",
        en="{role}: {realised} came true in {month}, {expected} was expected",
    ),
    "reasons_moved": Text(
        zh="{place}：给出的理由分布已变化（PSI {psi}）", en="{place}: the reasons given moved (PSI {psi})"
    ),
    "volume_moved": Text(
        zh="{place}：日均预警 {now}，此前 {then}", en="{place}: {now} alerts a day, {then} before"
    ),
    "grade_off": Text(
        zh="{grade} 级 {month}：预期违约率 {expected} 不在实际区间 {low} – {high} 内",
        en="grade {grade} of {month}: {expected} expected lies outside what happened, {low} to {high}",
    ),
    "coverage_off": Text(
        zh="迟付预测：80% 区间实际覆盖 {value}（{low} – {high}）",
        en="days late: the 80 % interval held {value} of what was paid ({low} to {high})",
    ),
    "forecast_off": Text(
        zh="迟付预测：平均误差 {value} 天（{low} – {high}），训练时为 {expected} 天",
        en="days late: off by {value} days on average ({low} to {high}), {expected} when it was trained",
    ),
}
WELL: Final = Text(zh="未发现需要关注的变化", en="nothing asks for attention")
RETRAIN: Final = Text(
    zh="建议训练挑战者：riskdesk train。监测不会训练或启用任何模型。",
    en="Train a challenger: riskdesk train. Watching trains and activates nothing.",
)

TITLE: Final = Text(zh="监测：在用的模型", en="watch: bundles in production")
GRADES: Final = Text(zh="各等级的结果", en="how grades turned out")
LEVELS: Final[dict[str, Text]] = {
    "stable": Text(zh="稳定", en="stable"),
    "look": Text(zh="留意", en="look"),
    "shifted": Text(zh="已偏移", en="shifted"),
}
FORECASTS: Final = Text(
    zh="迟付预测的结果：按开票时重算，{invoices} 张已到期满 30 天",
    en="how days late turned out: as of posting, {invoices} invoices a month past due",
)
ALL_MONTHS: Final = Text(zh="全部", en="all")
