"""The distributions that a bundle learned from, frozen when it was made."""

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from training.watch.psi import Bins, freeze

Floats = npt.NDArray[np.float64]


class Reference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a bundle learned from.

    Attributes
    ----------
    features
        Name -> distribution.
    scores
        Distribution of its own answers on the later rows of its run; None at a cold start. Production is
        compared with these: the fit that was measured on those rows is another model, whose scores differ.
    """

    features: dict[str, Bins]
    scores: Bins | None


def reference_of(names: Sequence[str], X: Floats, scores: Floats | None) -> Reference:
    """Freeze features, float64 of shape (n, f), and scores, float64 of shape (m,)."""
    return Reference(
        features={name: freeze(X[:, k]) for k, name in enumerate(names)},
        scores=None if scores is None or not len(scores) else freeze(scores),
    )
