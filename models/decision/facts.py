"""The features that rules and grants read, by name; and reading a vector by name."""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.catalogue.program import index

PAST_DUE_AMOUNT: Final[dict[int, str]] = {
    0: "customer_past_due_amount",
    30: "customer_past_due_30_amount",
    60: "customer_past_due_60_amount",
    90: "customer_past_due_90_amount",
}
"""By more than how many days; minor units."""

MONTHLY_SALES = "customer_monthly_sales_amount"
CUSTOMER_AGE_DAYS = "customer_invoice_age_days"
CUSTOMER_INVOICES = "customer_invoice_count_365d"
PAYEE_PAID_SINCE_DAYS = "payee_payment_age_days"


def known(vector: NDArray[np.float64], name: str) -> float | None:
    """Return the value of a feature in a vector over the whole catalogue, or None where it is unknown."""
    value: float = vector.item(index(name))
    return value if math.isfinite(value) else None
