"""An isolation forest as plain numbers, as training exports it."""

import msgspec


class IsolationTree(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One tree of n nodes; node 0 is the root.

    Attributes
    ----------
    feature
        Column that a node asks about; of a leaf any number.
    threshold
        Left if value <= threshold; of a leaf any number.
    left, right
        Index of the child; -1 at a leaf, in both.
    samples
        Training rows that reached the node.
    """

    feature: tuple[int, ...]
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    samples: tuple[int, ...]


class IsolationForestArrays(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All trees, and what evaluates them.

    Attributes
    ----------
    trees
        At least one.
    sample_size
        Rows that each tree was grown on, psi in the source; at least 2.
    medians
        One a feature of the set: stands in where a value is unknown.
    quantiles
        1001 quantiles (0 to 1 in steps of 0.001) of the anomaly score over the training rows.

    Notes
    -----
    Source: Liu, Ting, Zhou, "Isolation Forest" (ICDM 2008). In scikit-learn the arrays are `tree_` of each
    member of `estimators_`, and `sample_size` is `max_samples_`.
    """

    trees: tuple[IsolationTree, ...]
    sample_size: int
    medians: tuple[float, ...]
    quantiles: tuple[float, ...]
