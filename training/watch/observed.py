"""Decisions of one bundle, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.policy.outcome import Outcome
from models.role import Role
from models.whatif.past import PastDecision

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """What one bundle answered, n decisions; every array has n rows.

    Parameters
    ----------
    X
        float64 of shape (n, f), the bundle's features as they were served.
    probabilities
        float64, as answered.
    at_us, months
        int64: when, and the month of it counted from January 1970 (UTC).
    labels
        float64, 1 or 0 as it turned out, NaN where that is not known yet.
    weights
        float64, one over the propensity with which a label came to be known.
    """

    X: Floats
    probabilities: Floats
    at_us: Ints
    months: Ints
    labels: Floats
    weights: Floats

    @property
    def matured(self) -> npt.NDArray[np.bool_]:
        """Which rows have a label that counts."""
        found: npt.NDArray[np.bool_] = np.isfinite(self.labels) & (self.weights > 0.0)
        return found

    def where(self, mask: npt.NDArray[np.bool_]) -> "Observed":
        """Return the rows that a bool mask of shape (n,) keeps."""
        return Observed(
            X=self.X[mask],
            probabilities=self.probabilities[mask],
            at_us=self.at_us[mask],
            months=self.months[mask],
            labels=self.labels[mask],
            weights=self.weights[mask],
        )

    def __len__(self) -> int:
        return len(self.probabilities)


def decided_by(past: Sequence[PastDecision], role: Role, bundle_hash: str) -> list[PastDecision]:
    """Return the decisions in which this bundle spoke, in order."""
    return [one for one in past if one.versions.get(role) == bundle_hash and role in one.probabilities]


def observed_of(past: Sequence[PastDecision], role: Role, labels: Sequence[float] | None = None) -> Observed:
    """Return decisions in which one bundle spoke as arrays.

    Parameters
    ----------
    past
        All of one bundle, see `decided_by`.
    labels
        1, 0 or NaN of each; None takes reviewers' verdicts, weighed by propensity.
    """
    # a feature that this program has no more stands where each decision's catalogue puts it
    rows = [one.vector[_columns(one, role)] for one in past]
    width = len(rows[0]) if rows else 0
    at_us = np.array([one.at_us for one in past], np.int64)
    return Observed(
        X=np.array(rows, np.float64).reshape(len(past), width),
        probabilities=np.array([one.probabilities[role] for one in past], np.float64),
        at_us=at_us,
        months=at_us.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64),
        labels=np.array([_label(one) for one in past] if labels is None else labels, np.float64),
        weights=np.array([_weight(one) for one in past]) if labels is None else np.ones(len(past)),
    )


def _columns(one: PastDecision, role: Role) -> Ints:
    loaded = one.loaded.get(role)
    return np.empty(0, np.int64) if loaded is None else loaded.columns


def _label(one: PastDecision) -> float:
    return float("nan") if one.verdict is None else float(one.verdict == "confirmed")


def _weight(one: PastDecision) -> float:
    looked = one.outcome is not Outcome.APPROVE
    return 1.0 / one.propensity if looked and one.propensity > 0.0 else 0.0
