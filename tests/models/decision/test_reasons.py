from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from features.catalogue.program import NAMES, index
from models.decision.finding import Finding
from models.decision.reasons import explain
from models.decision.voice import Voice, Words, voice_of
from models.policy.outcome import Outcome
from models.role import Role

A, R, B = Outcome.APPROVE, Outcome.REVIEW, Outcome.BLOCK
EMPTY: NDArray[np.float64] = np.full(len(NAMES), np.nan)
CODES = ("late_payer", "late_payer", "overdue_now", "thin_history", "habit_break", "disputes")


@pytest.fixture
def speak() -> Callable[..., Voice]:
    """Make a voice over six features of five reasons."""

    def make(*values: float, role: Role = "credit", codes: tuple[str, ...] = CODES) -> Voice:
        names = tuple(f"f{k}" for k in range(len(values)))
        return voice_of("model", role, Words(names, codes[: len(values)]), values)

    return make


def _model(outcome: Outcome, role: Role = "credit") -> Finding:
    return Finding("model", role, outcome, role=role)


def test_contributions_are_grouped_by_reason(speak: Callable[..., Voice]) -> None:
    """Features of one reason add up, and only what raised it on balance stays, the loudest first."""
    voice = speak(0.5, 0.25, 1.0, -2.0, 0.0, 0.1)
    assert [(1.0, "overdue_now"), (0.75, "late_payer"), (0.1, "disputes")] == voice.raised()
    assert [(1.0, "overdue_now"), (0.75, "late_payer")] == voice.raised(0.75)
    assert [(0.0, "habit_break"), (-2.0, "thin_history")] == voice.others
    assert ["f0", "f1"] == voice.features("late_payer")


def test_what_raised_and_lowered_is_netted(speak: Callable[..., Voice]) -> None:
    """A reason whose features lower the risk on balance is none, though one of them raised it."""
    assert [] == speak(0.5, -0.75).raised()


def test_a_model_that_forced_names_its_reasons(speak: Callable[..., Voice]) -> None:
    """At most four, in the order of their log-odds."""
    late = EMPTY.copy()
    for name in (
        "customer_past_due_amount",
        "customer_paid_dbt_days_90d",
        "customer_paid_habit_break_days",
        "customer_dispute_count_365d",
    ):
        late[index(name)] = 1.0
    found = explain(R, [_model(R)], [speak(0.5, 0.2, 0.9, 0.1, 0.3, 0.8)], late)
    assert ["overdue_now", "disputes", "late_payer", "habit_break"] == [one.code for one in found]
    assert [0.9, 0.8, 0.7, 0.3] == pytest.approx([one.contribution for one in found])


def test_what_forced_comes_first(speak: Callable[..., Voice]) -> None:
    """The strictest, then rules before typologies, then the model that only raised the risk."""
    findings = [
        Finding("typology", "split_order", R),
        Finding("rule", "over_limit", R),
        Finding("rule", "past_due_block", B),
    ]
    found = explain(B, findings, [speak(5.0)], EMPTY)
    assert ["past_due_block", "over_limit", "split_order", "late_payer"] == [one.code for one in found]


def test_a_forcing_model_keeps_a_place(speak: Callable[..., Voice]) -> None:
    """Even beside many rules that force the same, the loudest reason of the model is told."""
    rules = [
        Finding("rule", code, R)
        for code in ("backdated", "large_amount", "new_customer", "over_limit", "unknown_customer")
    ]
    found = [one.code for one in explain(R, [*rules, _model(R)], [speak(0.1, 0.1, 0.9)], EMPTY)]
    assert ["backdated", "large_amount", "new_customer", "overdue_now"] == found


def test_a_typology_takes_its_models_contribution(speak: Callable[..., Voice]) -> None:
    """A pattern and features that speak for the same code are one reason."""
    voice = speak(0.83, role="order_anomaly", codes=("split_order",))
    (found,) = explain(R, [Finding("typology", "split_order", R, features=("x",))], [voice], EMPTY)
    assert ("split_order", 0.83, ("x", "f0")) == (found.code, found.contribution, found.features)


def test_two_models_never_add_up(speak: Callable[..., Voice]) -> None:
    """Log-odds of different questions are not summed: the louder one stands."""
    voices = [speak(0.4), speak(0.9, role="order_anomaly")]
    (found,) = explain(A, [], voices, EMPTY)
    assert 0.9 == found.contribution


def test_a_base_rate_above_the_cut_still_names_something(speak: Callable[..., Voice]) -> None:
    """Where nothing raised the risk and the model holds all the same, the reason nearest to it is named at 0."""
    (found,) = explain(R, [_model(R)], [speak(-0.5, 0.0, -0.1)], EMPTY)
    assert ("overdue_now", 0.0) == (found.code, found.contribution)


def test_nothing_is_said_where_nothing_was_found(speak: Callable[..., Voice]) -> None:
    """An approval without any sign has no reason."""
    assert () == explain(A, [], [speak(-0.5)], EMPTY)
