"""Reasons about a payment: its account, its payee, its likeness to others."""

from typing import Final

from features.catalogue.reason import Evidence, ReasonSpec
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_PAYMENTS = Evidence(Table.PAYEE_PAYMENT, "365d")
_YEARLY = Text(zh="该收款方近365天 {payments} 笔付款", en="the payee had {payments} payments in 365 days")

PAYMENT_REASONS: Final[tuple[ReasonSpec, ...]] = (
    ReasonSpec(
        "account_change",
        Text(zh="收款方的账户刚变更不久", en="The payee's account was changed recently."),
        (
            Text(zh="{days}前变更，近365天共 {changes} 次", en="changed {days} ago, {changes} times in 365 days"),
            Text(zh="无第二人复核：{alone}", en="without a second person: {alone}"),
            Text(zh="由申请人本人变更：{own}", en="changed by the requester: {own}"),
            Text(zh="由审批人本人变更：{approver}", en="changed by the approver: {approver}"),
            Text(zh="付往变更后的账户：{to_this}", en="to the account changed to: {to_this}"),
            Text(zh="变更时所付发票已到 {waited}", en="the bill being paid had been there for {waited}"),
            Text(zh="变更以来已付 {since}", en="{since} paid since"),
        ),
        (_YEARLY,),
        params={
            "days": ("payee_account_change_idle_days", "days"),
            "changes": ("payee_account_change_count_365d", "count"),
            "alone": ("payee_account_change_alone_90d", "flag"),
            "own": ("payee_account_change_by_requester_90d", "flag"),
            "approver": ("payee_account_change_by_approver_90d", "flag"),
            "to_this": ("payee_account_change_to_this_90d", "flag"),
            "waited": ("payee_bill_before_change_days", "days"),
            "since": ("payee_paid_since_change_amount_sum_90d", "money"),
            "payments": ("payee_payment_count_365d", "count"),
        },
        evidence=(Evidence(Table.PAYEE_ACCOUNT_CHANGE),),
        clears=Text(zh="第二人用已知电话向收款方核实新账户并批准变更", en="A second person confirms the account with the payee over a known number and approves the change."),
    ),
    ReasonSpec(
        "new_account",
        Text(zh="这个账户还没有建立起信任", en="The account has not earned trust yet."),
        (
            Text(zh="首次向此账户付款：{first}", en="first payment to this account: {first}"),
            Text(zh="此账户使用了 {age}", en="account in use for {age}"),
        ),
        (_YEARLY,),
        params={
            "first": ("payee_account_first_use", "flag"),
            "age": ("payee_account_age_days", "days"),
            "payments": ("payee_payment_count_365d", "count"),
        },
        evidence=(
            Evidence(Table.PAYEE_ACCOUNT_CHANGE),
            Evidence(Table.ACCOUNT_OWNER, other="payee"),
            Evidence(Table.ACCOUNT_PAYMENT, other="payee"),
        ),
        clears=Text(zh="用已知电话向收款方核实账户", en="Confirmation of the account by the payee over a known number."),
    ),
    ReasonSpec(
        "related_party",
        Text(zh="收款账户或登记资料与其他主体共用", en="The account or master data is shared with another party."),
        (
            Text(zh="另有 {owners} 个主体登记此账户，其中员工 {staff} 名", en="registered to {owners} others, {staff} of them staff"),
            Text(zh="曾为另外 {payees} 个收款方收款", en="paid before for {payees} other payees"),
            Text(zh="电话或法人与 {linked} 名员工相同", en="phone or legal person shared with {linked} employees"),
        ),
        (Text(zh="一个账户只属于一个收款方", en="one account belongs to one payee"),),
        params={
            "owners": ("account_other_owner_count", "count"),
            "staff": ("account_staff_owner_count", "count"),
            "payees": ("account_other_payee_count", "count"),
            "linked": ("payee_linked_staff_person_count", "count"),
        },
        evidence=(
            Evidence(Table.ACCOUNT_OWNER),
            Evidence(Table.ACCOUNT_PAYMENT, "365d"),
            Evidence(Table.PAYEE_LINK),
        ),
        clears=Text(zh="说明共用账户的缘由并经合规批准", en="An explanation of the shared account, approved by compliance."),
    ),
    ReasonSpec(
        "duplicate_payment",
        Text(zh="可能与较早的付款重复", en="It may repeat an earlier payment."),
        (
            Text(zh="同一发票号 {tagged} 笔", en="{tagged} with the same invoice number"),
            Text(zh="近90天金额相同 {equal} 笔", en="{equal} of the same amount in 90 days"),
            Text(zh="两笔合计等于第三笔：{parts}", en="two sum to a third: {parts}"),
            Text(zh="发票号仅有笔误之差 {mistyped} 笔", en="{mistyped} whose number is a slip of the pen away"),
            Text(zh="同一金额经复核排除 {cleared} 次", en="{cleared} of the amount cleared by reviewers"),
        ),
        (_YEARLY,),
        params={
            "tagged": ("payee_invoice_repeated_count_365d", "count"),
            "equal": ("payee_amount_repeated_count_90d", "count"),
            "parts": ("payee_invoice_parts_365d", "flag"),
            "mistyped": ("payee_invoice_mistyped_count_90d", "count"),
            "cleared": ("payee_amount_cleared_count_365d", "count"),
            "payments": ("payee_payment_count_365d", "count"),
        },
        evidence=(
            Evidence(Table.PAYEE_PAYMENT, "365d", match="same_tag"),
            Evidence(Table.PAYEE_PAYMENT, "90d", match="same_amount"),
        ),
        clears=Text(zh="提供证明两笔各有所指的发票", en="Invoices that show two separate debts."),
    ),
    ReasonSpec(
        "split_payment",
        Text(zh="与较早的付款合计越过审批限额，而每笔都不超", en="Together with earlier payments it passes an approval limit that none passes alone."),
        (Text(zh="本次 {amount}，72小时内较早 {parts} 笔，合计为限额的 {ratio}", en="{amount} now and {parts} earlier in 72 h, together {ratio} the limit"),),
        (_YEARLY,),
        params={
            "amount": ("document_amount", "money"),
            "parts": ("payee_payment_split_parts_72h", "count"),
            "ratio": ("payee_payment_split_ratio_72h", "ratio"),
            "payments": ("payee_payment_count_365d", "count"),
        },
        evidence=(Evidence(Table.PAYEE_PAYMENT, "72h", "requester", "standing"),),
        clears=Text(zh="按合计金额对应的级别审批", en="Approval at the level that the sum asks for."),
    ),
    ReasonSpec(
        "fictitious_supplier",
        Text(zh="收款方有虚假供应商的迹象", en="The payee shows signs of a fictitious supplier."),
        (
            Text(zh="建档 {age}", en="registered {age} ago"),
            Text(zh="一人建档：{alone}", en="by one person alone: {alone}"),
            Text(zh="有采购订单的发票占 {ordered}", en="{ordered} of its bills with a purchase order"),
            Text(zh="统一社会信用代码校验不符：{false_id}", en="a false registry id: {false_id}"),
            Text(zh="发票号相连的占 {consecutive}", en="{consecutive} of its bill numbers consecutive"),
        ),
        (Text(zh="近365天发票 {bills} 张", en="{bills} bills in 365 days"),),
        params={
            "age": ("payee_age_days", "days"),
            "alone": ("payee_registered_alone", "flag"),
            "ordered": ("payee_bill_ordered_share_365d", "share"),
            "bills": ("payee_bill_count_365d", "count"),
            "false_id": ("payee_false_registry_id", "flag"),
            "consecutive": ("payee_bill_consecutive_share", "share"),
        },
        evidence=(Evidence(Table.PAYEE_PROFILE), Evidence(Table.PAYEE_BILL, "365d")),
        clears=Text(zh="第二人核实供应商登记信息与采购订单", en="A second person checks the supplier's registration and the purchase order."),
    ),
    ReasonSpec(
        "dormant_active",
        Text(zh="长期无往来后突然有动静", en="It moves again after a long silence."),
        (
            Text(zh="距该收款方上次付款 {paid}", en="{paid} since the payee's latest payment"),
            Text(zh="距该客户上次下单 {ordered}", en="{ordered} since the customer's latest order"),
            Text(zh="本次 {amount}", en="{amount} now"),
        ),
        (
            Text(zh="该收款方平均付款 {payment_mean}", en="the payee's mean payment is {payment_mean}"),
            Text(zh="该客户近365天 {orders} 笔订单", en="the customer placed {orders} orders in 365 days"),
        ),
        params={
            "paid": ("payee_payment_idle_days", "days"),
            "ordered": ("customer_order_idle_days", "days"),
            "amount": ("document_amount", "money"),
            "payment_mean": ("payee_payment_amount_mean_365d", "money"),
            "orders": ("customer_order_count_365d", "count"),
        },
        evidence=(
            Evidence(Table.PAYEE_PAYMENT),
            Evidence(Table.PAYEE_ACCOUNT_CHANGE),
            Evidence(Table.CUSTOMER_ORDER),
        ),
        clears=Text(zh="向对方核实交易确由其发起", en="Confirmation by the other side that the deal is theirs."),
    ),
    ReasonSpec(
        "round_amount",
        Text(zh="金额过于整齐", en="The amount is strikingly round."),
        (Text(zh="{amount}，末尾 {zeros} 个零", en="{amount}, {zeros} trailing zeros"),),
        (Text(zh="该收款方平均付款 {mean}", en="the payee's mean payment is {mean}"),),
        params={
            "amount": ("document_amount", "money"),
            "zeros": ("document_round_zeros", "count"),
            "mean": ("payee_payment_amount_mean_365d", "money"),
        },
        evidence=(_PAYMENTS,),
        clears=Text(zh="提供带明细的发票", en="An itemised invoice."),
    ),
    ReasonSpec(
        "payment_volume",
        Text(zh="付款往来的规模不寻常", en="The volume of payments is unusual."),
        (
            Text(zh="该收款方近365天 {payments} 笔，共 {amount}", en="{payments} payments to the payee in 365 days, {amount}"),
            Text(zh="该申请人近90天 {requested} 笔", en="{requested} by the requester in 90 days"),
            Text(zh="该审批人近90天 {approved} 笔", en="{approved} by the approver in 90 days"),
        ),
        (Text(zh="首次付款距今 {age}", en="first paid {age} ago"),),
        params={
            "payments": ("payee_payment_count_365d", "count"),
            "amount": ("payee_payment_amount_sum_365d", "money"),
            "requested": ("requester_payment_count_90d", "count"),
            "approved": ("approver_payment_count_90d", "count"),
            "age": ("payee_payment_age_days", "days"),
        },
        evidence=(_PAYMENTS,),
    ),
    ReasonSpec(
        "returned_payments",
        Text(zh="该收款方的付款常被退回", en="Payments to the payee are often returned."),
        (Text(zh="近365天退回 {share}", en="{share} returned in 365 days"),),
        (_YEARLY,),
        params={
            "share": ("payee_payment_returned_share_365d", "share"),
            "payments": ("payee_payment_count_365d", "count"),
        },
        evidence=(Evidence(Table.PAYEE_PAYMENT, "365d", match="reversed"),),
        clears=Text(zh="核实账户信息无误", en="A check of the account's details."),
    ),
    ReasonSpec(
        "many_claims",
        Text(zh="该申请人近期报销偏多", en="The requester has been claiming much."),
        (Text(zh="近30天报销 {claims} 次，近7天为常态的 {burst}", en="{claims} claims in 30 days, {burst} the normal over 7"),),
        (Text(zh="近90天付款申请 {payments} 笔", en="{payments} payments requested in 90 days"),),
        params={
            "claims": ("requester_claim_count_30d", "count"),
            "burst": ("requester_claim_burst_7d", "ratio"),
            "payments": ("requester_payment_count_90d", "count"),
        },
        evidence=(Evidence(Table.REQUESTER_CLAIM, "30d"),),
    ),
)  # fmt: skip
