"""When a model's reason makes sense in words: its facts must bear out what its text says.

A model may well draw risk from a supplier's age of three years or from payments that came
early; the contribution stands in the answer, but a sentence that its own figures contradict
is not given. Rules and typology tests have conditions of their own and are not asked here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from operator import gt, lt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.catalogue.program import index


@dataclass(frozen=True, slots=True)
class Sense:
    """One condition on the vector; an unknown value does not fulfil it."""

    feature: str
    compare: Callable[[float, float], bool]
    value: float


_FAR_ABOVE: Final = 2.0
"""Times what is normal."""
_ABOVE: Final = 1.5
_BELOW: Final = 0.67
_ODD: Final = 4.0
"""Surprise, -ln of a share: about 1 in 55; what is usual lies at 2 to 3."""
_LATELY_DAYS: Final = 90.0
_LONG_DAYS: Final = 60.0


def _parts(of: str, window: str) -> tuple[Sense, ...]:
    return (Sense(f"{of}_split_parts_{window}", gt, 0.0), Sense(f"{of}_split_ratio_{window}", gt, 1.0))


SENSE: Final[Mapping[str, tuple[Sense, ...]]] = {
    "account_change": (Sense("payee_account_change_idle_days", lt, _LATELY_DAYS),),
    "address_burst": (
        Sense("address_movement_count_1h", gt, 2.0),
        Sense("address_movement_burst_1h", gt, _FAR_ABOVE),
    ),
    "below_limit": (
        Sense("document_below_limit_share", gt, 0.0),
        Sense("document_below_limit_share", lt, 0.1),
    ),
    "late_payer": (Sense("customer_paid_dbt_days_90d", gt, 0.0),),
    "alike_paid_late": (Sense("customer_paid_similar_amount_delay_days_mean", gt, 0.0),),
    "habit_break": (Sense("customer_paid_habit_break_days", gt, 0.0),),
    "overdue_now": (Sense("customer_past_due_amount", gt, 0.0),),
    "thin_history": (Sense("customer_invoice_count_365d", lt, 12.0),),
    "fictitious_supplier": (Sense("payee_age_days", lt, 180.0),),
    "long_terms": (Sense("document_terms_days", gt, 0.0),),
    "many_claims": (Sense("requester_claim_count_30d", gt, 3.0),),
    "many_salespeople": (Sense("customer_salesperson_distinct_365d", gt, 2.0),),
    "no_contract": (Sense("document_recurring", lt, 1.0),),
    "returned_payments": (Sense("payee_payment_returned_share_365d", gt, 0.1),),
    "round_amount": (Sense("document_round_zeros", gt, 2.0),),
    # What adds up to a limit without a part just below it is what good customers do every week.
    "split_claim": _parts("claimant_claim", "7d"),
    "split_order": _parts("customer_order", "72h"),
    "split_payment": _parts("payee_payment", "72h"),
    "write_offs": (Sense("customer_write_off_amount_sum", gt, 0.0),),
}
"""Code of a reason -> conditions of which all must hold."""

_OVER_USUAL: Final = (
    "order_amount_per_customer_mean",
    "payment_amount_per_payee_mean",
    "claimant_claim_amount_over_median",
)
_REVIEWED: Final = ("customer", "salesperson", "payee", "requester")
SENSE_OF_ANY: Final[Mapping[str, tuple[Sense, ...]]] = {
    "amount_jump": tuple(Sense(name, gt, _ABOVE) for name in _OVER_USUAL),
    "concentration": (
        Sense("salesperson_customer_share_90d", gt, 0.25),
        Sense("approver_requester_share_90d", gt, 0.25),
    ),
    "disputes": (
        Sense("customer_dispute_count_365d", gt, 0.0),
        Sense("customer_credit_note_amount_sum_365d", gt, 0.0),
    ),
    "dormant_active": (
        Sense("customer_order_idle_days", gt, _LATELY_DAYS),
        Sense("payee_payment_idle_days", gt, _LATELY_DAYS),
    ),
    "duplicate_payment": (
        Sense("payee_invoice_repeated_count_365d", gt, 0.0),
        Sense("payee_amount_repeated_count_90d", gt, 0.0),
        Sense("payee_invoice_parts_365d", gt, 0.0),
        Sense("payee_invoice_mistyped_count_90d", gt, 0.0),
    ),
    "first_contact": (
        Sense("customer_salesperson_order_count_365d", lt, 4.0),
        Sense("requester_payee_first_use", gt, 0.0),
    ),
    "frequency_jump": (
        Sense("customer_order_burst_7d", gt, _FAR_ABOVE),
        Sense("salesperson_order_burst_7d", gt, _FAR_ABOVE),
        Sense("payee_payment_burst_7d", gt, _FAR_ABOVE),
        Sense("requester_payment_burst_7d", gt, _FAR_ABOVE),
        Sense("claimant_claim_burst_7d", gt, _FAR_ABOVE),
    ),
    "high_exposure": (
        Sense("customer_receivable_months", gt, 1.0),
        Sense("order_exposure_months", gt, 1.0),
    ),
    "idle_customer": (
        Sense("customer_order_idle_days", gt, _LONG_DAYS),
        Sense("customer_paid_idle_days", gt, _LONG_DAYS),
    ),
    "large_amount": tuple(Sense(name, gt, _ABOVE) for name in _OVER_USUAL[:2]),
    "lumpy_trade": (
        Sense("customer_largest_order_share_365d", gt, 0.3),
        Sense("customer_salesperson_top_share_365d", gt, 0.8),
    ),
    "many_cancellations": (
        Sense("customer_order_cancelled_share_365d", gt, 0.1),
        Sense("salesperson_order_cancelled_share_365d", gt, 0.1),
    ),
    "new_account": (Sense("payee_account_first_use", gt, 0.0), Sense("payee_account_age_days", lt, 180.0)),
    "odd_hours": tuple(
        Sense(f"{who}_{what}_surprise", gt, _ODD)
        for who in ("salesperson", "requester", "claimant")
        for what in ("hour", "weekday")
    ),
    "related_party": (
        Sense("account_other_owner_count", gt, 0.0),
        Sense("account_other_payee_count", gt, 0.0),
        Sense("payee_linked_staff_person_count", gt, 0.0),
    ),
    "repeated_claim": (
        Sense("claimant_amount_repeated_count_30d", gt, 0.0),
        Sense("claimant_amount_repeated_count_90d", gt, 0.0),
    ),
    "sales_change": tuple(
        Sense(f"customer_order_amount_trend_{window}", compare, level)
        for window in ("30d", "90d")
        for compare, level in ((gt, _ABOVE), (lt, _BELOW))
    ),
    "verdict_history": tuple(Sense(f"{who}_confirmed_count_365d", gt, 0.0) for who in _REVIEWED),
    "limit_use": tuple(Sense(f"{who}_limit_used_share", gt, 0.5) for who in ("customer", "order")),
    "group_pays_late": (
        Sense("group_past_due_amount", gt, 0.0),
        Sense("group_paid_late_share_365d", gt, 0.0),
    ),
    "industry_pays_late": (
        Sense("customer_paid_delay_over_industry_days", gt, 0.0),
        Sense("industry_paid_late_15_share", gt, 0.0),
    ),
    "alike_payee": (
        Sense("namesake_amount_alike_count_90d", gt, 0.0),
        Sense("namesake_number_alike_count_365d", gt, 0.0),
        Sense("namesake_parts_90d", gt, 0.0),
    ),
    "related_by_master": tuple(
        Sense(f"payee_linked_{who}_count", gt, 0.0) for who in ("staff", "customer", "supplier")
    ),
}
"""Code of a reason -> conditions of which one must hold; without a history nothing is unusual."""


def makes_sense(code: str, vector: NDArray[np.float64]) -> bool:
    """Tell whether the facts of a vector, float64[n_catalogue], bear out what a reason says."""
    asked = _ASKED.get(code)
    return asked is None or asked.holds(vector)


class _Asked:
    """All conditions of one reason, on columns of the vector."""

    def __init__(self, code: str) -> None:
        self._one_holds = [_on_column(one) for one in SENSE_OF_ANY.get(code, ())]
        self._all_hold = [_on_column(one) for one in SENSE.get(code, ())]

    def holds(self, vector: NDArray[np.float64]) -> bool:
        item = vector.item
        if self._one_holds and not any(_holds(one, item) for one in self._one_holds):
            return False
        return all(_holds(one, item) for one in self._all_hold)


_OnColumn = tuple[int, Callable[[float, float], bool], float]


def _on_column(one: Sense) -> _OnColumn:
    return index(one.feature), one.compare, one.value


def _holds(one: _OnColumn, item: Callable[[int], float]) -> bool:
    column, compare, value = one
    found = item(column)
    return isfinite(found) and compare(found, value)


_ASKED: Final = {code: _Asked(code) for code in {*SENSE, *SENSE_OF_ANY}}
