"""What each figure is called, and what it says, in both languages."""

import re
from typing import Final

from riskdesk.core.i18n import Text

NAMES: Final[dict[str, tuple[Text, Text]]] = {
    "auc": (
        Text(zh="AUC", en="AUC"),
        Text(zh="随机取一个坏样本和一个好样本，坏样本排得更前的概率；0.5 等于瞎猜", en="chance that a bad row ranks above a good one; 0.5 is guessing"),
    ),
    "gini": (Text(zh="基尼系数", en="Gini"), Text(zh="2 × AUC − 1", en="2 × AUC − 1")),
    "ap": (
        Text(zh="平均精确率 AP", en="average precision"),
        Text(zh="沿名单往下看时命中率的平均；瞎猜等于坏样本占比", en="mean precision going down the list; guessing gives the rate of bad rows"),
    ),
    "ks": (Text(zh="KS", en="KS"), Text(zh="好坏两条累计曲线的最大距离", en="greatest distance of the cumulative curves of good and bad")),
    "brier": (
        Text(zh="Brier 分", en="Brier score"),
        Text(zh="概率与结果之差的平方均值，越低越好", en="mean squared distance of probability and outcome; lower is better"),
    ),
    "rows": (Text(zh="测试行数", en="test rows"), Text(zh="都晚于学习所用", en="all later than what was learnt from")),
    "positives": (Text(zh="其中坏样本", en="of them bad"), Text(zh="违约、或经复核确认", en="defaulted, or confirmed by a reviewer")),
    "rate": (Text(zh="坏样本占比", en="rate of bad rows"), Text(zh="实际发生", en="as it happened")),
    "mean_probability": (Text(zh="平均概率", en="mean probability"), Text(zh="应与坏样本占比相近", en="should be near the rate of bad rows")),
    "money_auc": (
        Text(zh="按金额加权的 AUC", en="AUC, money-weighted"),
        Text(zh="一元问题金额排在一元正常金额之前的概率", en="chance that a unit of bad money ranks above a unit of good money"),
    ),
    "money_recall": (
        Text(zh="阈值以上的金额召回", en="recall by money at the cut"),
        Text(zh="问题金额中有多少会被拦下", en="share of the bad amounts that would be held"),
    ),
    "money_precision": (
        Text(zh="阈值以上的金额命中", en="precision by money at the cut"),
        Text(zh="被拦金额中有多少确有问题", en="share of the held amounts that is bad"),
    ),
    "money_mae": (
        Text(zh="按金额加权的平均误差（天）", en="mean absolute error, days, money-weighted"),
        Text(zh="中位预测；每一元算一份", en="median forecast; each unit of money counts as one"),
    ),
    "money_coverage_80": (
        Text(zh="按金额加权的 80% 区间覆盖率", en="coverage of the 80 % interval, money-weighted"),
        Text(zh="应约为 80%", en="should be about 80 %"),
    ),
    "mae": (Text(zh="平均绝对误差（天）", en="mean absolute error, days"), Text(zh="中位预测与实际相差", en="median forecast against what happened")),
    "rmse": (Text(zh="均方根误差（天）", en="root mean squared error, days"), Text(zh="均值预测；大错计得更重", en="of the mean forecast; large misses weigh more")),
    "bias": (Text(zh="偏差（天）", en="bias, days"), Text(zh="预测减实际", en="forecast less actual")),
    "within_3_days": (Text(zh="三天以内", en="within 3 days"), Text(zh="最可能的一天与实际相差不过三天的占比", en="share paid within three days of the likeliest day")),
    "coverage_80": (Text(zh="80% 区间的覆盖率", en="coverage of the 80 % interval"), Text(zh="应约为 80%", en="should be about 80 %")),
    "width_80": (Text(zh="80% 区间的宽度（天）", en="width of the 80 % interval, days"), Text(zh="越窄越有用", en="narrower is more useful")),
    "mae_naive": (Text(zh="不用模型的误差（天）", en="error without a model, days"), Text(zh="人人都报历史中位数", en="saying the past median of everyone")),
    "mae_explained": (Text(zh="可解释中位数的误差（天）", en="error of the explained median, days"), Text(zh="给出理由的那一个预测", en="the forecast whose reasons are shown")),
    "stage": (Text(zh="阶段", en="stage"), Text(zh="0 冷启动，1 标签不多，2 标签充足；理由见上", en="0 cold start, 1 few labels, 2 many labels; why is told above")),
    "confirmed": (Text(zh="已知的确认", en="confirmed verdicts known"), Text(zh="到日志末尾为止", en="up to the end of the log")),
    "cleared": (Text(zh="已知的排除", en="cleared verdicts known"), Text(zh="到日志末尾为止", en="up to the end of the log")),
    "gain_ap": (Text(zh="比孤立森林多出的 AP", en="average precision above the forest's"), Text(zh="区间在 0 以上才说明标签确有帮助", en="an interval above 0 shows that the labels helped")),
    "seen_precision": (Text(zh="只看已复核者的精确率", en="precision among what was judged"), Text(zh="偏乐观：复核人多看被标记的", en="flattering: reviewers see what was flagged")),
    "seen_recall": (Text(zh="只看已复核者的召回率", en="recall among what was judged"), Text(zh="偏乐观：没人看过的不在其中", en="flattering: what nobody looked at is not in it")),
    "population_precision": (Text(zh="对全部单据估计的精确率", en="precision over all documents, estimated"), Text(zh="按抽样概率的倒数加权", en="weighed by one over the propensity")),
    "population_recall": (Text(zh="对全部单据估计的召回率", en="recall over all documents, estimated"), Text(zh="按抽样概率的倒数加权", en="weighed by one over the propensity")),
    "population_rate": (Text(zh="对全部单据估计的问题占比", en="rate of bad ones over all documents, estimated"), Text(zh="按抽样概率的倒数加权", en="weighed by one over the propensity")),
    "population_ap": (Text(zh="对全部单据估计的 AP", en="average precision over all documents, estimated"), Text(zh="按抽样概率的倒数加权", en="weighed by one over the propensity")),
    "cold_start": (Text(zh="冷启动", en="cold start"), Text(zh="1 表示标签不足，只有孤立森林", en="1: too few labels, the isolation forest alone")),
    "isolation_auc": (Text(zh="孤立森林的 AUC", en="AUC of the isolation forest"), Text(zh="完全不用标签", en="without any label")),
    "isolation_ap": (Text(zh="孤立森林的 AP", en="average precision of the isolation forest"), Text(zh="完全不用标签", en="without any label")),
}  # fmt: skip

