"""The rules that the field starts from, one a typology, measured beside our tests on the same vectors."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from features.catalogue.program import index

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Rule = Callable[[Floats], Bools]


def _of(vectors: Floats, name: str) -> Floats:
    return vectors[:, index(name)]


def _least(name: str, least: float) -> Rule:
    return lambda vectors: _of(vectors, name) >= least


def _most(name: str, most: float) -> Rule:
    return lambda vectors: _of(vectors, name) <= most


def _off_hours(vectors: Floats) -> Bools:
    hour = _of(vectors, "document_hour")
    return (hour < 8) | (hour >= 20) | (_of(vectors, "document_day_off") >= 1)


def _sum_over_limit(name: str) -> Rule:
    return lambda vectors: _of(vectors, name) > 1.0


PLAIN: Final[Mapping[tuple[str, str], tuple[str, Rule]]] = {
    ("order", "split_order"): (
        "same customer and salesperson in 72 h: each at or below a limit, the sum above",
        _sum_over_limit("customer_order_split_ratio_72h"),
    ),
    ("payment", "split_payment"): (
        "same payee and requester in 72 h: each at or below a limit, the sum above",
        _sum_over_limit("payee_payment_split_ratio_72h"),
    ),
    ("payment", "account_change"): (
        "account changed within 90 days",
        _most("payee_account_change_idle_days", 90.0),
    ),
    ("payment", "duplicate_payment"): (
        "payee, normalised number and amount within 1 % came before",
        _least("payee_invoice_repeated_count_365d", 1.0),
    ),
    ("order", "odd_hours"): ("before 8, from 20 on, or on a day off", _off_hours),
    ("payment", "odd_hours"): ("before 8, from 20 on, or on a day off", _off_hours),
    ("order", "amount_jump"): (
        "three times the customer's mean",
        _least("order_amount_per_customer_mean", 3.0),
    ),
    ("payment", "amount_jump"): (
        "three times the payee's mean",
        _least("payment_amount_per_payee_mean", 3.0),
    ),
    ("order", "frequency_jump"): ("7 days at three times the normal", _least("customer_order_burst_7d", 3.0)),
    ("payment", "frequency_jump"): (
        "7 days at three times the normal",
        _least("payee_payment_burst_7d", 3.0),
    ),
    ("order", "dormant_active"): ("no movement for 180 days", _least("customer_order_idle_days", 180.0)),
    ("payment", "dormant_active"): ("no movement for 180 days", _least("payee_payment_idle_days", 180.0)),
    ("payment", "fictitious_supplier"): ("payee registered within 30 days", _most("payee_age_days", 30.0)),
    ("payment", "related_party"): (
        "account registered to somebody else",
        _least("account_other_owner_count", 1.0),
    ),
}
"""(place, typology) -> what the rule says, and the rule."""
