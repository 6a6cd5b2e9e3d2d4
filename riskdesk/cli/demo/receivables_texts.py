"""What the report on real receivables says, in both languages."""

from typing import Final

from riskdesk.cli.demo.receivables_grades import DEFINITION
from riskdesk.core.i18n import Text

_LATE, _WITHIN = DEFINITION.past_due_days, DEFINITION.horizon_days

TEXTS: Final[dict[str, Text]] = {
    "title": Text(zh="应收账款：从历史到决定", en="Receivables: from history to decisions"),
    "intro": Text(
        zh="导入真实的已结清与未结清发票，以切分日之前所知学习，在切分日之后到期的发票上检验。",
        en="Real paid and open invoices were imported; what was known before a cut was learnt from, what fell due after it was measured on.",
    ),
    "data": Text(zh="数据", en="Data"),
    "nothing_refused": Text(zh="没有被拒绝的行。", en="No row was refused."),
    "censoring": Text(zh="哪些发票没有计入", en="What is left out"),
    "censoring_text": Text(
        zh="切分日 {cut}：到期日在最后五分之一的 {due_later} 张已付发票中检验 {tested} 张。文件只含已付发票：到期日临近末尾的，只有早付的才在其中，因此最后收款日前十天内到期的 {left_out} 张不计。逾期天数从切分日前至少十天到期的 {learnt} 张学习，切分日仍未付的，按其后仍可能付款的日子分摊。到最后收款日，文件中没有当时未付的发票：模型从付款历史学到的因此多于从欠款学到的。",
        en="The cut is {cut}: of the {due_later} paid invoices in the last fifth by due date {tested} were measured on. The file holds paid invoices alone, so that near its end only early payers are in it: {left_out} that fell due within ten days of the last payment are left out. Days late were learnt from the {learnt} that fell due ten days and more before the cut, those unpaid by then spread over the days on which they might still be paid. What was unpaid at the last payment is not in the file: models learn more from how customers paid than from what they owe.",
    ),
    "lateness": Text(zh="发票逾期预测", en="How late invoices are paid"),
    "lateness_text": Text(
        zh="每张发票只用开票时所知。账期由后来的发票估计，只用于推算开票日，不作特征。对照：原始列加客户历史均值的普通 LightGBM，同一批发票、同一切分。",
        en="Each invoice as of its issue. Terms are estimated from later invoices: they date the issue and are no feature. The peer is plain LightGBM on raw columns and running figures per customer, on the same invoices and cut.",
    ),
    "late_5": Text(zh="逾期超过 5 天", en="More than 5 days late"),
    "late_15": Text(zh="逾期超过 15 天", en="More than 15 days late"),
    "late_5_auc": Text(zh="逾期超过 5 天，AUC", en="more than 5 days late, AUC"),
    "late_5_ap": Text(zh="逾期超过 5 天，AP", en="more than 5 days late, AP"),
    "late_15_auc": Text(zh="逾期超过 15 天，AUC", en="more than 15 days late, AUC"),
    "late_15_ap": Text(zh="逾期超过 15 天，AP", en="more than 15 days late, AP"),
    "mae": Text(zh="中位数预测的平均绝对误差（天）", en="mean absolute error of the median, days"),
    "rmse": Text(zh="均值预测的均方根误差（天）", en="root mean squared error of the mean, days"),
    "within_3_days": Text(zh="在最可能一天的前后 3 天内付款", en="paid within 3 days of the likeliest day"),
    "coverage_80": Text(zh="80% 区间的覆盖率", en="the 80 % interval covers"),
    "width_80": Text(zh="80% 区间的平均宽度（天）", en="mean width of the 80 % interval, days"),
    "grades": Text(zh="等级与其后的付款", en="Grades, and what followed"),
    "grades_text": Text(
        zh="按切分日评级，界限在此之前固定：A 低于 {a_below}，B 低于 {b_below}，C 至 {c_up_to}，D 以上。这里的违约指此后一季内到期的款项中有一半以上且不少于 1000 美元逾期超过 5 天才付。逾期比例与按客户平均均以每个客户计一次：少数大户占了大部分发票。末列为模型在 {clock}（未结清发票文件之末，见下表）的评级户数，另有 {new} 户往来太少，走申请路径。",
        en="Graded as of the cut with bands fixed before it: A below {a_below}, B below {b_below}, C up to {c_up_to}, D above. A default here is that half of what falls due in the quarter that follows, and at least USD 1,000, is paid more than 5 days late. Shares and the mean of customers count each customer once: a few hold most of the invoices. The last column counts customers that the model graded as of {clock}, the end of the open invoices (see the caveat of the next table); {new} more have too short a history and stand by application.",
    ),
    "trend_text": Text(
        zh="趋势（按客户重抽 95% 区间）：等级与平均逾期天数的秩相关 {spearman_value}（{spearman_low} 至 {spearman_high}）；每降一级多逾期 {days_per_grade_value} 天（{days_per_grade_low} 至 {days_per_grade_high}）。",
        en="Trend, with 95 % intervals by drawing customers anew: rank correlation of grade and mean days late {spearman_value} ({spearman_low} to {spearman_high}); {days_per_grade_value} days more a grade ({days_per_grade_low} to {days_per_grade_high}).",
    ),
    "orders": Text(zh="新订单的决定", en="Decisions on new orders"),
    "orders_text": Text(
        zh="由服务经 HTTP 作出，时钟设在 {clock} 10:00，即未结清发票文件末日之后的第一个工作日：信用占用与所引发票均为当时已开出而未结清的。",
        en="Given by the service over HTTP, its clock at 10:00 of {clock}, the first working day after the end of the open invoices: exposure and the invoices cited are what had been billed and was unpaid by then.",
    ),
    "made": Text(
        zh="编制于 {date} · riskdesk {version} · 数据 SHA-256 前 16 位：{prints}",
        en="Written {date} · riskdesk {version} · data, first 16 digits of SHA-256: {prints}",
    ),
    "customers": Text(zh="客户清单：占用最大的 30 户", en="Customers: the 30 largest exposures"),
    "customers_text": Text(
        zh="截至 {clock} 10:00，金额以美元计；全部 {customers} 户见同一文件夹的 grades.csv。{owing} 户有欠款，合计 {exposure}，其中 {past_due} 已逾期，{past_due_30} 逾期超过 30 天；{over_limit} 户占用高于额度。",
        en="As of 10:00 of {clock}, in US dollars; all {customers} customers stand in grades.csv beside this page. {owing} owe {exposure} together, of which {past_due} is past due and {past_due_30} more than 30 days; {over_limit} owe more than their limit.",
    ),
    "customers_caveat": Text(
        zh=f"请注意：文件中 {{last}} 之后没有任何收款，其后开出的发票只有未结清的，因此当日的逾期金额和账龄偏高，并左右等级。带 * 的客户（{{late_already}} 户）当日已有所欠一半以上且不少于 1000 美元的款项逾期超过 {_LATE} 天。概率指此后 {_WITHIN} 天内到期的款项有一半以上付款逾期超过 {_LATE} 天的可能。额度按近一年开票计，未载的已付发票使其偏低。",
        en=f"Mind: the files hold no payment after {{last}} and, of what was billed later, only what stayed open. What is past due, and for how long, is therefore overstated and dominates these grades. A * marks the {{late_already}} customers of whose debt half and at least USD 1,000 were more than {_LATE} days past due already. The probability is that half of what falls due is paid more than {_LATE} days late, within {_WITHIN} days. Limits follow what was billed in a year and are too low where paid invoices are not in the files.",
    ),
    "by_application": Text(zh="申请", en="by application"),
    "credit": Text(
        zh="等级 {grade} · 违约概率 {pd} · 额度 {limit} · 占用 {exposure} · 可用 {headroom}",
        en="grade {grade} · PD {pd} · limit {limit} · exposure {exposure} · headroom {headroom}",
    ),
    "approve": Text(zh="通过", en="approve"),
    "review": Text(zh="人工复核", en="review"),
    "block": Text(zh="拦截", en="block"),
    "column_file": Text(zh="文件", en="file"),
    "column_read": Text(zh="读取", en="read"),
    "column_taken": Text(zh="接收", en="taken"),
    "column_repeated": Text(zh="重复", en="repeated"),
    "column_refused": Text(zh="拒绝", en="refused"),
    "column_row": Text(zh="行", en="row"),
    "column_field": Text(zh="字段", en="field"),
    "column_why": Text(zh="原因", en="why"),
    "column_figure": Text(zh="指标", en="figure"),
    "column_ours": Text(zh="风控台", en="riskdesk"),
    "column_peer": Text(zh="普通 LightGBM", en="plain LightGBM"),
    "column_peer_tuned": Text(zh="同上，小树", en="the same, small trees"),
    "column_grade": Text(zh="等级", en="grade"),
    "column_customer": Text(zh="客户", en="customer"),
    "column_exposure": Text(zh="信用占用", en="exposure"),
    "column_past_due": Text(zh="其中逾期", en="past due"),
    "column_limit": Text(zh="额度", en="limit"),
    "column_pd_of_customer": Text(
        zh=f"{_WITHIN} 天内逾期超过 {_LATE} 天的概率",
        en=f"probability of > {_LATE} days late within {_WITHIN} days",
    ),
    "column_customers": Text(zh="客户", en="customers"),
    "column_invoices": Text(zh="发票", en="invoices"),
    "column_pd": Text(zh="预期违约率", en="expected PD"),
    "column_mean_days": Text(zh="平均逾期天数", en="mean days late"),
    "column_mean_days_of_customers": Text(zh="按客户平均", en="mean of customers"),
    "column_above_5": Text(zh="超过 5 天", en="> 5 days"),
    "column_above_15": Text(zh="超过 15 天", en="> 15 days"),
    "column_above_30": Text(zh="超过 30 天", en="> 30 days"),
    "column_now": Text(zh="现评级户数", en="graded now"),
}