_ALERTS: Final = re.compile(r"(precision|recall|money_recall|entity_precision)_at_(\d+)_per_day")
_LATE: Final = re.compile(r"late_(\d+)_(\w+)")
_AT_K: Final = {
    "precision": (
        Text(zh="每天看{k}笔的命中率", en="precision at {k} a day"),
        Text(zh="每天最可疑的{k}笔中确有问题的占比；平静的日子里再好的模型也到不了 1", en="share of bad ones among the {k} highest of each day; below 1 for the best model too, since quiet days count"),
    ),
    "recall": (
        Text(zh="每天看{k}笔的召回率", en="recall at {k} a day"),
        Text(zh="全部问题中排进当天前{k}笔的占比", en="share of all bad ones that stand among the {k} highest of their day"),
    ),
    "entity_precision": (
        Text(zh="每天看{k}家的命中率", en="precision at {k} customers or payees a day"),
        Text(zh="每天最可疑的{k}家（客户或收款方，每天只算一次）中确有问题的占比；已查实的次日起不再看", en="share of bad ones among the {k} customers or payees of each day's highest scores, each counted once; who was found is not looked at again from the next day on"),
    ),
    "money_recall": (
        Text(zh="每天看{k}笔的金额召回", en="recall by money at {k} a day"),
        Text(zh="全部问题金额中排进当天前{k}笔的占比", en="share of all bad amounts that stands among the {k} highest of their day"),
    ),
}  # fmt: skip
_LATE_BY: Final = Text(zh="迟付超过{days}天：{name}", en="more than {days} days late: {name}")


def texts_of(metric: str) -> tuple[Text, Text]:
    """Return what a figure is called and what it says; its own name where nothing is known of it."""
    if metric in NAMES:
        return NAMES[metric]
    if (found := _ALERTS.fullmatch(metric)) is not None:
        name, said = _AT_K[found[1]]
        return _filled(name, k=found[2]), _filled(said, k=found[2])
    if (found := _LATE.fullmatch(metric)) is not None and found[2] in NAMES:
        name, said = NAMES[found[2]]
        both = Text(
            zh=_LATE_BY.render("zh", {"days": found[1], "name": name.zh}),
            en=_LATE_BY.render("en", {"days": found[1], "name": name.en}),
        )
        return both, said
    return Text(zh=metric, en=metric), Text(zh="", en="")


def _filled(text: Text, **params: str) -> Text:
    return Text(zh=text.render("zh", params), en=text.render("en", params))
