"""LightGBM's text of several classes taken apart, for a reader that knows models of one output."""

from training.fit.forest_text import forest_text, heads_and_trees


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
    head, trees = heads_and_trees(multiclass)
    return tuple(forest_text(head, trees[k::outputs], objective="regression") for k in range(outputs))
