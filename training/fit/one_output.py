"""LightGBM's text of several classes taken apart, for a reader that knows models of one output."""

from typing import Final

_REPLACED: Final = ("num_class=", "num_tree_per_iteration=", "objective=", "tree_sizes=")


def one_output_each(multiclass: str, outputs: int) -> tuple[str, ...]:
    """Return one text a class, a regression of its raw score.

    Trees of a round stand one after the other, one a class.

    Parameters
    ----------
    multiclass
        As `Booster.model_to_string` writes it.
    outputs
        How many classes there are.
    """
    head, *trees = multiclass.split("end of trees", maxsplit=1)[0].split("\nTree=")
    bodies = [tree.split("\n", 1)[1].strip("\n") for tree in trees]
    kept = [line for line in head.splitlines() if line and not line.startswith(_REPLACED)]
    return tuple(_text(kept, bodies[k::outputs]) for k in range(outputs))


def _text(head: list[str], bodies: list[str]) -> str:
    blocks = [f"Tree={i}\n{body}\n\n\n" for i, body in enumerate(bodies)]
    sizes = " ".join(str(len(block)) for block in blocks)
    begin = [*head[:2], "num_class=1", "num_tree_per_iteration=1", *head[2:]]
    lines = [*begin, "objective=regression", f"tree_sizes={sizes}", "", *blocks, "end of trees", ""]
    return "\n".join(lines)
