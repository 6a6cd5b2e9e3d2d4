from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

Vectors = NDArray[np.float64]


@pytest.fixture
def calm(calm: Callable[..., Vectors]) -> Callable[..., Vectors]:
    """Make a vector of who also orders and is paid often, and amounts that are as usual."""
    known = {
        "customer_order_count_90d": 100.0,
        "customer_order_idle_days": 2.0,
        "order_amount_per_customer_mean": 1.0,
        "payee_account_payment_count_365d": 20.0,
        "payee_bill_before_change_days": np.nan,
        "payee_number_billed_amount_365d": 100_000.0,
        "payee_number_ordered_365d": 1.0,
        "payee_payment_count_30d": 20.0,
        "payee_payment_idle_days": 2.0,
        "payment_amount_per_payee_mean": 1.0,
    }

    def make(**changes: float) -> Vectors:
        return calm(**{**known, **changes})

    return make
