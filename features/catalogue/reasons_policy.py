"""Reasons that policy gives, whatever the models say."""

from typing import Final

from features.catalogue.reason import Evidence, ReasonSpec
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

_OWED = Evidence(Table.CUSTOMER_RECEIVABLE, match="standing")
_MONTHLY = Text(zh="月均开票 {monthly}", en="{monthly} billed in an average month")

POLICY_REASONS: Final[tuple[ReasonSpec, ...]] = (
    ReasonSpec(
        "reviewer_block",
        Text(zh="复核人已拒绝该单据", en="A reviewer has blocked it."),
        (Text(zh="拒绝后无人放行", en="blocked, and released by nobody since"),),
        (Text(zh="拒绝在所有修订和环节有效", en="a block holds at every revision and checkpoint"),),
        clears=Text(zh="由复核人放行", en="A release by a reviewer."),
    ),
    ReasonSpec(
        "held_before",
        Text(zh="此前环节未放行该单据", en="It was held at an earlier checkpoint."),
        (Text(zh="{checkpoint}环节未通过，且无人放行", en="held at the checkpoint {checkpoint}, and released by nobody"),),
        (Text(zh="放行后进入下一环节", en="released before its next checkpoint"),),
        given={"checkpoint": "text"},
        clears=Text(zh="由复核人放行，或以新的修订版本重新提交", en="A release by a reviewer, or an amendment as a higher revision."),
    ),
    ReasonSpec(
        "self_approved",
        Text(zh="付款的申请人与批准人为同一人", en="Who approved the payment is who requested it."),
        (Text(zh="申请人即批准人", en="requested and approved by one person"),),
        (Text(zh="由另一人批准", en="approved by a second person"),),
        clears=Text(zh="以新付款单由另一人批准，或由复核人放行", en="A new payment that a second person approves, or a release by a reviewer."),
    ),
    ReasonSpec(
        "over_limit",
        Text(zh="含本单的信用占用超过额度", en="Exposure with this order passes the credit limit."),
        (
            Text(zh="占用 {exposure_minor} 加本单 {amount_minor}", en="exposure {exposure_minor} plus this order {amount_minor}"),
            Text(
                zh="所属集团占用 {group_exposure_minor} 加本单 {amount_minor}",
                en="exposure of its group of companies {group_exposure_minor} plus this order {amount_minor}",
            ),
            Text(zh="超出 {over_minor}", en="{over_minor} over"),
        ),
        (Text(zh="额度 {limit_minor}", en="limit {limit_minor}"),),
        given={"exposure_minor": "money", "group_exposure_minor": "money", "amount_minor": "money", "limit_minor": "money", "over_minor": "money", "scope": "text"},
        evidence=(_OWED, Evidence(Table.CUSTOMER_ORDER, "90d")),
        clears=Text(zh="通过付款、减少本单或两者合计补足 {over_minor}，或取得特批", en="{over_minor} made up by payment, a smaller order or both, or a special approval."),
    ),
    ReasonSpec(
        "over_budget",
        Text(zh="含本笔付款的支出超过预算", en="With this payment more than the budget is used."),
        (
            Text(zh="预算 {budget_id} 已用 {used_minor}，加本笔 {amount_minor}", en="budget {budget_id}: {used_minor} used, plus this payment {amount_minor}"),
            Text(zh="超出 {over_minor}", en="{over_minor} over"),
        ),
        (Text(zh="预算 {budget_minor}", en="a budget of {budget_minor}"),),
        given={"budget_id": "text", "used_minor": "money", "amount_minor": "money", "over_minor": "money", "budget_minor": "money"},
        clears=Text(
            zh="通过追加预算、减少本笔或两者合计补足 {over_minor}，改用其他预算，或由复核人放行",
            en="{over_minor} made up by a higher budget, a smaller payment or both, another budget, or a release by a reviewer.",
        ),
    ),
    ReasonSpec(
        "budget_use",
        Text(zh="含本笔付款后预算即将用完", en="With this payment the budget is nearly used."),
        (
            Text(zh="预算 {budget_id} 已用 {used_minor}，加本笔 {amount_minor}", en="budget {budget_id}: {used_minor} used, plus this payment {amount_minor}"),
            Text(zh="占预算 {share}", en="{share} of it"),
        ),
        (
            Text(zh="预算 {budget_minor}", en="a budget of {budget_minor}"),
            Text(zh="达 {tell_at} 提示，达 {hold_at} 复核", en="told from {tell_at} on, held from {hold_at} on"),
        ),
        given={
            "budget_id": "text", "used_minor": "money", "amount_minor": "money", "budget_minor": "money",
            "share": "share", "tell_at": "share", "hold_at": "share",
        },
        clears=Text(zh="追加预算，改用其他预算，或由复核人放行", en="A rise of the budget, another budget, or a release by a reviewer."),
    ),
    ReasonSpec(
        "unknown_budget",
        Text(zh="系统中没有所引用的预算", en="The budget named is not known."),
        (Text(zh="预算 {budget_id} 未设定，本笔 {amount_minor}", en="budget {budget_id} was never set, this payment {amount_minor}"),),
        (Text(zh="预算先设定后使用", en="budgets are set before they are used"),),
        given={"budget_id": "text", "amount_minor": "money"},
        clears=Text(zh="设定该预算，或更正预算编号", en="Setting the budget, or naming the right one."),
    ),
    ReasonSpec(
        "past_due_block",
        Text(zh="该客户有长期逾期且金额重大的欠款", en="The customer owes a material amount that is long past due."),
        (Text(zh="逾期超过 {days} 天的欠款 {past_due_minor}", en="{past_due_minor} more than {days} days past due"),),
        (Text(zh="不超过 {material_minor}", en="at most {material_minor}"),),
        given={"past_due_minor": "money", "days": "count", "material_minor": "money"},
        evidence=(Evidence(Table.CUSTOMER_PAST_DUE_0, match="standing"),),
        clears=Text(zh="付清逾期欠款 {past_due_minor}", en="Payment of the {past_due_minor} past due."),
    ),
    ReasonSpec(
        "credit_grade",
        Text(zh="该客户的信用等级要求复核", en="The customer's credit grade asks for review."),
        (Text(zh="等级 {grade}，违约概率 {pd}", en="grade {grade}, probability of default {pd}"),),
        (_MONTHLY,),
        params={"monthly": ("customer_monthly_sales_amount", "money")},
        given={"grade": "text", "pd": "share"},
        evidence=(Evidence(Table.CUSTOMER_PAST_DUE_0, match="standing"), Evidence(Table.CUSTOMER_PAID, "365d")),
        clears=Text(zh="预付货款", en="Payment in advance."),
    ),
    ReasonSpec(
        "new_customer",
        Text(zh="该客户往来太少，模型不足以评级", en="There is too little trade with the customer for the model to grade it."),
        (
            Text(zh="首次开票距今 {age}", en="first invoice {age} ago"),
            Text(zh="近365天开票 {invoices} 张", en="{invoices} invoices in 365 days"),
        ),
        (Text(zh="起始额度 {limit_minor}", en="a starting limit of {limit_minor}"),),
        params={
            "age": ("customer_invoice_age_days", "days"),
            "invoices": ("customer_invoice_count_365d", "count"),
        },
        given={"limit_minor": "money"},
        evidence=(Evidence(Table.CUSTOMER_PROFILE), Evidence(Table.CUSTOMER_INVOICE)),
        clears=Text(zh="按新客户流程提供登记资料，或预付货款", en="Registration papers as for a new customer, or payment in advance."),
    ),
    ReasonSpec(
        "unknown_customer",
        Text(zh="系统中没有这个客户", en="The customer is not known."),
        (Text(zh="没有任何登记或往来", en="neither registered nor traded with"),),
        (Text(zh="客户先登记后下单", en="customers are registered before they order"),),
        clears=Text(zh="登记该客户", en="Registration of the customer."),
    ),
    ReasonSpec(
        "unknown_payee",
        Text(zh="系统中没有这个收款方", en="The payee is not known."),
        (Text(zh="没有任何登记或往来", en="neither registered nor paid before"),),
        (Text(zh="收款方先登记后付款", en="payees are registered before they are paid"),),
        clears=Text(zh="登记该收款方并由第二人复核", en="Registration of the payee, approved by a second person."),
    ),
    ReasonSpec(
        "new_payee",
        Text(zh="首次向该收款方付款且金额较大", en="It is the first payment to the payee, and not a small one."),
        (Text(zh="本次 {amount_minor}", en="{amount_minor} now"), Text(zh="建档 {age}", en="registered {age} ago")),
        (Text(zh="首次付款不超过 {above_minor}", en="first payments of at most {above_minor}"),),
        params={"age": ("payee_age_days", "days")},
        given={"amount_minor": "money", "above_minor": "money"},
        evidence=(Evidence(Table.PAYEE_PROFILE), Evidence(Table.PAYEE_BILL)),
        clears=Text(zh="第二人核实收款方", en="A check of the payee by a second person."),
    ),
    ReasonSpec(
        "special_approval_missing",
        Text(zh="所引用的特批不存在、已过期或金额不足", en="The special approval named is missing, expired or too small."),
        (Text(zh="特批无效", en="no valid special approval"),),
        (Text(zh="超出政策的单据须有有效特批", en="documents beyond policy need one that is valid"),),
        clears=Text(zh="取得有效的特批", en="A valid special approval."),
    ),
    ReasonSpec(
        "random_review",
        Text(zh="随机抽中复核，并非因为可疑", en="It was drawn for review by lot, not by suspicion."),
        (Text(zh="抽查比例 {rate_ppm}", en="drawn at a rate of {rate_ppm}"),),
        (Text(zh="其余单据直接通过", en="the rest is approved"),),
        given={"rate_ppm": "ppm"},
        clears=Text(zh="复核人给出结论", en="A reviewer's verdict."),
    ),
    ReasonSpec(
        "degraded_input",
        Text(zh="判断所需的信息缺失", en="Information that the decision needs was missing."),
        (Text(zh="缺少：{inputs}", en="missing: {inputs}"),),
        (Text(zh="信息齐全", en="all of it is there"),),
        given={"inputs": "text"},
        clears=Text(zh="补齐信息后重新提交", en="A new submission with the information."),
    ),
    ReasonSpec(
        "calendar_uncertain",
        Text(zh="当年的工作日历尚未公布，时点判断不可靠", en="The working calendar of the year is not published: judgements of hours are unsure."),
        (Text(zh="缺少：{inputs}", en="missing: {inputs}"),),
        (Text(zh="日历已公布", en="the calendar is published"),),
        given={"inputs": "text"},
        clears=Text(zh="更新工作日历", en="An update of the working calendar."),
    ),
    ReasonSpec(
        "backdated",
        Text(zh="所报时间与系统时钟相差过大", en="The time named is too far from the clock."),
        (Text(zh="比时钟早 {backdated_s}", en="{backdated_s} before the clock"),),
        (Text(zh="至多 {allowed_s}", en="at most {allowed_s}"),),
        given={"backdated_s": "seconds", "allowed_s": "seconds"},
        clears=Text(zh="以当前时间提交", en="Submission with the present time."),
    ),
)  # fmt: skip
