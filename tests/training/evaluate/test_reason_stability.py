import numpy as np
import pytest

from features.catalogue.program import FEATURES
from models.decision.voice import Words, voice_of
from models.scoring.loaded import load
from models.scoring.score import score_rows
from training.evaluate.reason_stability import compare_reasons, drawn_again, riskiest, top_reasons
from training.pipelines.result import TrainResult

SCORES = np.array([0.1, 0.2, 0.3]), np.array([0.3, 0.2, 0.1])


def test_reasons_are_those_that_the_desk_names(credit: TrainResult) -> None:
    """The first four reasons that raise the risk by a tenth of log-odds, of every row."""
    loaded, later = load(credit.bundle), credit.later
    assert loaded.ensemble is not None
    assert later is not None
    names = loaded.bundle.names
    found = top_reasons(loaded.ensemble, loaded.slope, later.X, names)
    words = Words(names, [FEATURES[name].reason for name in names])
    for reasons, phi in zip(found, score_rows(loaded, later.X).contributions, strict=True):
        loudest = voice_of("model", "credit", words, phi).raised(0.1)[:4]
        assert tuple(code for _, code in loudest) == reasons
    assert any(found)


def test_one_model_agrees_with_itself() -> None:
    """Everything is kept and nothing wavers."""
    reasons = [("a", "b"), ("c",), ()]
    found = compare_reasons(reasons, reasons, (SCORES[0], SCORES[0]))
    assert found is not None
    assert (2, 1.0, 1.0, 1.0, 1.5, 1.5, ()) == (
        found.rows, found.same_first, found.jaccard, found.same_all, found.kept, found.named, found.wavering,
    )  # fmt: skip
    assert 1.0 == pytest.approx(found.rank)


def test_what_another_model_drops_is_counted() -> None:
    """Order matters to the first reason alone; a lost reason is named with its rows."""
    first = [("a", "b"), ("a", "c"), ("b",)]
    second = [("b", "a"), ("c",), ()]
    found = compare_reasons(first, second, SCORES)
    assert found is not None
    assert (0.0, 1.0, (("a", 1, 2), ("b", 1, 2))) == (found.same_first, found.kept, found.wavering)
    assert (1 + 0.5 + 0) / 3 == pytest.approx(found.jaccard)
    assert -1.0 == pytest.approx(found.rank)


def test_no_reason_is_no_figure() -> None:
    """Where the model names nothing there is nothing to be stable."""
    assert compare_reasons([(), ()], [("a",), ()], (SCORES[0][:2], SCORES[1][:2])) is None


def test_units_are_drawn_whole() -> None:
    """Every unit is there as often as each of its rows, as many units as there were."""
    units = np.array([5, 5, 5, 2, 2, 9, 9, 9, 9])
    drawn = drawn_again(units, seed=1)
    times = {unit: np.bincount(drawn, minlength=9)[units == unit] for unit in (2, 5, 9)}
    assert all(len(set(counts.tolist())) == 1 for counts in times.values())
    assert 3 == sum(int(counts[0]) for counts in times.values())


def test_riskiest_first() -> None:
    """Reviewers read the reasons of what scores highest."""
    assert [1, 2] == riskiest(np.array([0.1, 0.9, 0.5]), most=2).tolist()
