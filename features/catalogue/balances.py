"""What a customer owes now, and how long it is past due: the exposure and ageing features."""

from typing import Final

from features.catalogue.feature import Feature, Role
from features.kernel.tables import Table
from riskdesk.core.i18n import Text

CREDIT: Final[tuple[Role, ...]] = ("credit", "lateness")
_AGEING = "CreditorWatch, ageing buckets"
_EXPOSURE = "SAP credit management, types of credit checks"


def _past_due(days: int, table: Table) -> Feature:
    more = f"超过{days}天" if days else ""
    than = f" more than {days} days" if days else ""
    return Feature(
        "customer",
        f"past_due_{days}_amount" if days else "past_due_amount",
        "state",
        text=Text(zh=f"逾期{more}的应收金额", en=f"owed and{than} past due"),
        unit="money",
        reason="overdue_now",
        table=table,
        direction=1,
        models=CREDIT,
        source=_AGEING,
    )


def _bucket(first: int, last: int, earlier: str, later: str) -> Feature:
    return Feature(
        "customer",
        f"past_due_{first}_to_{last}_amount",
        "difference",
        text=Text(zh=f"逾期{first}至{last}天的应收金额", en=f"owed and {first} to {last} days past due"),
        unit="money",
        reason="overdue_now",
        operands=(earlier, later),
        source=_AGEING,
    )


def _share(measure: str, amount: str, zh: str, en: str) -> Feature:
    return Feature(
        "customer",
        measure,
        "ratio",
        text=Text(zh=f"{zh}占应收余额的比例", en=f"share of receivables {en}"),
        unit="share",
        reason="overdue_now",
        operands=(amount, "customer_receivable_amount"),
        number=1,
        direction=1,
        models=CREDIT,
        source=_AGEING,
    )


BALANCES: Final[tuple[Feature, ...]] = (
    Feature(
        "customer",
        "open_amount",
        "state",
        text=Text(zh="已订货或已发货、尚未开票的金额", en="ordered or delivered and not yet billed"),
        unit="money",
        reason="high_exposure",
        table=Table.CUSTOMER_OPEN,
        models=CREDIT,
        source=_EXPOSURE,
    ),
    Feature(
        "customer",
        "receivable_amount",
        "state",
        text=Text(zh="应收余额", en="billed and unpaid"),
        unit="money",
        reason="high_exposure",
        table=Table.CUSTOMER_RECEIVABLE,
        models=CREDIT,
        source=_EXPOSURE,
    ),
    Feature(
        "customer",
        "exposure_amount",
        "total",
        text=Text(zh="信用占用：未开票加应收", en="exposure: not yet billed plus unpaid"),
        unit="money",
        reason="high_exposure",
        operands=("customer_open_amount", "customer_receivable_amount"),
        models=CREDIT,
        source=_EXPOSURE,
    ),
    _past_due(0, Table.CUSTOMER_PAST_DUE_0),
    _past_due(30, Table.CUSTOMER_PAST_DUE_30),
    _past_due(60, Table.CUSTOMER_PAST_DUE_60),
    _past_due(90, Table.CUSTOMER_PAST_DUE_90),
    Feature(
        "customer",
        "past_due_invoice",
        "count",
        text=Text(zh="当前逾期的发票张数", en="invoices past due now"),
        unit="count",
        reason="overdue_now",
        table=Table.CUSTOMER_PAST_DUE_0,
        direction=1,
        models=CREDIT,
        source="company manuals: overdue count",
    ),
    Feature(
        "customer",
        "unpaid_invoice",
        "count",
        text=Text(zh="当前未付的发票张数", en="invoices unpaid now"),
        unit="count",
        reason="overdue_now",
        table=Table.CUSTOMER_RECEIVABLE,
        models=("lateness",),
    ),
    Feature(
        "customer",
        "past_due_invoice_share",
        "ratio",
        operands=("customer_past_due_invoice_count", "customer_unpaid_invoice_count"),
        text=Text(zh="未付发票中逾期的张数占比", en="share of the unpaid invoices that are past due"),
        unit="share",
        reason="overdue_now",
        number=1,
        direction=1,
        models=("lateness",),
    ),
    Feature(
        "customer",
        "past_due",
        "days_past_due",
        text=Text(zh="当前逾期发票的平均逾期天数", en="mean days past due of what is past due now"),
        unit="days",
        reason="overdue_now",
        table=Table.CUSTOMER_PAST_DUE_0,
        direction=1,
        models=CREDIT,
    ),
    _bucket(1, 30, "customer_past_due_amount", "customer_past_due_30_amount"),
    _bucket(31, 60, "customer_past_due_30_amount", "customer_past_due_60_amount"),
    _bucket(61, 90, "customer_past_due_60_amount", "customer_past_due_90_amount"),
    _share("past_due_share", "customer_past_due_amount", "逾期金额", "that is past due"),
    _share(
        "past_due_1_to_30_share", "customer_past_due_1_to_30_amount", "逾期1至30天", "1 to 30 days past due"
    ),
    _share(
        "past_due_31_to_60_share",
        "customer_past_due_31_to_60_amount",
        "逾期31至60天",
        "31 to 60 days past due",
    ),
    _share(
        "past_due_61_to_90_share",
        "customer_past_due_61_to_90_amount",
        "逾期61至90天",
        "61 to 90 days past due",
    ),
    _share("past_due_91_share", "customer_past_due_90_amount", "逾期超过90天", "more than 90 days past due"),
    Feature(
        "customer",
        "balance_dbt_days",
        "balance_dbt",
        text=Text(zh="按余额计算的超期天数（DBT）", en="days beyond terms, from balances"),
        unit="days",
        reason="overdue_now",
        operands=(
            "customer_receivable_amount",
            "customer_past_due_amount",
            "customer_past_due_30_amount",
            "customer_past_due_60_amount",
            "customer_past_due_90_amount",
        ),
        direction=1,
        models=CREDIT,
        source="CreditorWatch, DBT from balances",
    ),
)
