"""What the comparison of a challenger in shadow is called, in words."""

from typing import Final

from riskdesk.core.i18n import Text

TITLE: Final = Text(
    zh="影子模型 {challenger} 与现役模型（{role}）：{decisions} 个判断，{days} 天，其中 {labelled} 个已知结果（{hits} 个成立）",
    en="challenger {challenger} in shadow of the champion ({role}): {decisions} decisions in {days} days, "
    "{labelled} with a known outcome ({hits} hits)",
)
FIGURE_HEADS: Final = (
    Text(zh="项目", en="item"),
    Text(zh="现役", en="champion"),
    Text(zh="影子", en="challenger"),
    Text(zh="影子的增益（95% 区间）", en="gain of the challenger (95 % interval)"),
)
METRICS: Final = {
    "auc": Text(zh="AUC", en="AUC"),
    "ap": Text(zh="平均精确率 AP", en="average precision"),
    "brier": Text(zh="Brier 分（越低越好）", en="Brier score (lower is better)"),
}
ALERTS: Final = Text(zh="日均预警", en="alerts a day")
MORE: Final = Text(zh="影子多 {more}（{low} – {high}）", en="{more} more ({low} – {high})")
SAME: Final = Text(zh="判断相同", en="same step")
RANK: Final = Text(zh="分数的秩相关", en="rank correlation of the scores")
PSI: Final = Text(zh="分数分布之差（PSI）", en="distance of the scores (PSI)")
TOOK: Final = Text(zh="影子耗时：中位 / 99%", en="time the challenger took: median / 99 %")
FLIPS: Final = Text(zh="两边的判断", en="steps of both")
FLIP_HEADS: Final = (
    Text(zh="现役", en="champion"),
    Text(zh="影子", en="challenger"),
    Text(zh="判断数", en="decisions"),
    Text(zh="已知结果", en="known"),
    Text(zh="其中成立", en="hits"),
)
APART: Final = Text(zh="相差最大的判断", en="decisions that differ most")
APART_HEADS: Final = (
    Text(zh="判断", en="decision"),
    Text(zh="单据", en="document"),
    Text(zh="现役", en="champion"),
    Text(zh="影子", en="challenger"),
    Text(zh="结果", en="outcome"),
)
LABELS: Final = {
    1.0: Text(zh="成立", en="hit"),
    0.0: Text(zh="不成立", en="no hit"),
    None: Text(zh="未知", en="unknown"),
}
STEPS: Final = {
    "approve": Text(zh="放行", en="approve"),
    "review": Text(zh="复核", en="review"),
    "block": Text(zh="拦截", en="block"),
    "-": Text(zh="无", en="none"),
}
NOTHING: Final = Text(
    zh="没有任何模型在影子中运行过。", en="no bundle has run in shadow: there is nothing to compare"
)
ADVICE: Final = Text(
    zh="比较不启用任何模型；启用须两人：riskdesk models activate。",
    en="Comparing activates nothing; two persons do: riskdesk models activate.",
)
