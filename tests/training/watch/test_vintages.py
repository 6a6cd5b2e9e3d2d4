from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from features.history.encode import code_of
from features.kernel.layout import DAY
from models.decision.inputs import NO_STANDING, Subject
from models.policy.outcome import Outcome
from models.whatif.past import PastDecision
from training.labels.default import ISSUED, DefaultDefinition
from training.watch.told import told
from training.watch.vintages import default_labels, vintages

FROM_DAY = 20_089  # 2025-01-01
DEFINITION = DefaultDefinition(past_due_days=30, horizon_days=90, materiality_minor=100)


def past(customer: str | None, day: int, **changes: Any) -> PastDecision:
    """Return a decision on an order, some days after the year began."""
    subject = Subject("order", f"order:{customer}{day}", 1_000, "CNY", known_party=True, as_of_us=0)
    one = PastDecision(
        subject=subject,
        standing=NO_STANDING,
        loaded={},
        vector=np.empty(0),
        outcome=Outcome.APPROVE,
        lifted=(),
        sampled=False,
        propensity=0.01,
        day=FROM_DAY + day,
        at_us=(FROM_DAY + day) * DAY + 5,
        customer=customer,
        grade="B",
        probabilities={"credit": 0.1},
    )
    return replace(one, **changes)


@pytest.fixture
def events(facts: Callable[..., Any]) -> Any:
    """Customers L and G are billed; G pays, L never does."""
    paid = {"kind": 31, "day": FROM_DAY + 12, "amount": -1_000, "closed": True}
    return facts(
        {
            "kind": ISSUED,
            "invoice": 1,
            "customer": code_of("L"),
            "day": FROM_DAY,
            "due": FROM_DAY + 10,
            "amount": 1_000,
        },
        {
            "kind": ISSUED,
            "invoice": 2,
            "customer": code_of("G"),
            "day": FROM_DAY,
            "due": FROM_DAY + 10,
            "amount": 1_000,
        },
        {**paid, "invoice": 2, "customer": code_of("G"), "due": FROM_DAY + 10},
    )


def test_how_orders_turned_out(events: Any) -> None:
    """L defaults within the horizon and G does not; once a month each; what is not over has no label."""
    decisions = [
        past("L", 5),
        past("G", 5),
        past("L", 6),
        past("L", 60),
        past("G", 40),
        past(None, 5),
        past("X", 5),
    ]
    labels = default_labels(decisions, events, DEFINITION, known_by_us=(FROM_DAY + 120) * DAY)
    # L is in default on day 60 already; G's horizon of day 40 is not over; X is not known.
    expected = [1.0, 0.0] + [np.nan] * 5
    assert np.array_equal(expected, labels, equal_nan=True)


def test_each_grade_and_month_stands_alone() -> None:
    """Rows, defaults and the interval of a cell; those without a label are left out."""
    decisions = [past(f"C{k}", 5) for k in range(20)] + [past("D", 5, grade="D"), past("E", 40), past("F", 5)]
    labels = [1.0] * 2 + [0.0] * 18 + [1.0, 0.0, np.nan]
    found = vintages(decisions, labels)
    assert [("B", "2025-01", 20, 2), ("B", "2025-02", 1, 0), ("D", "2025-01", 1, 1)] == [
        (one.grade, one.month, one.rows, one.bad) for one in found
    ]
    assert (0.1, True) == (found[0].realised, found[0].agrees)
    assert found[0].low < 0.1 < found[0].high


def test_alerts_that_doubled_are_said() -> None:
    """A month of two alerts a day after a month of one; the same again is no change."""

    def month(first: int, alerts: int) -> list[PastDecision]:
        held = [
            past(f"{k}", first + day, outcome=Outcome.REVIEW, reasons=("split_order",))
            for day in range(30)
            for k in range(alerts)
        ]
        return held + [past(f"p{day}", first + day) for day in range(30)]

    more = told(month(0, 1), month(30, 3), "order")
    assert more.alerts is not None
    assert (1.0, 3.0, True) == (more.alerts.before, more.alerts.now, more.alerts.moved)
    same = told(month(0, 2), month(30, 2), "order")
    assert same.alerts is not None
    assert not same.alerts.moved
    none = told([], [], "payment")
    assert (None, None, 0) == (none.alerts, none.reasons, none.decisions)


def test_other_reasons_are_said() -> None:
    """Reasons that changed places are a drift, with their shares then and now."""
    before = [past(f"{k}", 0, reasons=("split_order",) if k % 4 else ("late_payer",)) for k in range(200)]
    now = [past(f"{k}", 1, reasons=("late_payer",) if k % 4 else ("split_order",)) for k in range(200)]
    found = told(before, now, "order")
    assert found.reasons is not None
    assert "shifted" == found.reasons.level
    assert (0.25, 0.75) == found.changed["late_payer"]
