import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from typer.testing import CliRunner

from models.pairs.encode import encode, recall
from models.pairs.model import read, write
from models.pairs.score import score_pairs
from models.trees import text
from models.trees.predict import raw_scores
from riskdesk.cli import train
from riskdesk.core.errors import HistoryTooThin
from training.evaluate.leakage.shuffled import Fit, shuffled_labels
from training.fit.pair_trees import MemberShape, fold_by_look, grow_members, held_out_shares, remember_all
from training.labels.pair_mapping import parse_pair_mapping
from training.labels.pairs import Pairs
from training.pipelines.pairs import look_folds, measure_on, row_folds, train_pairs

MAPPING = """
name = "small"
text = { zh = "两张发票", en = "Two invoices" }
label = { column = "paid_twice", confirmed = ["1"], cleared = ["0"] }
[[family]]
name = "number"
columns = ["edit", "tokens"]
steps = true
[[family]]
name = "same"
columns = ["same_user"]
direction = DIRECTION
[[look]]
name = "number"
columns = ["edit", "tokens"]
"""
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
QUICK = (MemberShape(1, 3, trees=30), MemberShape(2, 2, trees=30))


def made(n: int, seed: int, direction: int = 0) -> Pairs:
    """Pairs of few looks, whose verdicts follow the number and hardly the user."""
    random = np.random.default_rng(seed)
    X = np.column_stack([
        random.integers(0, 13, n) / 12, random.integers(0, 8, n) / 7, random.integers(0, 2, n)
    ]).astype(np.float64)  # fmt: skip
    chance = 1 / (1 + np.exp(-6 * (X[:, 0] + 0.5 * X[:, 1] - 0.8) + 1.0 * X[:, 2]))
    layout = parse_pair_mapping(MAPPING.replace("DIRECTION", str(direction))).layout()
    return Pairs(layout, X, (random.random(n) < chance).astype(np.int64), {})


@pytest.fixture(scope="module")
def learnt() -> Pairs:
    """What is learnt from."""
    return made(900, 1)


def test_the_model_ranks_pairs_it_has_not_seen(learnt: Pairs) -> None:
    """Near the truth on another draw, calibrated, and the same again from its file."""
    model = train_pairs(learnt)
    assert model.figures["auc"] > 0.75
    assert pytest.approx(model.figures["rate"], abs=1e-6) == model.figures["mean_probability"]
    test = made(600, 2)
    found = measure_on(read(write(model)), learnt, test)
    assert found["all"]["auc"] > 0.75
    assert abs(found["all"]["mean_probability"] - found["all"]["rate"]) < 0.06
    assert found["all"]["rows"] == found["twins"] + found["unseen"].get("rows", 0.0)
    assert write(model) == write(train_pairs(learnt))


def test_identical_pairs_share_a_fold(learnt: Pairs) -> None:
    """Folds by look keep them together, folds of rows do not; both use all five."""
    _, of = learnt.looks()
    fold = look_folds(learnt)
    assert all(1 == len(set(fold[of == look].tolist())) for look in np.unique(of))
    assert set(range(5)) == set(fold.tolist()) == set(row_folds(learnt).tolist())
    assert any(len(set(row_folds(learnt)[of == look].tolist())) > 1 for look in np.unique(of))


def test_a_pairs_own_verdict_is_not_in_its_share(learnt: Pairs) -> None:
    """Turning round the verdicts of a look leaves its held-out shares as they were, and no plain share."""
    _, of = learnt.looks()
    chosen = of == of[0]
    turned = np.where(chosen, 1 - learnt.labels, learnt.labels)
    layout, X = learnt.layout, learnt.similarities
    before, after = (held_out_shares(layout, X, labels, QUICK[0]) for labels in (learnt.labels, turned))
    assert before[chosen].tolist() == after[chosen].tolist()
    plain, moved = (recall(layout, remember_all(layout, X, one), X) for one in (learnt.labels, turned))
    assert np.abs(plain[chosen] - moved[chosen]).min() > 0.01


