import math
from operator import gt

import numpy as np
import pytest
from numpy.typing import NDArray

from features.catalogue.program import NAMES, index
from features.catalogue.reasons import REASONS
from models.decision.reasons import explain
from models.decision.sense import SENSE, SENSE_OF_ANY, makes_sense
from models.decision.voice import Words, voice_of
from models.policy.outcome import Outcome


def knowing(**values: float) -> NDArray[np.float64]:
    """Return a vector that knows these features and nothing else."""
    vector = np.full(len(NAMES), np.nan)
    for name, value in values.items():
        vector[index(name)] = value
    return vector


@pytest.mark.parametrize("code", sorted({*SENSE, *SENSE_OF_ANY}))
def test_conditions_speak_of_reasons_and_features_that_exist(code: str) -> None:
    """Each condition belongs to a reason, and names a feature of the catalogue."""
    assert code in REASONS
    conditions = (*SENSE.get(code, ()), *SENSE_OF_ANY.get(code, ()))
    assert {one.feature for one in conditions} <= set(NAMES)


@pytest.mark.parametrize("code", sorted(SENSE_OF_ANY))
def test_one_condition_of_several_is_enough(code: str) -> None:
    """None of them says nothing, each of them alone bears the reason out."""
    assert not makes_sense(code, knowing(**{one.feature: one.value for one in SENSE_OF_ANY[code]}))
    for one in SENSE_OF_ANY[code]:
        step = 1.0 if one.compare is gt else -1.0
        assert makes_sense(code, knowing(**{one.feature: one.value + step}))


@pytest.mark.parametrize(("days", "expected"), [(2.7, True), (-2.7, False), (math.nan, False)])
def test_who_pays_early_is_not_called_late(days: float, *, expected: bool) -> None:
    """Late is said of who is late, not of who pays early and not of who never paid."""
    assert expected == makes_sense("late_payer", knowing(customer_paid_dbt_days_90d=days))


def test_contradicted_reason_gives_way_to_the_next() -> None:
    """A supplier of three years is not called fictitious, whatever its age added; the next reason is said."""
    words = Words(("age", "first_use"), ("fictitious_supplier", "new_account"))
    voice = voice_of("model", "payment_anomaly", words, [2.0, 1.0])
    reasons = explain(
        Outcome.APPROVE, [], [voice], knowing(payee_age_days=1_036.8, payee_account_first_use=1.0)
    )
    assert ["new_account"] == [reason.code for reason in reasons]


def test_jump_needs_something_to_jump_from() -> None:
    """Without a history no amount is unusual."""
    assert not makes_sense("amount_jump", knowing())
    assert makes_sense("amount_jump", knowing(order_amount_per_customer_mean=3.0))


@pytest.mark.parametrize(
    ("code", "of"), [("split_order", "customer_order"), ("split_payment", "payee_payment")]
)
def test_a_split_has_an_earlier_part(code: str, of: str) -> None:
    """Nothing is said to be split where there is no part before it, or where all together stay within the limit."""
    for parts, ratio, expected in ((0.0, 2.01, False), (1.0, 0.8, False), (1.0, 1.87, True)):
        found = {f"{of}_split_parts_72h": parts, f"{of}_split_ratio_72h": ratio}
        assert expected == makes_sense(code, knowing(**found))


@pytest.mark.parametrize(
    ("code", "values", "expected"),
    [
        ("odd_hours", {"requester_hour_surprise": 2.4, "company_hour_share": 0.138}, False),
        ("odd_hours", {"requester_hour_surprise": 7.1}, True),
        ("below_limit", {"document_below_limit_share": 0.288}, False),
        ("below_limit", {"document_below_limit_share": 0.0}, False),
        ("below_limit", {"document_below_limit_share": 0.07}, True),
        ("concentration", {"approver_requester_share_90d": 0.055}, False),
        ("dormant_active", {"payee_payment_idle_days": 0.7}, False),
        ("first_contact", {"customer_salesperson_order_count_365d": 24.0}, False),
        ("first_contact", {"customer_salesperson_order_count_365d": 0.0}, True),
        ("many_cancellations", {"customer_order_cancelled_share_365d": 0.04}, False),
        ("duplicate_payment", {"payee_amount_repeated_count_90d": 0.0}, False),
        ("large_amount", {"order_amount_per_customer_mean": 0.8}, False),
        ("address_burst", {"address_movement_count_1h": 0.0, "address_movement_burst_1h": 1.4}, False),
    ],
)
def test_what_figures_contradict_is_not_said(code: str, values: dict[str, float], *, expected: bool) -> None:
    """Values of the demonstration's company, of which a sentence would have said the opposite."""
    assert expected == makes_sense(code, knowing(**values))
