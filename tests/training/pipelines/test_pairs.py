import csv
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from typer.testing import CliRunner

from models.pairs.encode import encode, recall
from models.pairs.model import PairModel, read, write
from models.pairs.score import score_pairs
from models.trees import text
from models.trees.predict import raw_scores
from riskdesk.cli import train
from riskdesk.cli.app import app
from riskdesk.core.errors import HistoryTooThin, InputInvalid, MappingInvalid
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


@pytest.fixture(scope="module")
def model(learnt: Pairs) -> PairModel:
    """The model of it."""
    return train_pairs(learnt)


def test_the_model_ranks_pairs_it_has_not_seen(learnt: Pairs, model: PairModel) -> None:
    """Near the truth on another draw, calibrated, and the same again from its file."""
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


@pytest.fixture
def files(learnt: Pairs, tmp_path: Path) -> Path:
    """A folder with a mapping, a table to learn from and one to test on."""
    (tmp_path / "small.toml").write_text(MAPPING.replace("DIRECTION", "0"), "utf-8")
    for name, table in (("learnt", learnt), ("test", made(300, 2))):
        rows = [[f"P{k}", *map(repr, row), str(label)] for k, (row, label) in
                enumerate(zip(table.similarities.tolist(), table.labels.tolist(), strict=True))]  # fmt: skip
        lines = ["pair,edit,tokens,same_user,paid_twice", *map(",".join, rows)]
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return tmp_path


def test_the_command_writes_a_model_that_scores(
    learnt: Pairs, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a table to figures, a file, and figures on another table with identical pairs apart."""
    asked = [
        "pairs", str(files / "learnt.csv"), "--mapping", str(files / "small.toml"),
        "--test", str(files / "test.csv"), "--keep", str(files / "model.json"),
    ]  # fmt: skip
    result = CliRunner().invoke(train.app, [*asked, "--json"])
    assert 0 == result.exit_code, result.output
    said = json.loads(result.output.splitlines()[-1])
    assert (900, 300.0) == (said["rows"], said["test"]["all"]["rows"])
    assert said["test"]["twins"] > 0
    model = read((files / "model.json").read_bytes())
    assert model.figures == said["figures"]
    assert 5 == len(score_pairs(model, learnt.similarities[:5]).probability)
    for language, words in (("en", "five folds that keep identical pairs together"), ("zh", "五折")):
        monkeypatch.setenv("RISKDESK_LANGUAGE", language)
        shown = CliRunner().invoke(train.app, asked)
        assert 0 == shown.exit_code
        assert words in " ".join(shown.output.split())


def test_unjudged_pairs_are_scored_from_the_model_alone(model: PairModel, files: Path) -> None:
    """No mapping and no verdict is needed; rows that cannot be read are counted, all others are written."""
    (files / "model.json").write_bytes(write(model))
    table = (files / "test.csv").read_text("utf-8").splitlines()
    unjudged = [line.rpartition(",")[0] for line in table]
    (files / "new.csv").write_text("\n".join([*unjudged, "PX,2.0,0.5,1"]) + "\n", "utf-8")
    asked = ["pairs", "score", str(files / "new.csv"), "--model", str(files / "model.json"), "--id", "pair"]
    result = CliRunner().invoke(app, [*asked, "--to", str(files / "scored.csv"), "--top", "3", "--json"])
    assert 0 == result.exit_code, result.output
    said = json.loads(result.output.splitlines()[-1])
    assert (300, [1], 3) == (said["rows"], list(said["left_out"].values()), len(said["top"]))
    expected = score_pairs(model, made(300, 2).similarities).probability
    assert sorted(expected.tolist(), reverse=True)[:3] == [one["probability"] for one in said["top"]]
    first = said["top"][0]
    assert (f"P{expected.argmax()}", expected.argmax() + 2) == (first["id"], first["row"])
    assert all(added > 0.0 for added in first["why"].values())
    written = list(csv.DictReader((files / "scored.csv").read_text("utf-8-sig").splitlines()))
    assert expected.tolist() == [float(row["probability"]) for row in written]
    shown = CliRunner().invoke(app, asked, env={"RISKDESK_LANGUAGE": "en", "COLUMNS": "120"})
    assert "the 20 likeliest to be paid twice" in shown.output


def test_scoring_without_a_model_or_a_column(model: PairModel, files: Path) -> None:
    """Both are named; an empty table has no scores."""
    (files / "model.json").write_bytes(write(model))
    asked = ["pairs", "score", str(files / "test.csv"), "--model"]
    with pytest.raises(InputInvalid, match="no such file"):
        CliRunner().invoke(app, [*asked, str(files / "none.json")], catch_exceptions=False)
    with pytest.raises(MappingInvalid, match="no such column"):
        CliRunner().invoke(app, [*asked, str(files / "model.json"), "--id", "name"], catch_exceptions=False)
    (files / "empty.csv").write_text("edit,tokens,same_user\n", "utf-8")
    said = CliRunner().invoke(
        app, ["pairs", "score", str(files / "empty.csv"), "--model", str(files / "model.json"), "--json"]
    )
    assert {"file": None, "left_out": {}, "rows": 0, "top": []} == json.loads(said.output)
