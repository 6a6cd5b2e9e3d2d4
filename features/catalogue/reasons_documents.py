"""Reasons that orders and payments share; pieces that speak of the other kind fall away."""

from typing import Final

from features.catalogue.reason import Evidence, ReasonSpec
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_ORDERS = Evidence(Table.CUSTOMER_ORDER, "365d")
_PAYMENTS = Evidence(Table.PAYEE_PAYMENT, "365d")
_ORDER_MEAN = Text(zh="该客户平均订单 {order_mean}", en="the customer's mean order is {order_mean}")
_PAYMENT_MEAN = Text(zh="该收款方平均付款 {payment_mean}", en="the payee's mean payment is {payment_mean}")

DOCUMENT_REASONS: Final[tuple[ReasonSpec, ...]] = (
    ReasonSpec(
        "large_amount",
        Text(zh="金额很大", en="The amount is large."),
        (Text(zh="{amount}", en="{amount}"), Text(zh="达到 {level_minor} 的复核线", en="at or above the level of {level_minor}")),
        (_ORDER_MEAN, _PAYMENT_MEAN),
        params={
            "amount": ("document_amount", "money"),
            "order_mean": ("customer_order_amount_mean_365d", "money"),
            "payment_mean": ("payee_payment_amount_mean_365d", "money"),
        },
        given={"level_minor": "money"},
        evidence=(_ORDERS, _PAYMENTS),
        clears=Text(zh="由相应级别的审批人批准", en="Approval at the level that the amount asks for."),
    ),
    ReasonSpec(
        "long_terms",
        Text(zh="账期对该客户不寻常", en="The terms of payment are unusual for the customer."),
        (Text(zh="账期 {terms}", en="terms of {terms}"),),
        (Text(zh="近365天付款平均{late}", en="payments {late} on average over 365 days"),),
        params={
            "terms": ("document_terms_days", "days"),
            "late": ("customer_paid_delay_days_mean_365d", "delay"),
        },
        evidence=(Evidence(Table.CUSTOMER_INVOICE, "365d"),),
        clears=Text(zh="缩短账期", en="Shorter terms."),
    ),
    ReasonSpec(
        "odd_hours",
        Text(zh="提交的时点对经手人不寻常", en="The hour is unusual for who acts."),
        (
            Text(zh="{hour} 起的一小时内提交，休息日：{off}", en="submitted in the hour from {hour}, day off: {off}"),
            Text(zh="对该销售员的意外程度 {seller}", en="surprise for the salesperson {seller}"),
            Text(zh="对该申请人的意外程度 {requester}", en="surprise for the requester {requester}"),
            Text(zh="对该报销人的意外程度 {claimant}", en="surprise for the claimant {claimant}"),
            Text(zh="这一天对该销售员的意外程度 {seller_day}", en="of the day for the salesperson {seller_day}"),
            Text(zh="这一天对该申请人的意外程度 {requester_day}", en="of the day for the requester {requester_day}"),
            Text(zh="这一天对该报销人的意外程度 {claimant_day}", en="of the day for the claimant {claimant_day}"),
        ),
        (
            Text(zh="惯常时点的意外程度约 2 至 3", en="surprise is about 2 to 3 at usual hours"),
            Text(zh="公司同类单据有 {company} 在此时段", en="{company} of the company's documents come at this hour"),
        ),
        params={
            "hour": ("document_hour", "hour"),
            "off": ("document_day_off", "flag"),
            "seller": ("salesperson_hour_surprise", "score"),
            "requester": ("requester_hour_surprise", "score"),
            "claimant": ("claimant_hour_surprise", "score"),
            "seller_day": ("salesperson_weekday_surprise", "score"),
            "requester_day": ("requester_weekday_surprise", "score"),
            "claimant_day": ("claimant_weekday_surprise", "score"),
            "company": ("company_hour_share", "share"),
        },
        evidence=(Evidence(Table.SALESPERSON_ORDER, "90d"), Evidence(Table.REQUESTER_PAYMENT, "90d")),
        clears=Text(zh="经手人确认是本人提交", en="Confirmation by the person that it was them."),
    ),
    ReasonSpec(
        "no_contract",
        Text(zh="没有周期性合同可以解释这笔单据", en="No recurring contract explains it."),
        (Text(zh="周期性合同：{recurring}", en="recurring contract: {recurring}"),),
        (_ORDER_MEAN, _PAYMENT_MEAN),
        params={
            "recurring": ("document_recurring", "flag"),
            "order_mean": ("customer_order_amount_mean_365d", "money"),
            "payment_mean": ("payee_payment_amount_mean_365d", "money"),
        },
        evidence=(_ORDERS, _PAYMENTS),
        clears=Text(zh="补充合同编号", en="The number of its contract."),
    ),
    ReasonSpec(
        "below_limit",
        Text(zh="金额恰好低于一档审批限额", en="The amount stays just below an approval limit."),
        (Text(zh="{amount}，低于限额 {share}", en="{amount}, {share} below the limit"),),
        (_ORDER_MEAN, _PAYMENT_MEAN),
        params={
            "amount": ("document_amount", "money"),
            "share": ("document_below_limit_share", "share"),
            "order_mean": ("customer_order_amount_mean_365d", "money"),
            "payment_mean": ("payee_payment_amount_mean_365d", "money"),
        },
        evidence=(
            Evidence(Table.CUSTOMER_ORDER, "90d", "salesperson"),
            Evidence(Table.PAYEE_PAYMENT, "90d", "requester"),
        ),
        clears=Text(zh="由高一级的审批人批准", en="Approval one level higher."),
    ),
    ReasonSpec(
        "amount_jump",
        Text(zh="金额远离以往的水平", en="The amount is far from what is usual here."),
        (
            Text(zh="{amount}", en="{amount}"),
            Text(zh="为该客户均值的 {order_times}", en="{order_times} the customer's mean"),
            Text(zh="为该收款方均值的 {payment_times}", en="{payment_times} the payee's mean"),
            Text(zh="为该报销人中位数的 {claim_times}，稳健 z {claim_z}", en="{claim_times} the claimant's median, robust z {claim_z}"),
        ),
        (_ORDER_MEAN, _PAYMENT_MEAN),
        params={
            "amount": ("document_amount", "money"),
            "order_times": ("order_amount_per_customer_mean", "ratio"),
            "payment_times": ("payment_amount_per_payee_mean", "ratio"),
            "claim_times": ("claimant_claim_amount_over_median", "ratio"),
            "claim_z": ("claimant_claim_amount_jump", "score"),
            "order_mean": ("customer_order_amount_mean_365d", "money"),
            "payment_mean": ("payee_payment_amount_mean_365d", "money"),
        },
        evidence=(_ORDERS, _PAYMENTS),
        clears=Text(zh="对方书面确认金额", en="Written confirmation of the amount by the other side."),
    ),
    ReasonSpec(
        "frequency_jump",
        Text(zh="近几天的频率远高于自身常态", en="Far more than usual within a few days."),
        (
            Text(zh="该客户近7天为常态的 {customer}", en="the customer at {customer} its normal over 7 days"),
            Text(zh="该销售员为常态的 {salesperson}", en="the salesperson at {salesperson} theirs"),
            Text(zh="该收款方近7天为常态的 {payee}", en="the payee at {payee} its normal over 7 days"),
            Text(zh="该申请人为常态的 {requester}", en="the requester at {requester} theirs"),
            Text(zh="该报销人为常态的 {claimant}，稳健 z {claimant_z}", en="the claimant at {claimant} theirs, robust z {claimant_z}"),
        ),
        (
            Text(zh="该客户近90天 {orders} 笔订单", en="the customer placed {orders} orders in 90 days"),
            Text(zh="该收款方近365天 {payments} 笔付款", en="the payee had {payments} payments in 365 days"),
        ),
        params={
            "customer": ("customer_order_burst_7d", "ratio"),
            "salesperson": ("salesperson_order_burst_7d", "ratio"),
            "payee": ("payee_payment_burst_7d", "ratio"),
            "requester": ("requester_payment_burst_7d", "ratio"),
            "claimant": ("claimant_claim_burst_7d", "ratio"),
            "claimant_z": ("claimant_claim_rate_jump_7d", "score"),
            "orders": ("customer_order_count_90d", "count"),
            "payments": ("payee_payment_count_365d", "count"),
        },
        evidence=(Evidence(Table.CUSTOMER_ORDER, "7d"), Evidence(Table.PAYEE_PAYMENT, "7d")),
    ),
    ReasonSpec(
        "first_contact",
        Text(zh="经手人与对方以前很少往来", en="Who acts has hardly dealt with the other side before."),
        (
            Text(zh="此销售员首次经手：{order_first}", en="first order by this salesperson: {order_first}"),
            Text(zh="近365天由其经手 {orders} 笔", en="{orders} by them in 365 days"),
            Text(zh="此申请人首次付给该收款方：{payment_first}", en="first payment to the payee by this requester: {payment_first}"),
        ),
        (
            Text(zh="该销售员近90天 {seller_orders} 笔订单", en="the salesperson took {seller_orders} orders in 90 days"),
            Text(zh="该申请人近90天 {requester_payments} 笔付款", en="the requester made {requester_payments} payments in 90 days"),
        ),
        params={
            "order_first": ("customer_salesperson_first_use", "flag"),
            "orders": ("customer_salesperson_order_count_365d", "count"),
            "payment_first": ("requester_payee_first_use", "flag"),
            "seller_orders": ("salesperson_order_count_90d", "count"),
            "requester_payments": ("requester_payment_count_90d", "count"),
        },
        evidence=(Evidence(Table.SALESPERSON_ORDER, "90d"), Evidence(Table.REQUESTER_PAYMENT, "90d")),
        clears=Text(zh="由惯常的经手人确认", en="Confirmation by who usually deals with them."),
    ),
    ReasonSpec(
        "concentration",
        Text(zh="往来集中在少数人之间", en="Dealings are concentrated between few persons."),
        (
            Text(zh="此客户占该销售员近90天订单 {seller_share}", en="this customer is {seller_share} of the salesperson's orders of 90 days"),
            Text(zh="此申请人占该审批人近90天付款 {approver_share}", en="this requester is {approver_share} of the approver's payments of 90 days"),
        ),
        (
            Text(zh="该销售员近90天 {customers} 个客户", en="the salesperson had {customers} customers in 90 days"),
            Text(zh="该申请人近90天 {payees} 个收款方", en="the requester had {payees} payees in 90 days"),
        ),
        params={
            "seller_share": ("salesperson_customer_share_90d", "share"),
            "approver_share": ("approver_requester_share_90d", "share"),
            "customers": ("salesperson_customer_distinct_90d", "count"),
            "payees": ("requester_payee_distinct_90d", "count"),
        },
        evidence=(
            Evidence(Table.SALESPERSON_ORDER, "90d", "customer"),
            Evidence(Table.APPROVER_PAYMENT, "90d", "requester"),
        ),
    ),
    ReasonSpec(
        "address_burst",
        Text(zh="同一网络地址短时间内提交很多", en="Much was submitted from one network address in a short time."),
        (
            Text(zh="近1小时 {movements} 次、{people} 人，为常态的 {burst}", en="{movements} submissions by {people} persons in an hour, {burst} its normal"),
            Text(zh="其中报销 {claims} 次、{claimants} 人", en="{claims} claims by {claimants} of them"),
            Text(zh="该员工首次从此地址报销：{first}", en="the claimant's first claim from here: {first}"),
        ),
        (Text(zh="该地址近30天 {usual} 人", en="{usual} persons at the address in 30 days"),),
        params={
            "movements": ("address_movement_count_1h", "count"),
            "people": ("address_person_distinct_1h", "count"),
            "burst": ("address_movement_burst_1h", "ratio"),
            "usual": ("address_person_distinct_30d", "count"),
            "claims": ("address_claim_count_1h", "count"),
            "claimants": ("address_claimant_distinct_1h", "count"),
            "first": ("claimant_address_first_use", "flag"),
        },
        only_found=True,
        evidence=(Evidence(Table.ADDRESS_ACTIVITY, "1h"),),
        clears=Text(zh="各经手人分别确认", en="Confirmation by each of the persons."),
    ),
    ReasonSpec(
        "split_order",
        Text(zh="与较早的订单合计越过审批限额，而每笔都不超", en="Together with earlier orders it passes an approval limit that none passes alone."),
        (
            Text(zh="本单 {amount}，72小时内较早 {parts} 笔，合计为限额的 {ratio}", en="{amount} now and {parts} earlier in 72 h, together {ratio} the limit"),
            Text(zh="7天内极接近限额的 {week} 笔", en="{week} very near the limit in 7 days"),
            Text(zh="72小时内不限销售员 {anyone} 笔", en="{anyone} by any salesperson in 72 h"),
        ),
        (Text(zh="该客户近90天 {orders} 笔订单", en="{orders} orders of the customer in 90 days"),),
        params={
            "amount": ("document_amount", "money"),
            "parts": ("customer_order_split_parts_72h", "count"),
            "ratio": ("customer_order_split_ratio_72h", "ratio"),
            "week": ("customer_order_split_parts_7d", "count"),
            "anyone": ("customer_order_by_anyone_split_parts_72h", "count"),
            "orders": ("customer_order_count_90d", "count"),
        },
        only_found=True,
        evidence=(Evidence(Table.CUSTOMER_ORDER, "72h", "salesperson", "standing"),),
        clears=Text(zh="按合计金额对应的级别审批", en="Approval at the level that the sum asks for."),
    ),
)  # fmt: skip
