"""Reasons from what others found or do: verdicts, limits, groups and industries, payers, claims, alike payees."""

from typing import Final

from features.catalogue.reason import Evidence, ReasonSpec
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

HISTORY_REASONS: Final[tuple[ReasonSpec, ...]] = (
    ReasonSpec(
        "verdict_history",
        Text(zh="复核人曾在相关方的单据中确认过可疑", en="Reviewers confirmed suspicions about those involved before."),
        (
            Text(zh="该客户近365天 {customer} 次", en="{customer} at the customer in 365 days"),
            Text(zh="该销售员近365天 {salesperson} 次", en="{salesperson} at the salesperson in 365 days"),
            Text(zh="该收款方近365天 {payee} 次", en="{payee} at the payee in 365 days"),
            Text(zh="该申请人近365天 {requester} 次", en="{requester} at the requester in 365 days"),
        ),
        (
            Text(zh="该客户历来复核中确认 {customer_share}", en="{customer_share} of all verdicts about the customer confirmed"),
            Text(zh="该收款方历来复核中确认 {payee_share}", en="{payee_share} of all verdicts about the payee confirmed"),
        ),
        params={
            "customer": ("customer_confirmed_count_365d", "count"),
            "salesperson": ("salesperson_confirmed_count_365d", "count"),
            "payee": ("payee_confirmed_count_365d", "count"),
            "requester": ("requester_confirmed_count_365d", "count"),
            "customer_share": ("customer_confirmed_share", "share"),
            "payee_share": ("payee_confirmed_share", "share"),
        },
        only_found=True,
        evidence=(
            Evidence(Table.CUSTOMER_VERDICT),
            Evidence(Table.SALESPERSON_VERDICT),
            Evidence(Table.PAYEE_VERDICT),
            Evidence(Table.REQUESTER_VERDICT),
        ),
        clears=Text(zh="第二人复核本单", en="A check of this document by a second person."),
    ),
    ReasonSpec(
        "limit_use",
        Text(zh="该客户的信用额度已用去大部分或已超出", en="Most of the customer's credit limit is used, or all of it."),
        (
            Text(zh="不含本单已用 {used}", en="{used} in use without this order"),
            Text(zh="含本单 {with_order}", en="{with_order} with it"),
            Text(zh="检查期内已用 {near}", en="{near} within the horizon"),
        ),
        (Text(zh="额度 {limit}", en="limit {limit}"),),
        params={
            "used": ("customer_limit_used_share", "share"),
            "with_order": ("order_limit_used_share", "share"),
            "near": ("customer_limit_near_used_share", "share"),
            "limit": ("customer_limit_amount", "money"),
        },
        evidence=(Evidence(Table.CUSTOMER_LIMIT), Evidence(Table.CUSTOMER_RECEIVABLE, match="standing")),
        clears=Text(zh="客户付清部分应收，或调整额度", en="Payment of part of the receivables, or another limit."),
    ),
    ReasonSpec(
        "lumpy_trade",
        Text(zh="该客户的往来集中在少数订单或一名销售员", en="The customer's trade hangs on few orders or on one salesperson."),
        (
            Text(zh="最大一笔占近365天订单 {largest}", en="the largest order is {largest} of those of 365 days"),
            Text(zh="同一销售员占 {one}", en="{one} by one salesperson"),
        ),
        (Text(zh="近365天订单 {orders} 笔", en="{orders} orders in 365 days"),),
        params={
            "largest": ("customer_largest_order_share_365d", "share"),
            "one": ("customer_salesperson_top_share_365d", "share"),
            "orders": ("customer_order_count_365d", "count"),
        },
        evidence=(Evidence(Table.CUSTOMER_ORDER, "365d"),),
    ),
    ReasonSpec(
        "group_pays_late",
        Text(zh="该客户所属集团付款偏晚或有逾期", en="The customer's group of companies pays late or owes what is past due."),
        (
            Text(zh="集团逾期 {past_due}，占应收 {share}", en="{past_due} past due in the group, {share} of its receivables"),
            Text(zh="近365天平均{delay}，逾期付款占 {late}", en="{delay} on average over 365 days, {late} of the payments late"),
        ),
        (Text(zh="该客户自身近365天平均{own}", en="the customer itself {own} on average over 365 days"),),
        params={
            "past_due": ("group_past_due_amount", "money"),
            "share": ("group_past_due_share", "share"),
            "delay": ("group_paid_delay_days_mean_365d", "delay"),
            "late": ("group_paid_late_share_365d", "share"),
            "own": ("customer_paid_delay_days_mean_365d", "delay"),
        },
        evidence=(Evidence(Table.GROUP_PAID, "365d"), Evidence(Table.GROUP_RECEIVABLE, match="standing")),
    ),
    ReasonSpec(
        "industry_pays_late",
        Text(zh="该客户或其行业付款偏晚", en="The customer's industry pays late, or the customer later than it."),
        (
            Text(zh="该客户比行业晚 {over}", en="the customer pays {over} later than its industry"),
            Text(zh="行业逾期超过15天的付款占 {late}", en="{late} of the industry's payments more than 15 days late"),
        ),
        (Text(zh="行业平均{industry}", en="the industry {industry} on average"),),
        params={
            "over": ("customer_paid_delay_over_industry_days", "days"),
            "late": ("industry_paid_late_15_share", "share"),
            "industry": ("industry_paid_delay_days", "delay"),
        },
        evidence=(Evidence(Table.CUSTOMER_PAID, "365d"),),
    ),
    ReasonSpec(
        "payer_volume",
        Text(zh="该客户账户的付款与其以往不同", en="Payments on the customer's account differ from its own."),
        (
            Text(zh="近1天 {day} 笔，近7天 {week} 笔", en="{day} payments in a day, {week} in 7 days"),
            Text(zh="本次为其中位数的 {times}", en="{times} its median"),
            Text(zh="首次付给此收款方：{first}", en="first payment to this payee: {first}"),
        ),
        (Text(zh="近30天 {month} 笔，平均 {mean}", en="{month} in 30 days, {mean} on average"),),
        params={
            "day": ("customer_payment_count_1d", "count"),
            "week": ("customer_payment_count_7d", "count"),
            "month": ("customer_payment_count_30d", "count"),
            "mean": ("customer_payment_amount_mean_30d", "money"),
            "times": ("customer_payment_amount_over_median", "ratio"),
            "first": ("customer_payee_first_use", "flag"),
        },
        evidence=(Evidence(Table.CUSTOMER_PAYMENT, "30d"),),
        clears=Text(zh="该客户确认付款由其发起", en="Confirmation by the customer that the payment is theirs."),
    ),
    ReasonSpec(
        "alike_payee",
        Text(zh="可能与付给名称相近的另一收款方的款项重复", en="It may repeat a payment to another payee whose name is alike."),
        (
            Text(zh="近90天金额相近 {amounts} 笔", en="{amounts} of about the amount in 90 days"),
            Text(zh="同一发票号 {numbers} 笔", en="{numbers} of the same invoice number"),
            Text(zh="两笔合计等于一笔：{parts}", en="two sum to one: {parts}"),
        ),
        (Text(zh="该收款方近365天 {payments} 笔付款", en="the payee had {payments} payments in 365 days"),),
        params={
            "amounts": ("namesake_amount_alike_count_90d", "count"),
            "numbers": ("namesake_number_alike_count_365d", "count"),
            "parts": ("namesake_parts_90d", "flag"),
            "payments": ("payee_payment_count_365d", "count"),
        },
        only_found=True,
        evidence=(
            Evidence(Table.NAMESAKE_PAYMENT, "365d", match="same_tag"),
            Evidence(Table.NAMESAKE_PAYMENT, "90d", match="same_amount"),
        ),
        clears=Text(zh="提供证明两笔各有所指的发票，或合并重复建档的收款方", en="Invoices that show two separate debts, or a merger of payees registered twice."),
    ),
    ReasonSpec(
        "related_by_master",
        Text(zh="收款方的登记资料与其他主体相同", en="The payee shares master data with another party."),
        (
            Text(zh="员工 {staff} 名、客户 {customers} 个、供应商 {suppliers} 个", en="{staff} employees, {customers} customers, {suppliers} suppliers"),
            Text(zh="电话相同 {phone}，地址相同 {address}，法人相同 {person}，信用代码相同 {registry}", en="by phone {phone}, address {address}, legal person {person}, registry id {registry}"),
        ),
        (Text(zh="供应商通常不与他人共用登记资料", en="a supplier usually shares none of it"),),
        params={
            "staff": ("payee_linked_staff_count", "count"),
            "customers": ("payee_linked_customer_count", "count"),
            "suppliers": ("payee_linked_supplier_count", "count"),
            "phone": ("payee_linked_phone_count", "count"),
            "address": ("payee_linked_address_count", "count"),
            "person": ("payee_linked_legal_person_count", "count"),
            "registry": ("payee_linked_registry_id_count", "count"),
        },
        only_found=True,
        evidence=(Evidence(Table.PAYEE_LINK),),
        clears=Text(zh="说明关联缘由并经合规批准", en="An explanation of the relation, approved by compliance."),
    ),
    ReasonSpec(
        "split_claim",
        Text(zh="与较早的报销合计越过报销限额，而每笔都不超", en="Together with earlier claims it passes a limit that none passes alone."),
        (
            Text(zh="本次 {amount}，24小时内较早 {day} 笔、72小时内 {parts} 笔、7天内 {week} 笔", en="{amount} now and {day} earlier in 24 h, {parts} in 72 h, {week} in 7 days"),
            Text(zh="合计为限额的 {day_ratio}（24小时）、{ratio}（72小时）、{week_ratio}（7天）", en="together {day_ratio} the limit in 24 h, {ratio} in 72 h, {week_ratio} in 7 days"),
        ),
        (Text(zh="该员工近30天报销 {claims} 次", en="{claims} claims by them in 30 days"),),
        params={
            "amount": ("document_amount", "money"),
            "day": ("claimant_claim_split_parts_24h", "count"),
            "parts": ("claimant_claim_split_parts_72h", "count"),
            "week": ("claimant_claim_split_parts_7d", "count"),
            "day_ratio": ("claimant_claim_split_ratio_24h", "ratio"),
            "ratio": ("claimant_claim_split_ratio_72h", "ratio"),
            "week_ratio": ("claimant_claim_split_ratio_7d", "ratio"),
            "claims": ("claimant_claim_count_30d", "count"),
        },
        evidence=(Evidence(Table.REQUESTER_CLAIM, "7d", match="standing"),),
        clears=Text(zh="按合计金额对应的级别审批", en="Approval at the level that the sum asks for."),
    ),
    ReasonSpec(
        "repeated_claim",
        Text(zh="可能与较早的报销重复", en="It may repeat an earlier claim."),
        (Text(zh="近30天金额相同 {month} 笔，近90天 {quarter} 笔", en="{month} of the same amount in 30 days, {quarter} in 90"),),
        (Text(zh="近30天报销 {claims} 次，共 {amount}", en="{claims} claims in 30 days, {amount}"),),
        params={
            "month": ("claimant_amount_repeated_count_30d", "count"),
            "quarter": ("claimant_amount_repeated_count_90d", "count"),
            "claims": ("claimant_claim_count_30d", "count"),
            "amount": ("claimant_claim_amount_sum_30d", "money"),
        },
        evidence=(Evidence(Table.REQUESTER_CLAIM, "90d", match="same_amount"),),
        clears=Text(zh="提供两张不同的原始票据", en="Two different receipts."),
    ),
)  # fmt: skip
