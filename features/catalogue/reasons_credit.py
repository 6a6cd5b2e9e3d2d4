"""Reasons about a customer: how it owes, pays and trades."""

from typing import Final

from features.catalogue.reason import Evidence, ReasonSpec
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

CREDIT_REASONS: Final[tuple[ReasonSpec, ...]] = (
    ReasonSpec(
        "overdue_now",
        Text(zh="该客户有到期未付的应收款", en="The customer owes money that is past due."),
        (
            Text(zh="{count} 张发票逾期，共 {amount}", en="{amount} past due on {count} invoices"),
            Text(zh="占应收余额 {share}", en="{share} of receivables"),
            Text(zh="其中逾期超过30天 {amount_30}", en="{amount_30} of it for more than 30 days"),
        ),
        (Text(zh="没有逾期金额；近365天付款平均{mean}", en="nothing past due; payments {mean} on average over 365 days"),),
        params={
            "count": ("customer_past_due_invoice_count", "count"),
            "amount": ("customer_past_due_amount", "money"),
            "share": ("customer_past_due_share", "share"),
            "amount_30": ("customer_past_due_30_amount", "money"),
            "mean": ("customer_paid_delay_days_mean_365d", "delay"),
        },
        only_found=True,
        evidence=(Evidence(Table.CUSTOMER_PAST_DUE_0, match="standing"),),
        clears=Text(zh="付清逾期的 {amount}", en="Payment of the {amount} that is past due."),
    ),
    ReasonSpec(
        "late_payer",
        Text(zh="该客户近期付款晚于约定", en="The customer has been paying later than agreed."),
        (
            Text(zh="近90天按金额加权{dbt}", en="{dbt} over 90 days, weighted by amount"),
            Text(zh="最长{most}", en="at most {most}"),
            Text(zh="近180天逾期付款 {late} 次", en="{late} late payments in 180 days"),
        ),
        (Text(zh="近365天按金额加权{usual}", en="{usual} over 365 days, weighted by amount"),),
        params={
            "dbt": ("customer_paid_dbt_days_90d", "delay"),
            "most": ("customer_paid_delay_days_max_90d", "delay"),
            "late": ("customer_paid_late_count_180d", "count"),
            "usual": ("customer_paid_dbt_days_365d", "delay"),
        },
        evidence=(Evidence(Table.CUSTOMER_PAID, "180d"),),
    ),
    ReasonSpec(
        "alike_paid_late",
        Text(zh="该客户类似的发票付得晚", en="The customer paid invoices like this one late."),
        (
            Text(zh="金额相近的 {count} 张平均{similar}", en="those of about this amount, {count} of them, came {similar} on average"),
            Text(zh="金额与到期星期相近的平均{like}", en="those like it by amount and weekday due {like}"),
        ),
        (Text(zh="最近20次付款平均{usual}", en="{usual} on average over the latest 20 payments"),),
        params={
            "count": ("customer_paid_similar_amount_count", "count"),
            "similar": ("customer_paid_similar_amount_delay_days_mean", "delay"),
            "like": ("customer_paid_like_this_delay_days_mean", "delay"),
            "usual": ("customer_paid_latest_20_delay_days_mean", "delay"),
        },
        evidence=(Evidence(Table.CUSTOMER_PAID, "365d"),),
    ),
    ReasonSpec(
        "habit_break",
        Text(zh="该客户最近付款比自身习惯更晚", en="The customer's latest payments came later than its own habit."),
        (Text(zh="最近5次比习惯晚 {break_days}", en="the latest 5 came {break_days} later than usual"),),
        (Text(zh="近365天平均{usual}", en="{usual} on average over 365 days"),),
        params={
            "break_days": ("customer_paid_habit_break_days", "days"),
            "usual": ("customer_paid_delay_days_mean_365d", "delay"),
        },
        evidence=(Evidence(Table.CUSTOMER_PAID, "180d"),),
    ),
    ReasonSpec(
        "thin_history",
        Text(zh="该客户的往来记录不足以让人放心", en="The customer's record of trade is thin."),
        (
            Text(zh="首次开票距今 {age}", en="first invoice {age} ago"),
            Text(zh="近365天开票 {invoices} 张、共 {billed}", en="{invoices} invoices, {billed} in 365 days"),
            Text(zh="近365天订单 {orders} 笔", en="{orders} orders in 365 days"),
        ),
        (Text(zh="月均开票 {monthly}", en="{monthly} billed in an average month"),),
        params={
            "age": ("customer_invoice_age_days", "days"),
            "invoices": ("customer_invoice_count_365d", "count"),
            "billed": ("customer_invoice_amount_sum_365d", "money"),
            "orders": ("customer_order_count_365d", "count"),
            "monthly": ("customer_monthly_sales_amount", "money"),
        },
        evidence=(Evidence(Table.CUSTOMER_INVOICE, "365d"), Evidence(Table.CUSTOMER_ORDER, "365d")),
    ),
    ReasonSpec(
        "high_exposure",
        Text(zh="该客户的信用占用相对其交易量偏高", en="The customer's exposure is high for what it trades."),
        (
            Text(zh="信用占用 {exposure}，其中应收 {receivable}", en="exposure {exposure}, of it receivables {receivable}"),
            Text(zh="应收相当于 {months} 个月的销售", en="receivables in months of sales: {months}"),
        ),
        (Text(zh="月均开票 {monthly}", en="{monthly} billed in an average month"),),
        params={
            "exposure": ("customer_exposure_amount", "money"),
            "receivable": ("customer_receivable_amount", "money"),
            "months": ("customer_receivable_months", "score"),
            "monthly": ("customer_monthly_sales_amount", "money"),
        },
        evidence=(Evidence(Table.CUSTOMER_RECEIVABLE, match="standing"), Evidence(Table.CUSTOMER_ORDER, "90d")),
        clears=Text(zh="客户付清部分应收，或减少本单金额", en="Payment of part of the receivables, or a smaller amount."),
    ),
    ReasonSpec(
        "sales_change",
        Text(zh="该客户的订单量明显变化", en="The customer's orders have changed in volume."),
        (
            Text(zh="近30天为近90天月均的 {month}", en="30 days at {month} the monthly mean of 90"),
            Text(zh="近90天为近一年季均的 {quarter}", en="90 days at {quarter} the quarterly mean of the year"),
        ),
        (Text(zh="近365天订单共 {year}", en="{year} ordered in 365 days"),),
        params={
            "month": ("customer_order_amount_trend_30d", "ratio"),
            "quarter": ("customer_order_amount_trend_90d", "ratio"),
            "year": ("customer_order_amount_sum_365d", "money"),
        },
        evidence=(Evidence(Table.CUSTOMER_ORDER, "90d"),),
    ),
    ReasonSpec(
        "disputes",
        Text(zh="该客户的发票有争议或红字冲减", en="Invoices to the customer were disputed or credited."),
        (
            Text(zh="近365天争议 {disputes} 次", en="{disputes} disputes in 365 days"),
            Text(zh="红字发票 {credited}", en="{credited} credited"),
        ),
        (Text(zh="近365天开票 {billed}", en="{billed} billed in 365 days"),),
        params={
            "disputes": ("customer_dispute_count_365d", "count"),
            "credited": ("customer_credit_note_amount_sum_365d", "money"),
            "billed": ("customer_invoice_amount_sum_365d", "money"),
        },
        only_found=True,
        evidence=(Evidence(Table.CUSTOMER_DISPUTE, "365d"), Evidence(Table.CUSTOMER_CREDIT_NOTE, "365d")),
        clears=Text(zh="解决未了结的争议", en="Settlement of the open disputes."),
    ),
    ReasonSpec(
        "write_offs",
        Text(zh="该客户有过坏账核销", en="Debt of the customer has been written off."),
        (Text(zh="历史核销 {amount}", en="{amount} written off"),),
        (Text(zh="没有核销", en="nothing written off"),),
        params={"amount": ("customer_write_off_amount_sum", "money")},
        evidence=(Evidence(Table.CUSTOMER_WRITE_OFF),),
    ),
    ReasonSpec(
        "many_cancellations",
        Text(zh="订单被取消的比例偏高", en="Orders are cancelled often."),
        (
            Text(zh="该客户近365天取消率 {customer}", en="{customer} of the customer's orders of 365 days"),
            Text(zh="该销售员近365天取消率 {salesperson}", en="{salesperson} of the salesperson's orders of 365 days"),
        ),
        (Text(zh="近365天订单 {orders} 笔", en="{orders} orders of the customer in 365 days"),),
        params={
            "customer": ("customer_order_cancelled_share_365d", "share"),
            "salesperson": ("salesperson_order_cancelled_share_365d", "share"),
            "orders": ("customer_order_count_365d", "count"),
        },
        evidence=(
            Evidence(Table.CUSTOMER_ORDER, "365d", match="reversed"),
            Evidence(Table.SALESPERSON_ORDER, "365d", match="reversed"),
        ),
    ),
    ReasonSpec(
        "many_salespeople",
        Text(zh="该客户经手的销售员偏多", en="Many salespeople take this customer's orders."),
        (Text(zh="近365天 {people} 名销售员经手", en="{people} salespeople in 365 days"),),
        (Text(zh="近365天订单 {orders} 笔", en="{orders} orders in 365 days"),),
        params={
            "people": ("customer_salesperson_distinct_365d", "count"),
            "orders": ("customer_order_count_365d", "count"),
        },
        evidence=(Evidence(Table.CUSTOMER_ORDER, "365d"),),
    ),
    ReasonSpec(
        "strategic_customer",
        Text(zh="该客户是战略客户，赊销须经特批", en="The customer is a strategic one: credit goes by special approval only."),
        (Text(zh="本单 {amount_minor} 没有有效的特批", en="no valid special approval for this order of {amount_minor}"),),
        (Text(zh="有效特批，金额不低于本单", en="one that is valid and covers the order"),),
        given={"amount_minor": "money"},
        evidence=(Evidence(Table.CUSTOMER_PROFILE),),
        clears=Text(zh="取得不低于 {amount_minor} 的特批，或预付货款", en="A special approval of at least {amount_minor}, or payment in advance."),
    ),
    ReasonSpec(
        "idle_customer",
        Text(zh="该客户许久没有下单或付款", en="The customer has long not ordered or paid."),
        (
            Text(zh="距上次下单 {ordered}", en="{ordered} since the latest order"),
            Text(zh="距上次付款 {paid}", en="{paid} since the latest payment"),
        ),
        (Text(zh="近365天订单 {orders} 笔、付款 {payments} 次", en="{orders} orders and {payments} payments in 365 days"),),
        params={
            "ordered": ("customer_order_idle_days", "days"),
            "paid": ("customer_paid_idle_days", "days"),
            "orders": ("customer_order_count_365d", "count"),
            "payments": ("customer_paid_count_365d", "count"),
        },
        evidence=(Evidence(Table.CUSTOMER_ORDER), Evidence(Table.CUSTOMER_PAID)),
    ),
)  # fmt: skip
