"""Models, bundles, policies, training."""

from typing import Final

from riskdesk.core.i18n import Text

MODELS: Final = (
    # bundles
    Text(en="it needs {said}", zh="它需要 {said}"),
    Text(en="the answer is not the one of training", zh="答案与训练时不同"),
    Text(en="its features are defined differently in this program", zh="其特征在本程序中的定义不同"),
    Text(en="expected {format}, found {found}", zh="应为 {format}，实为 {found}"),
    Text(en="the content does not fit its checksum", zh="内容与校验和不符"),
    Text(en="no JSON of a bundle: {said}", zh="不是模型包的 JSON：{said}"),
    Text(en="no JSON of a pair model: {said}", zh="不是配对模型的 JSON：{said}"),
    Text(en="no JSON of a policy: {said}", zh="不是策略的 JSON：{said}"),
    Text(en="no typologies: {said}", zh="不是疑点类型表：{said}"),
    Text(en="expected one memory for each look", zh="每个视角应有一份记忆"),
    Text(en="expected members, and a slope above 0", zh="应有成员，且斜率大于零"),
    Text(en="trees ask about other features than the layout has", zh="决策树用到的特征与版式不符"),
    Text(
        en="contributions of {n} of {rows} rows do not sum to the score",
        zh="{rows}行中有{n}行的贡献之和不等于得分",
    ),
    Text(en="contributions sum to {total}, the score is {score}", zh="贡献之和为 {total}，得分为 {score}"),
    Text(
        en="a step or head was fitted on other features than the bundle names",
        zh="某一级或分头所用的特征与模型包所列不同",
    ),
    Text(en="a head is no model of a probability", zh="某一分头不是概率模型"),
    Text(
        en="the model was fitted on other features than the bundle names", zh="模型所用的特征与模型包所列不同"
    ),
    Text(en="the model was fitted with other constraints", zh="模型训练时的约束不同"),
    Text(en="a {objective} model cannot serve as {role}", zh="{objective} 模型不能用作 {role}"),
    Text(en="this program has no feature {names}", zh="本程序没有特征 {names}"),
    Text(en="the {role} bundle {version} holds no model", zh="{role} 模型包 {version} 中没有模型"),
    Text(en="a bundle for {found}, not for {role}", zh="这是 {found} 的模型包，不是 {role} 的"),
    Text(en="the stored bytes have another hash", zh="已存内容的散列值不符"),
    # trees
    Text(en="Tree={k}: {why}", zh="第 {k} 棵树：{why}"),
    Text(en="num_leaves or num_cat is too small", zh="num_leaves 或 num_cat 过小"),
    Text(
        en="objective binary: sigmoid {n} is not a positive number",
        zh="objective binary：sigmoid {n} 不是正数",
    ),
    Text(
        en="objective {said}: only binary, {names} are evaluated",
        zh="objective {said}：只支持 binary、{names}",
    ),
    Text(en="the first line is not 'tree'", zh="第一行不是 'tree'"),
    Text(en="feature_names and max_feature_idx disagree", zh="feature_names 与 max_feature_idx 不一致"),
    Text(en="tree_sizes announces {n} trees, {found} follow", zh="tree_sizes 声明{n}棵树，实有{found}棵"),
    Text(en="the text is cut: 'end of trees' is missing", zh="文本不完整：缺少 'end of trees'"),
    Text(
        en="'Tree={k}' or 'end of trees' expected, not {said}",
        zh="应为 'Tree={k}' 或 'end of trees'，实为 {said}",
    ),
    Text(en="linear trees are not evaluated", zh="不支持线性树"),
    Text(en="line {said} is unknown or repeated", zh="行 {said} 未知或重复"),
    Text(en="monotone_constraints are not -1, 0 or 1", zh="monotone_constraints 应为 -1、0 或 1"),
    Text(en="{name} is {found}, only {expected} is evaluated", zh="{name} 为 {found}，只支持 {expected}"),
    Text(en="{name} has {n} numbers, not {expected}", zh="{name} 有{n}个数，应为{expected}个"),
    Text(en="{name} is not a line of {kind}", zh="{name} 不是一行 {kind}"),
    Text(en="{name} is missing", zh="缺少 {name}"),
    # storing and activating
    Text(en="expected one of {names}, got {found}", zh="应为以下之一：{names}，收到 {found}"),
    Text(en="nothing is stored under {hash}", zh="没有以 {hash} 存放的内容"),
    Text(en="expected a second person, other than who proposed it", zh="应由提出人以外的第二人批准"),
    Text(en="expected a second person, other than who proposes it", zh="应由提出人以外的第二人批准"),
    Text(en="expected who proposes the activation", zh="应写明由谁提出启用"),
    Text(en="the activation was refused", zh="启用被拒绝"),
    Text(en="the publication was refused", zh="发布被拒绝"),
    Text(en="the log refused it", zh="日志拒绝了它"),
    Text(en="the bundle {hash} is not in shadow", zh="模型包 {hash} 没有在影子运行"),
    Text(en="the bundle {hash} is in shadow already", zh="模型包 {hash} 已在影子运行"),
    Text(en="the bundle {hash} {said}", zh="模型包 {hash}：{said}"),
    Text(
        en="{what} in shadow with a hash that begins with {prefix}",
        zh="影子运行的模型包中，散列值以 {prefix} 开头的：{what}",
    ),
    Text(en="{what} with a hash that begins with {prefix}", zh="散列值以 {prefix} 开头的：{what}"),
    Text(en="no earlier {role} bundle was in production", zh="此前没有 {role} 模型包投入使用"),
    Text(en="forecasts of days late stand beside no decision", zh="逾期天数预测不随任何决定给出"),
    Text(
        en="no decision of that time was seen by the bundle in shadow",
        zh="该时段没有决定经过影子运行的模型包",
    ),
    Text(en="no gate report is kept of this bundle: train it here", zh="没有该模型包的检验报告：请在此训练"),
    Text(
        en="another bundle came into production since its gates were asked: train again",
        zh="检验之后已有另一模型包投入使用：请重新训练",
    ),
    Text(en="the gate report cannot be read: {said}", zh="检验报告无法读取：{said}"),
    Text(
        en="the run's vectors were not recomputed as of then: nothing shows that none knows the future",
        zh="本次训练的向量没有按当时重新计算：无法证明没有用到未来信息",
    ),
    # training
    Text(
        en="expected at least {least} outcomes of each kind in both parts, found {a} of {b} and {c} of {d}",
        zh="前后两段中每类结果至少需要{least}个，实有{b}个中的{a}个与{d}个中的{c}个",
    ),
    Text(
        en="expected books of at least {least} firms of each kind, found {n} in default of {all}",
        zh="每类企业至少需要{least}家的账簿，{all}家中违约的有{n}家",
    ),
    Text(
        en="expected at least {least} invoices that fell due, found {n}",
        zh="至少需要{least}张已到期的发票，实有{n}张",
    ),
    Text(
        en="expected at least {least} pairs of each verdict, found {n} confirmed of {all}",
        zh="每种结论至少需要{least}对，{all}对中查实的有{n}对",
    ),
    Text(
        en="expected at least {least} orders after the warm-up, found {n}",
        zh="预热期后至少需要{least}张订单，实有{n}张",
    ),
    Text(
        en="expected at least {least} payments after the warm-up, found {n}",
        zh="预热期后至少需要{least}笔付款，实有{n}笔",
    ),
    Text(en="expected at least {least} decisions, found {n}", zh="至少需要{least}个决定，实有{n}个"),
    Text(en="the log holds no order, invoice or payment yet", zh="日志中还没有订单、发票或付款"),
    Text(
        en="firms with outcomes of their own go with --application",
        zh="自带结果的企业数据须与 --application 一起使用",
    ),
    Text(en="expected {low} to {high}, got {n}", zh="应为{low}到{high}，收到{n}"),
    Text(en="expected a currency of two decimals", zh="应为两位小数的货币"),
    Text(en="expected costs of 0 or more, not both 0", zh="成本不得为负，且不能同时为零"),
    Text(en="expected 0 or more alerts a day", zh="每日预警数不得为负"),
    Text(
        en="expected --alerts-a-day, or both --cost-missed and --cost-false",
        zh="应给出 --alerts-a-day，或同时给出 --cost-missed 与 --cost-false",
    ),
    Text(en="there is no decision to replay", zh="没有可重放的决定"),
    Text(en="no credit bundle is meant, or more than one", zh="没有指明信用模型包，或指向多个"),
    Text(en="no scorecard: {said}", zh="不是评分卡：{said}"),
    Text(en="{version} holds no scorecard of applications", zh="{version} 中没有申请评分卡"),
)
"""Texts by their English sentence."""
