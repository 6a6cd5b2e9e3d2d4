"""Reading the text LightGBM writes with `Booster.model_to_string` or `save_model`."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.trees.ensemble import Ensemble, assemble
from models.trees.errors import ModelTextNotUnderstood
from models.trees.objective import parse_objective
from models.trees.tree import Tree

HEADER_FIELDS = frozenset(
    [
        "version",
        "num_class",
        "num_tree_per_iteration",
        "label_index",
        "max_feature_idx",
        "objective",
        "feature_names",
        "monotone_constraints",
        "feature_infos",
        "tree_sizes",
    ]
)
TREE_FIELDS = frozenset(
    [
        "num_leaves",
        "num_cat",
        "split_feature",
        "split_gain",
        "threshold",
        "decision_type",
        "left_child",
        "right_child",
        "cat_boundaries",
        "cat_threshold",
        "leaf_value",
        "leaf_weight",
        "leaf_count",
        "internal_value",
        "internal_weight",
        "internal_count",
        "is_linear",
        "shrinkage",
    ]
)
Fields = dict[str, str]


def parse(text: str) -> Ensemble:
    """Read a LightGBM model of version v4 with one output.

    Shrinkage and the average a fit starts from are already in the leaf values LightGBM writes.
    Columns that were pandas categories are expected as LightGBM's codes.

    Parameters
    ----------
    text
        The whole text; what follows the line `end of trees` is not used.

    Raises
    ------
    ModelTextNotUnderstood
        For several classes, linear trees, averaged forests, other objectives, unknown
        fields, and text that is cut or changed; the message names the tree and field.

    """
    lines = iter(text.splitlines())
    header = _header(lines)
    feature_names = tuple(header["feature_names"].split())
    if len(feature_names) != _integer(header, "max_feature_idx") + 1:
        raise ModelTextNotUnderstood("feature_names and max_feature_idx disagree")
    trees = _trees(lines, len(feature_names))
    if len(trees) != len(header["tree_sizes"].split()):
        raise ModelTextNotUnderstood(
            f"tree_sizes announces {len(header['tree_sizes'].split())} trees, {len(trees)} follow"
        )
    constraints = _constraints(header, len(feature_names))
    return assemble(parse_objective(header["objective"]), feature_names, constraints, trees)


def _header(lines: Iterator[str]) -> Fields:
    if next(lines, None) != "tree":
        raise ModelTextNotUnderstood("the first line is not 'tree'")
    header = _fields(lines, HEADER_FIELDS)
    for name, expected in (("version", "v4"), ("num_class", "1"), ("num_tree_per_iteration", "1")):
        if _value(header, name) != expected:
            raise ModelTextNotUnderstood(f"{name} is {header[name]!r}, only {expected!r} is evaluated")
    for name in ("objective", "feature_names", "tree_sizes"):
        _value(header, name)
    return header


def _trees(lines: Iterator[str], n_features: int) -> list[Tree]:
    trees: list[Tree] = []
    for line in lines:
        if line == "end of trees":
            return trees
        if line == f"Tree={len(trees)}":
            try:
                trees.append(_tree(_fields(lines, TREE_FIELDS), n_features))
            except ModelTextNotUnderstood as error:
                raise ModelTextNotUnderstood(f"{line}: {error}") from None
        elif line:
            raise ModelTextNotUnderstood(f"'Tree={len(trees)}' or 'end of trees' expected, not {line[:80]!r}")
    raise ModelTextNotUnderstood("the text is cut: 'end of trees' is missing")


def _fields(lines: Iterator[str], known: frozenset[str]) -> Fields:
    """Take `name=value` lines up to the next empty one."""
    fields: Fields = {}
    for line in lines:
        if not line:
            break
        name, equals, value = line.partition("=")
        if name == "is_linear" and value != "0":
            raise ModelTextNotUnderstood("linear trees are not evaluated")
        if not equals or name not in known or name in fields:
            raise ModelTextNotUnderstood(f"line {line[:80]!r} is unknown or repeated")
        fields[name] = value
    return fields


def _tree(fields: Fields, n_features: int) -> Tree:
    n_leaves, n_sets = _integer(fields, "num_leaves"), _integer(fields, "num_cat")
    if n_leaves < 1 or n_sets < 0:
        raise ModelTextNotUnderstood("num_leaves or num_cat is too small")
    n_splits = n_leaves - 1
    boundaries = _numbers(fields, "cat_boundaries", n_sets + 1, np.int64) if n_sets else np.zeros(1, np.int64)
    n_words = int(boundaries[-1])
    tree = Tree(
        split_feature=_numbers(fields, "split_feature", n_splits, np.int64),
        threshold=_numbers(fields, "threshold", n_splits, np.float64),
        decision_type=_numbers(fields, "decision_type", n_splits, np.int64),
        left_child=_numbers(fields, "left_child", n_splits, np.int64),
        right_child=_numbers(fields, "right_child", n_splits, np.int64),
        leaf_value=_numbers(fields, "leaf_value", n_leaves, np.float64),
        # One leaf alone needs no count, and some versions of LightGBM write none.
        leaf_count=_numbers(fields, "leaf_count", n_leaves if n_splits else None, np.int64),
        internal_count=_numbers(fields, "internal_count", n_splits, np.int64),
        cat_boundaries=boundaries,
        cat_words=_numbers(fields, "cat_threshold", n_words if n_sets else None, np.uint32),
    )
    tree.check(n_features)
    return tree


def _numbers(fields: Fields, name: str, expected: int | None, dtype: type[Any]) -> NDArray[Any]:
    """Read a line of numbers; with `expected` None the line may be absent or of any length."""
    words = (fields.get(name, "") if not expected else _value(fields, name)).split()
    if expected is not None and len(words) != expected:
        raise ModelTextNotUnderstood(f"{name} has {len(words)} numbers, not {expected}")
    read = float if dtype is np.float64 else int
    try:
        return np.array([read(word) for word in words], dtype=dtype)
    except (ValueError, OverflowError):
        raise ModelTextNotUnderstood(f"{name} is not a line of {np.dtype(dtype).name}") from None


def _constraints(header: Fields, n_features: int) -> tuple[int, ...]:
    if "monotone_constraints" not in header:
        return (0,) * n_features
    signs = tuple(int(sign) for sign in _numbers(header, "monotone_constraints", n_features, np.int64))
    if not set(signs) <= {-1, 0, 1}:
        raise ModelTextNotUnderstood("monotone_constraints are not -1, 0 or 1")
    return signs


def _integer(fields: Fields, name: str) -> int:
    return int(_numbers({name: _value(fields, name)}, name, 1, np.int64)[0])


def _value(fields: Fields, name: str) -> str:
    if name not in fields:
        raise ModelTextNotUnderstood(f"{name} is missing")
    return fields[name]
