"""The order, invoice or payment being scored, as it stands on its own."""

from typing import Final

from features.catalogue.feature import Feature, Role
from features.kernel.layout import FLAG_RECURRING, Q_AMOUNT, Q_TERMS, SHIFT_PAYMENT_KIND
from riskdesk.core.i18n import Text

KIND_OF_PAYMENT: Final = 3 << SHIFT_PAYMENT_KIND
"""The bits of a document's flags that are set for every payment but a supplier's."""
_BOTH: Final[tuple[Role, ...]] = ("order_anomaly", "payment_anomaly")

DOCUMENTS: Final[tuple[Feature, ...]] = (
    Feature(
        "document",
        "amount",
        "query",
        text=Text(zh="本单金额", en="its amount"),
        unit="money",
        reason="large_amount",
        number=Q_AMOUNT,
        models=("lateness", *_BOTH),
    ),
    Feature(
        "document",
        "terms_days",
        "query",
        text=Text(zh="账期天数", en="terms of payment"),
        unit="days",
        reason="long_terms",
        number=Q_TERMS,
        models=("lateness", "order_anomaly"),
    ),
    Feature(
        "document",
        "hour",
        "hour",
        text=Text(zh="提交时点", en="hour of the day"),
        unit="hour",
        reason="odd_hours",
        models=_BOTH,
    ),
    Feature(
        "document",
        "day_off",
        "day_kind",
        text=Text(zh="是否休息日", en="a day off"),
        unit="flag",
        reason="odd_hours",
        models=_BOTH,
    ),
    Feature(
        "document",
        "recurring",
        "flag",
        text=Text(zh="是否属于周期性合同", en="under a recurring contract"),
        unit="flag",
        reason="no_contract",
        number=FLAG_RECURRING,
        models=_BOTH,
        source="split test: recurring contracts are taken out",
    ),
    Feature(
        "document",
        "not_to_supplier",
        "flag",
        text=Text(zh="是否报销、退款或工资", en="an expense, a refund or a salary"),
        unit="flag",
        reason="large_amount",
        number=KIND_OF_PAYMENT,
        source="fictitious supplier: only who is paid as a supplier can be one",
    ),
    Feature(
        "document",
        "below_limit_share",
        "below_limit",
        text=Text(zh="低于最近一档审批限额的幅度", en="how far it stays below the next approval limit"),
        unit="share",
        reason="below_limit",
        models=_BOTH,
        source="just below: [limit (1 - 2 %), limit)",
    ),
    Feature(
        "document",
        "round_zeros",
        "zeros",
        text=Text(zh="金额末尾零的个数", en="trailing zeros of its amount"),
        unit="count",
        reason="round_amount",
        models=("payment_anomaly",),
        source="fictitious supplier: round amounts",
    ),
)
