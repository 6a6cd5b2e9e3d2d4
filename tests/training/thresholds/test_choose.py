import numpy as np
import pytest

from riskdesk.core.errors import InputInvalid
from training.thresholds.choose import by_capacity, by_costs, held_by
from training.thresholds.precision import Precision, learn
from training.thresholds.sources import Sources

NAN = float("nan")


def sources(
    model: list[float], strengths: dict[str, list[float]], anyway: list[bool] | None = None
) -> Sources:
    """Return decisions of one day, none of them judged."""
    n = len(model)
    return Sources(
        place=np.array(["payment"] * n),
        party=np.array([f"payment:{k}" for k in range(n)]),
        day=np.zeros(n, np.int64),
        held_anyway=np.array(anyway or [False] * n),
        model=np.array(model),
        strengths={code: np.array(values) for code, values in strengths.items()},
        verdict=np.full(n, NAN),
        weights=np.ones(n),
    )


@pytest.mark.parametrize(
    ("a_day", "chance", "held"), [(2, 0.8, 2), (3, 0.8, 2), (4, 0.5, 4), (5, 0.0, 5), (0, 1.0, 0)]
)
def test_equal_chances_go_together(a_day: float, chance: float, held: int) -> None:
    """Of two documents with one chance both are held or neither, so that capacity is never passed."""
    made = sources([0.9, 0.8, 0.5, 0.5, 0.1], {})
    found = by_capacity(made, {}, alerts_a_day=a_day)
    assert chance == pytest.approx(found)
    assert held == held_by(made, {}, found)["model"].sum()


def test_what_is_held_anyway_takes_room() -> None:
    """A rule's document is an alert that no cut moves; the model gets what is left."""
    made = sources([0.9, 0.8, 0.5], {}, anyway=[True, False, False])
    assert 0.8 == by_capacity(made, {}, alerts_a_day=2)


def test_a_pattern_without_verdicts_stays() -> None:
    """What nobody judged is held as it was, and takes room; a learnt one competes with the model."""
    made = sources([NAN, 0.4, 0.2], {"split_payment": [0.3, NAN, NAN]})
    assert 0.4 == by_capacity(made, {"split_payment": None}, alerts_a_day=2)
    assert held_by(made, {"split_payment": None}, 2.0)["split_payment"].tolist() == [True, False, False]
    known = {"split_payment": Precision(np.array([0.0]), np.array([0.3]))}
    assert 0.4 == by_capacity(made, known, alerts_a_day=1)
    assert 0.3 == by_capacity(made, known, alerts_a_day=2)


@pytest.mark.parametrize("a_day", [-1.0, NAN])
def test_no_such_capacity(a_day: float) -> None:
    """Less than nothing cannot be looked at."""
    with pytest.raises(InputInvalid):
        by_capacity(sources([0.5], {}), {}, alerts_a_day=a_day)


@pytest.mark.parametrize(("missed", "false"), [(-1.0, 2.0), (1.0, -2.0), (0.0, 0.0)])
def test_no_such_costs(missed: float, false: float) -> None:
    """Costs are not negative, and not all nothing."""
    with pytest.raises(InputInvalid):
        by_costs(missed=missed, false_alarm=false)


def test_a_pattern_is_learnt_by_strength() -> None:
    """Weak hits are mostly cleared and strong ones confirmed: the cut lies between, and never falls back."""
    strengths = np.repeat([0.1, 0.4, 0.5, 0.9], 25)
    confirmed = np.repeat([0.0, 0.3, 0.2, 1.0], 25) > np.tile(np.linspace(0.0, 0.96, 25), 4)
    known = learn(strengths, confirmed.astype(float), np.ones(100))
    assert known is not None
    assert [0.1, 0.4, 0.9] == known.strengths.tolist()  # 0.4 and 0.5 contradict the order: one step
    assert known.chances.tolist() == sorted(known.chances)
    assert (0.0, 0.9, None) == (known.cut(0.01), known.cut(0.5), known.cut(0.99))
    assert known.at(np.array([0.05, 0.45, 1.0])).tolist() == known.chances.tolist()


def test_nine_verdicts_teach_nothing() -> None:
    """Ten judged hits are asked for before a pattern is moved."""
    assert learn(np.ones(9), np.ones(9), np.ones(9)) is None
    assert learn(np.ones(10), np.ones(10), np.ones(10)) is not None


def test_verdicts_weigh_by_their_propensity() -> None:
    """One drawn document speaks for ten like it."""
    known = learn(np.ones(10), np.array([1.0] + [0.0] * 9), np.array([10.0] + [1.0] * 9))
    assert known is not None
    assert pytest.approx(10 / 19) == known.chances[0]
