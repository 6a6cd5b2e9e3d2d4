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


SENSE: Final[Mapping[str, tuple[Sense, ...]]] = {
    "late_payer": (Sense("customer_paid_dbt_days_90d", gt, 0.0),),
    "alike_paid_late": (Sense("customer_paid_similar_amount_delay_days_mean", gt, 0.0),),
    "habit_break": (Sense("customer_paid_habit_break_days", gt, 0.0),),
    "overdue_now": (Sense("customer_past_due_amount", gt, 0.0),),
    "high_exposure": (Sense("customer_exposure_amount", gt, 0.0),),
    "thin_history": (Sense("customer_invoice_count_365d", lt, 12.0),),
    "fictitious_supplier": (Sense("payee_age_days", lt, 180.0),),
    "long_terms": (Sense("document_terms_days", gt, 0.0),),
}
"""Code of a reason -> conditions of which all must hold."""

_REVIEWED: Final = ("customer", "salesperson", "payee", "requester")
SENSE_OF_ANY: Final[Mapping[str, tuple[Sense, ...]]] = {
    "verdict_history": tuple(Sense(f"{who}_confirmed_count", gt, 0.0) for who in _REVIEWED),
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
"""Code of a reason -> conditions of which one must hold."""

_ANY_KNOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "amount_jump": (
        "order_amount_per_customer_mean",
        "payment_amount_per_payee_mean",
        "claimant_claim_amount_over_median",
    ),
}
"""Code of a reason -> features of which one must be known: without a history nothing is unusual."""


def makes_sense(code: str, vector: NDArray[np.float64]) -> bool:
    """Tell whether the facts of a vector, float64[n_catalogue], bear out what a reason says."""
    asked = _ASKED.get(code)
    return asked is None or asked.holds(vector)


class _Asked:
    """All conditions of one reason, on columns of the vector."""

    def __init__(self, code: str) -> None:
        self._one_known = [index(name) for name in _ANY_KNOWN.get(code, ())]
        self._one_holds = [_on_column(one) for one in SENSE_OF_ANY.get(code, ())]
        self._all_hold = [_on_column(one) for one in SENSE.get(code, ())]

    def holds(self, vector: NDArray[np.float64]) -> bool:
        item = vector.item
        if self._one_known and not any(isfinite(item(column)) for column in self._one_known):
            return False
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


_ASKED: Final = {code: _Asked(code) for code in {*SENSE, *SENSE_OF_ANY, *_ANY_KNOWN}}
