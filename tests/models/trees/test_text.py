from collections.abc import Callable
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import pytest

from models.trees.ensemble import Depth
from models.trees.errors import ModelTextNotUnderstood
from models.trees.objective import Objective
from models.trees.predict import raw_scores
from models.trees.text import parse


def test_what_a_model_is_about_is_read(refit: Callable[..., Any]) -> None:
    """Names, constraints, loss and depth come from the text."""
    ensemble = refit(monotone_constraints=[1, 0, -1, 0, 0, 0], sigmoid=2.5, max_depth=1).ensemble
    assert Objective("binary", sigmoid=2.5) == ensemble.objective
    assert tuple(f"Column_{i}" for i in range(6)) == ensemble.feature_names
    assert (1, 0, -1, 0, 0, 0) == ensemble.monotone_constraints
    assert Depth(splits=1, features=1) == ensemble.depth
    assert (12, 6) == (ensemble.n_trees, ensemble.n_features)


def test_depth_counts_a_feature_once(one_tree: Callable[..., str]) -> None:
    """Two questions about one feature are two splits and one feature."""
    assert Depth(splits=2, features=2) == parse(one_tree()).depth
    assert Depth(splits=2, features=1) == parse(one_tree(split_feature="0 0", threshold="0.5 0.7")).depth


def test_model_without_constraints_has_none(refit: Callable[..., Any]) -> None:
    """The text leaves the line out; every column is free."""
    assert (0,) * 6 == refit(rounds=1).ensemble.monotone_constraints


def test_saved_file_is_read_as_the_string(refit: Callable[..., Any], tmp_path: Path) -> None:
    """`save_model` and `model_to_string` agree, also with the line ends of Windows."""
    fitted = refit()
    fitted.booster.save_model(tmp_path / "model.txt")
    text = (tmp_path / "model.txt").read_text(encoding="utf-8")
    expected = raw_scores(fitted.ensemble, fitted.rows).tolist()
    assert expected == raw_scores(parse(text), fitted.rows).tolist()
    assert expected == raw_scores(parse(text.replace("\n", "\r\n")), fitted.rows).tolist()


