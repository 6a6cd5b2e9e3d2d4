import math

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
        assert makes_sense(code, knowing(**{one.feature: one.value + 1.0}))


@pytest.mark.parametrize(("days", "expected"), [(2.7, True), (-2.7, False), (math.nan, False)])
def test_who_pays_early_is_not_called_late(days: float, *, expected: bool) -> None:
    """Late is said of who is late, not of who pays early and not of who never paid."""
    assert expected == makes_sense("late_payer", knowing(customer_paid_dbt_days_90d=days))


def test_contradicted_reason_gives_way_to_the_next() -> None:
    """A supplier of three years is not called fictitious, whatever its age added; the next reason is said."""
    words = Words(("age", "first_use"), ("fictitious_supplier", "new_account"))
    voice = voice_of("model", "payment_anomaly", words, [2.0, 1.0])
    reasons = explain(Outcome.APPROVE, [], [voice], knowing(payee_age_days=1_036.8))
    assert ["new_account"] == [reason.code for reason in reasons]


def test_jump_needs_something_to_jump_from() -> None:
    """Without a history no amount is unusual."""
    assert not makes_sense("amount_jump", knowing())
    assert makes_sense("amount_jump", knowing(order_amount_per_customer_mean=3.0))