def whole_way(pairs: Pairs) -> Fit:
    """From verdicts to scores as the pipeline does it, smaller."""

    def fit(X: Floats, y: Floats, learn: Bools) -> Floats:
        labels = y.astype(np.int64)
        members = grow_members(pairs.layout, X[learn], labels[learn], QUICK)
        features = encode(pairs.layout, remember_all(pairs.layout, X[learn], labels[learn]), X[~learn])
        scores: Floats = np.mean([raw_scores(text.parse(one), features) for one in members], axis=0)
        return scores

    return fit


def memory_of_all(pairs: Pairs) -> Fit:
    """Shares that have read the verdicts of the rows left out."""

    def fit(X: Floats, y: Floats, learn: Bools) -> Floats:
        return recall(pairs.layout, remember_all(pairs.layout, X, y.astype(np.int64)), X[~learn])[:, 0]

    return fit


def test_shuffled_verdicts_teach_nothing(learnt: Pairs) -> None:
    """The whole way, memories included, passes the probe; a memory of the rows left out does not."""
    _, look = learnt.looks()
    learn = fold_by_look(learnt.similarities, 2, 5) == 0
    y = learnt.labels.astype(np.float64)
    clean, leaking = (
        shuffled_labels(learnt.similarities, y, learn, fit, groups=look, repeats=3)
        for fit in (whole_way(learnt), memory_of_all(learnt))
    )
    assert clean.passed, clean.detail
    assert not leaking.passed, leaking.detail


def test_a_bound_direction_is_kept() -> None:
    """Verdicts speak against the user; bound upwards the score never falls with it, free it does."""
    for direction in (0, 1):
        pairs = made(900, 1, direction)
        other = pairs.similarities.copy()
        pairs.similarities[:, 2], other[:, 2] = 0.0, 1.0
        grown = grow_members(pairs.layout, made(900, 1).similarities, pairs.labels, QUICK)
        memories = remember_all(pairs.layout, pairs.similarities, pairs.labels)
        low, high = (
            np.mean([raw_scores(text.parse(one), encode(pairs.layout, memories, X)) for one in grown], axis=0)
            for X in (pairs.similarities, other)
        )
        assert (direction == 1) == bool((high >= low - 1e-12).all())


def test_too_few_verdicts_are_refused() -> None:
    """Of one kind alone nothing can be learnt."""
    pairs = made(100, 3)
    pairs.labels[:] = 0
    with pytest.raises(HistoryTooThin, match="0 confirmed of 100"):
        train_pairs(pairs)


def test_the_command_writes_a_model_that_scores(learnt: Pairs, tmp_path: Path) -> None:
    """From a table to figures, a file, and figures on another table with identical pairs apart."""
    (tmp_path / "small.toml").write_text(MAPPING.replace("DIRECTION", "0"), "utf-8")
    for name, pairs in (("learnt", learnt), ("test", made(300, 2))):
        rows = [[*map(repr, row), str(label)] for row, label in
                zip(pairs.similarities.tolist(), pairs.labels.tolist(), strict=True)]  # fmt: skip
        lines = ["edit,tokens,same_user,paid_twice", *map(",".join, rows)]
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    asked = [
        "pairs", str(tmp_path / "learnt.csv"), "--mapping", str(tmp_path / "small.toml"),
        "--test", str(tmp_path / "test.csv"), "--keep", str(tmp_path / "model.json"),
    ]  # fmt: skip
    result = CliRunner().invoke(train.app, [*asked, "--json"])
    assert 0 == result.exit_code, result.output
    said = json.loads(result.output.splitlines()[-1])
    assert (900, 300.0) == (said["rows"], said["test"]["all"]["rows"])
    assert said["test"]["twins"] > 0
    model = read((tmp_path / "model.json").read_bytes())
    assert model.figures == said["figures"]
    assert 5 == len(score_pairs(model, learnt.similarities[:5]).probability)
    shown = CliRunner().invoke(train.app, asked)
    assert 0 == shown.exit_code
    assert "five folds that keep identical pairs together" in " ".join(shown.output.split())