def test_single_leaf_needs_no_count(one_tree: Callable[..., str]) -> None:
    """A tree that never split is its value."""
    splits = ("split_feature", "split_gain", "threshold", "decision_type", "left_child", "right_child")
    inner = ("internal_value", "internal_weight", "internal_count", "leaf_weight", "leaf_count")
    text = one_tree(**dict.fromkeys(splits + inner, ""), num_leaves="1", leaf_value="0.25")
    ensemble = parse(text)
    assert (0.25, Depth(0, 0)) == (ensemble.expected_value, ensemble.depth)
    assert [0.25] == raw_scores(ensemble, np.zeros((1, 2))).tolist()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"is_linear": "1"}, "Tree=0: linear trees are not evaluated"),
        ({"leaf_coeff": "1 2 3"}, "Tree=0: line 'leaf_coeff=1 2 3' is unknown"),
        ({"threshold": None}, "Tree=0: threshold is missing"),
        ({"leaf_count": None}, "Tree=0: leaf_count is missing"),
        ({"internal_count": ""}, "Tree=0: internal_count has 0 numbers, not 2"),
        ({"threshold": "0.5"}, "Tree=0: threshold has 1 numbers, not 2"),
        ({"threshold": "0.5 x"}, "Tree=0: threshold is not a line of float64"),
        ({"threshold": "0.5 nan"}, "Tree=0: threshold is not a number"),
        ({"leaf_value": "1 inf 1"}, "Tree=0: leaf_value is not finite"),
        ({"leaf_count": "1 -2 1"}, "Tree=0: leaf_count is negative"),
        ({"leaf_count": "1 9 1"}, "Tree=0: internal_count is less than that of a child"),
        ({"internal_count": "-4 3"}, "Tree=0: internal_count is negative"),
        ({"internal_count": "0 0", "leaf_count": "0 0 0"}, "Tree=0: internal_count of the root is 0"),
        ({"decision_type": "2 12"}, "Tree=0: decision_type is unknown"),
        ({"decision_type": "2 16"}, "Tree=0: decision_type is unknown"),
        ({"decision_type": "2 1"}, "Tree=0: threshold of a categorical split names no set"),
        ({"split_feature": "0 2"}, "Tree=0: split_feature is outside the features"),
        ({"split_feature": "0 -1"}, "Tree=0: split_feature is outside the features"),
        ({"left_child": "-1 -1"}, "Tree=0: children are not a tree"),
        ({"left_child": "-1 1", "right_child": "-2 -3"}, "Tree=0: children are not a tree"),
        ({"num_leaves": "0"}, "Tree=0: num_leaves or num_cat is too small"),
        ({"num_cat": "1"}, "Tree=0: cat_boundaries is missing"),
        (
            {"num_cat": "1", "cat_boundaries": "1 2", "cat_threshold": "1 1"},
            "Tree=0: cat_boundaries do not cover cat_threshold",
        ),
        (
            {"num_cat": "1", "cat_boundaries": "0 1", "cat_threshold": "4294967296"},
            "Tree=0: cat_threshold is not a line of uint32",
        ),
    ],
)
def test_tree_that_is_not_understood_is_named(
    changes: dict[str, str | None], message: str, one_tree: Callable[..., str]
) -> None:
    """A tree is read as LightGBM meant it or not at all."""
    with pytest.raises(ModelTextNotUnderstood) as caught:
        parse(one_tree(**changes))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("tree\n", "booster\n", "the first line is not 'tree'"),
        ("version=v4", "version=v3", "version is 'v3', only 'v4' is evaluated"),
        ("objective=regression\n", "", "objective is missing"),
        (
            "objective=regression\n",
            "objective=regression\naverage_output\n",
            "line 'average_output' is unknown",
        ),
        (
            "objective=regression\n",
            "objective=regression\nversion=v4\n",
            "line 'version=v4' is unknown or repeated",
        ),
        (
            "objective=regression",
            "objective=binary sigmoid:0",
            "objective binary: sigmoid '0' is not a positive",
        ),
        ("objective=regression", "objective=binary", "objective 'binary'"),
        ("feature_names=a b", "feature_names=a b c", "feature_names and max_feature_idx disagree"),
        ("tree_sizes=400", "tree_sizes=400 400", "tree_sizes announces 2 trees, 1 follow"),
        (
            "tree_sizes=400",
            "monotone_constraints=2 0\ntree_sizes=400",
            "monotone_constraints are not -1, 0 or 1",
        ),
        ("Tree=0", "Tree=1", "'Tree=0' or 'end of trees' expected, not 'Tree=1'"),
        ("end of trees\n", "", "the text is cut"),
    ],
)
def test_text_that_is_not_understood_is_named(
    old: str, new: str, message: str, one_tree: Callable[..., str]
) -> None:
    """What would be evaluated wrongly is refused with its name."""
    text = one_tree()
    assert old in text
    with pytest.raises(ModelTextNotUnderstood) as caught:
        parse(text.replace(old, new, 1))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"objective": "multiclass", "num_class": 3}, "num_class is '3', only '1' is evaluated"),
        ({"objective": "regression", "linear_tree": True}, "Tree=0: linear trees"),
        ({"objective": "regression", "reg_sqrt": True}, "objective 'regression sqrt'"),
        ({"objective": "huber"}, "objective 'huber'"),
        ({"objective": "cross_entropy"}, "objective 'cross_entropy'"),
        (
            {"objective": "binary", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5},
            "line 'average_output' is unknown",
        ),
    ],
)
def test_model_of_another_kind_is_refused(params: dict[str, Any], message: str) -> None:
    """What LightGBM really writes for the models that are not evaluated."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3))
    y = (x[:, 0] > 0.0).astype(float)
    text = lgb.train({"verbose": -1, "num_threads": 1, **params}, lgb.Dataset(x, y), 2).model_to_string()
    with pytest.raises(ModelTextNotUnderstood) as caught:
        parse(text)
    assert str(caught.value).startswith(message)
