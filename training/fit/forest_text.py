"""LightGBM's text of a model taken apart and put together, for a reader that knows forests of one output."""

import re
from collections.abc import Sequence
from typing import Final

_SHAPE: Final = ("num_class=", "num_tree_per_iteration=", "tree_sizes=")
_OBJECTIVE: Final = "objective="
_SCALED: Final = re.compile(r"^(leaf_value|internal_value|shrinkage)=(.*)$", re.MULTILINE)


def heads_and_trees(text: str) -> tuple[list[str], list[str]]:
    """Return the lines of the head that say nothing of the number of trees or classes, and each tree's lines.

    Parameters
    ----------
    text
        As `Booster.model_to_string` writes it.
    """
    head, *trees = text.split("end of trees", maxsplit=1)[0].split("\nTree=")
    kept = [line for line in head.splitlines() if line and not line.startswith(_SHAPE)]
    return kept, [tree.split("\n", 1)[1].strip("\n") for tree in trees]


def forest_text(head: Sequence[str], trees: Sequence[str], *, objective: str | None = None) -> str:
    """Return the text of a forest of one output.

    Parameters
    ----------
    head, trees
        As `heads_and_trees` returns them.
    objective
        Stands for that of the head.
    """
    blocks = [f"Tree={i}\n{tree}\n\n\n" for i, tree in enumerate(trees)]
    sizes = " ".join(str(len(block)) for block in blocks)
    lines = [*head[:2], "num_class=1", "num_tree_per_iteration=1", *head[2:]]
    if objective is not None:
        lines = [line for line in lines if not line.startswith(_OBJECTIVE)] + [_OBJECTIVE + objective]
    return "\n".join([*lines, f"tree_sizes={sizes}", "", "".join(blocks) + "end of trees", ""])


def mean_forest(members: Sequence[str]) -> str:
    """Return one forest that says the mean of what its members say: all their trees, leaves divided by their number.

    Parameters
    ----------
    members
        LightGBM's texts of one output, of the same features and objective, at least one.

    Notes
    -----
    A forest is a sum of trees, so the mean is one as well, and contributions stay exact.
    """
    if len(members) == 1:
        return members[0]
    apart = [heads_and_trees(member) for member in members]
    trees = [
        _SCALED.sub(lambda line: _divided(line, len(members)), tree) for _, all_ in apart for tree in all_
    ]
    return forest_text(apart[0][0], trees)


def _divided(line: re.Match[str], by: int) -> str:
    return f"{line[1]}=" + " ".join(repr(float(value) / by) for value in line[2].split())
