import json
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.detection import unsupervised
from benchmarks.detection.__main__ import main
from benchmarks.detection.unsupervised import (
    SETS,
    draw,
    pyod_scores,
    riskdesk_scores,
    run_unsupervised,
    sklearn_scores,
)
from benchmarks.detection.unsupervised_text import unsupervised_text

SIZES = {"wbc": (378, 30, 21), "optdigits": (1667, 64, 48), "wine": (129, 13, 10)}


@pytest.mark.parametrize("one", SETS, ids=lambda one: one.name)
def test_sets_have_the_sizes_they_say(one: unsupervised.PublicSet) -> None:
    """Rows, features and outliers; 60 % learnt from, standardised; the seed decides what is drawn."""
    found = draw(one, 7)
    rows, features, outliers = SIZES[one.name]
    assert rows == len(found.learnt) + len(found.test)
    assert features == found.learnt.shape[1]
    assert outliers == one.outliers >= found.labels.sum() > 0
    assert 0.6 == pytest.approx(len(found.learnt) / rows, abs=0.01)
    assert 0.0 == pytest.approx(np.abs(found.learnt.mean(axis=0)).max(), abs=1e-9)
    assert draw(one, 7).test.tolist() == found.test.tolist()
    assert draw(one, 8).test.tolist() != found.test.tolist()


def test_ours_ranks_as_scikit_learn_does() -> None:
    """On the same draws the two means are within what single draws differ by."""
    result = run_unsupervised(seeds=(1, 2, 3), say=lambda _: None)
    for one in result["sets"].values():
        ours, theirs = (one["detectors"][name] for name in ("riskdesk", "scikit-learn"))
        assert abs(ours["mean"] - theirs["mean"]) < 0.08
        assert ours["lowest"] <= ours["mean"] <= ours["highest"]
    text = unsupervised_text(result)
    assert "0.9310" in text
    assert "PyOD was not measured" in text


def test_higher_is_stranger() -> None:
    """Both detectors rank a planted stranger first."""
    one = draw(SETS[0], 3)
    one.test[0] = 20.0
    assert 0 == int(np.argmax(riskdesk_scores(one)))
    assert 0 == int(np.argmax(sklearn_scores(one)))


def test_an_interpreter_without_pyod_is_named_not_passed_over() -> None:
    """Where there is none the run ends and says so."""
    with pytest.raises(SystemExit, match="PyOD could not be measured"):
        pyod_scores([draw(SETS[0], 1)], Path(sys.executable))


def test_scores_come_back_from_the_other_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through files, draw by draw, in their order: here from a stand-in that sums the features."""
    package = tmp_path / "pyod" / "models"
    package.mkdir(parents=True)
    (tmp_path / "pyod" / "__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "iforest.py").write_text(
        "class IForest:\n"
        "    def __init__(self, n_estimators, random_state):\n        self.seed = random_state\n"
        "    def fit(self, X):\n        return self\n"
        "    def decision_function(self, X):\n        return X.sum(axis=1) + self.seed\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    draws = [draw(SETS[0], seed) for seed in (5, 9)]
    found = pyod_scores(draws, Path(sys.executable))
    for one, scores in zip(draws, found, strict=True):
        assert (one.test.sum(axis=1) + one.seed).tolist() == scores.tolist()


def test_the_command_ends_with_an_object(capsys: pytest.CaptureFixture[str]) -> None:
    """The last line is JSON with each set's figures beside the published one."""
    main(["unsupervised", "--seeds", "1,2", "--json"])
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {"wbc": 0.931, "optdigits": 0.7253, "wine": None} == {
        name: one["published"] for name, one in said["sets"].items()
    }
    assert 0.5 < said["auc"] < 1.0
