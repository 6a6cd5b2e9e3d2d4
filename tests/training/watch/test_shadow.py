"""A challenger beside the champion, on pairs made by hand."""

from dataclasses import replace

import numpy as np
import pytest

from features.history.encode import code_of
from features.history.labels import Verdicts
from features.history.shadow import Shadowed, Word
from models.credit.grades import GradeBands
from training.labels.default import DefaultDefinition
from training.watch.shadow import Cell, compare_shadow
from training.watch.shadow_pair import Pair
from training.watch.shadow_pairs import CreditGround, anomaly_pairs, credit_pairs

DAY_US = 86_400_000_000


def pair(k: int, champion: float, challenger: float, label: float | None = None, **more: object) -> Pair:
    """Return a pair, ten a day, held from a half on."""
    steps = [("review" if one >= 0.5 else "approve") for one in (champion, challenger)]
    made = Pair(
        decision_id=f"d{k}",
        document=f"order:{k}",
        at_us=(20_000 + k // 10) * DAY_US,
        unit=k,
        champion=champion,
        challenger=challenger,
        champion_step=steps[0],
        challenger_step=steps[1],
        alerts=(champion >= 0.5, challenger >= 0.5),
        label=label,
        took_us=100 + k,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def known(n: int = 400) -> list[Pair]:
    """Return pairs in which the champion guesses and the challenger knows."""
    random = np.random.default_rng(1)
    truth = random.random(n)
    guess = random.random(n)
    y = (random.random(n) < truth).astype(float)
    return [pair(k, float(guess[k]), float(truth[k]), float(y[k])) for k in range(n)]


def test_a_challenger_that_knows_gains_on_every_metric() -> None:
    """Its intervals lie above nothing, those of the error too; the champion in its place lies below."""
    found = {one.metric: one for one in compare_shadow("order_anomaly", known()).figures}
    assert {"auc", "ap", "brier"} == set(found)
    for one in found.values():
        assert one.gain is not None
        assert one.gain.low > 0.0
    assert found["auc"].challenger > 0.75 > found["auc"].champion
    swapped = [replace(one, champion=one.challenger, challenger=one.champion) for one in known()]
    for one in compare_shadow("order_anomaly", swapped).figures:
        assert one.gain is not None
        assert one.gain.high < 0.0


def test_the_same_twice_differs_in_nothing() -> None:
    """No flips, no drift, no more alerts, nothing apart."""
    found = compare_shadow("order_anomaly", [replace(one, challenger=one.champion, challenger_step=one.champion_step, alerts=(one.alerts[0],) * 2) for one in known()])  # fmt: skip
    assert (1.0, 0.0) == (found.same_step, found.psi.psi if found.psi else None)
    assert pytest.approx(1.0) == found.rank
    assert found.alerts_champion == found.alerts_challenger
    assert found.alerts_more is not None
    assert (0.0, 0.0, 0.0) == (found.alerts_more.value, found.alerts_more.low, found.alerts_more.high)
    assert () == found.apart


def test_counts_of_a_few_pairs() -> None:
    """Cells in order of strictness, days from the first to the last, the widest gap first."""
    pairs = [
        pair(0, 0.1, 0.9, 1.0),
        pair(1, 0.2, 0.1, 0.0),
        pair(2, 0.7, 0.3),
        pair(25, 0.4, 0.6),
        replace(pair(26, 0.4, 0.4), champion=None),
    ]
    found = compare_shadow("order_anomaly", pairs)
    assert (
        Cell("approve", "approve", 2, 1, 0),
        Cell("approve", "review", 2, 1, 1),
        Cell("review", "approve", 1, 0, 0),
    ) == found.cells
    assert (5, 4, 2, 1, 3) == (found.decisions, found.scored, found.labelled, found.hits, found.days)
    assert ["d0", "d2", "d25", "d1"] == [one.decision_id for one in found.apart]
    assert pytest.approx((1 / 3, 2 / 3)) == (found.alerts_champion, found.alerts_challenger)
    assert all(one.gain is None for one in found.figures), "two labels show nothing"
    assert (0.4, 102.0) == (found.same_step, found.took_us_median)


def test_labels_count_for_what_they_speak_for() -> None:
    """A hit drawn by lot speaks for a hundred that passed, and one nobody was sent to look at for none."""
    pairs = [pair(0, 0.9, 0.1, 1.0), pair(1, 0.1, 0.9, 1.0, speaks=100.0), pair(2, 0.5, 0.5, 0.0)]
    area = compare_shadow("order_anomaly", pairs).figures[0]
    assert pytest.approx(1 / 101) == area.champion
    assert pytest.approx(100 / 101) == area.challenger
    unheard = [replace(one, speaks=0.0) for one in pairs]
    assert (0, ()) == (
        compare_shadow("order_anomaly", unheard).labelled,
        compare_shadow("order_anomaly", unheard).figures,
    )


def test_nothing_to_compare() -> None:
    """No pair is an error."""
    with pytest.raises(ValueError, match="at least one"):
        compare_shadow("credit", [])


def shadowed(k: int, place: str, outcome: str, propensity: float) -> Shadowed:
    """Return a decision seen by a bundle in shadow."""
    return Shadowed(
        decision_id=f"d{k}",
        place=place,
        document=f"{place}:{k}",
        customer="C1" if place == "order" else None,
        at_us=20_000 * DAY_US,
        versions={"credit": "champion"},
        propensity=propensity,
        decided=Word(0.2, 0.02 if place == "order" else None, outcome),
        shadow=Word(0.3, 0.2 if place == "order" else None, "review"),
        took_us=50,
    )


def test_verdicts_become_labels() -> None:
    """The last one counts; weights come from the lot; other places are left out."""
    told = [
        shadowed(0, "order", "review", 1.0),
        shadowed(1, "order", "review", 0.01),
        shadowed(2, "order", "approve", 0.01),
        shadowed(3, "payment", "review", 1.0),
    ]
    subjects = np.array([code_of(f"order:{k}") for k in (0, 1, 0)], np.int64)
    verdicts = Verdicts(subjects, np.array([True, True, False]), subjects, subjects)
    pairs = anomaly_pairs(told, "order", verdicts)
    assert [("d0", 0.0, 1.0), ("d1", 1.0, 100.0), ("d2", None, 0.0)] == [
        (one.decision_id, one.label, one.speaks) for one in pairs
    ]
    assert [(True, True), (True, True), (False, True)] == [one.alerts for one in pairs]


def test_grades_are_the_steps_of_credit() -> None:
    """Each side's probability is graded over its own floor; without one there is no grade, and no label yet."""
    ground = CreditGround(
        events=np.zeros((64, 0), np.int64),
        known_by_us=20_001 * DAY_US,
        definition=DefaultDefinition(),
        bands=GradeBands(),
        floors={"champion": 0.0005, "challenger": 0.5},
    )
    told = [shadowed(0, "order", "review", 1.0), shadowed(1, "payment", "review", 1.0)]
    (one,) = credit_pairs(told, "challenger", ground)
    assert (0.02, 0.2, None) == (one.champion, one.challenger, one.label)
    assert ("D", True) == (one.challenger_step, one.champion_step in {"A", "B"})
    none = replace(told[0], shadow=Word(None, None, "approve"))
    assert "-" == credit_pairs([none], "challenger", ground)[0].challenger_step
