import numpy as np
import pytest

from features.catalogue.program import NAMES
from models.typologies.detect import Detector, judge
from models.typologies.test import Condition, Test, Typology

SLEEPER = Typology(
    "dormant_active", "order", (Test((Condition("customer_slept_days", least=3.0, full=5.0),)),)
)


def test_vectors_of_another_layout_are_judged_by_name() -> None:
    """The same values in another order give the same, strengths included."""
    values = np.random.default_rng(5).uniform(0.0, 12.0, (200, len(NAMES)))
    back = Detector(column_of=NAMES[::-1].index)
    found = [judge(row, "order") for row in values]
    assert found == [back.judge(np.ascontiguousarray(row[::-1]), "order") for row in values]
    assert any(one.hits for one in found)


def test_typologies_of_then_are_looked_for() -> None:
    """Those that are handed over, and no others."""
    detector = Detector({"order": (SLEEPER,), "payment": ()}, ("customer_slept_days",).index)
    (hit,) = detector.judge(np.array([4.0]), "order").hits
    assert ("dormant_active", 0.5, ("customer_slept_days",)) == (hit.code, hit.strength, hit.features)
    assert () == detector.judge(np.array([2.0]), "order").hits


def test_a_typology_says_which_feature_it_lacks() -> None:
    """Both are named, instead of silence about the pattern."""
    detector = Detector({"order": (SLEEPER,), "payment": ()})
    with pytest.raises(LookupError, match="dormant_active reads customer_slept_days"):
        detector.judge(np.zeros(len(NAMES)), "order")
