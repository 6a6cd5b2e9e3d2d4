"""A golden row: a vector and what the model answered when the bundle was made."""

import msgspec
from msgspec import UNSET, UnsetType


class GoldenRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row that must come out the same in every process that loads the bundle.

    Attributes
    ----------
    values
        One a feature of the bundle's set, in its order; None (null in JSON) is unknown, NaN in a vector.
    value
        Log-odds of an anomaly or default, or days late; None without a model.
    probability
        0 to 1; None without a model, and for days late.
    contributions
        One a feature, in the unit of `value`; empty without a model.
    bias
        What `value` is before any feature speaks; None without a model.
    isolation
        Anomaly score of the isolation forest, 0 to 1; None without one.
    application
        Log-odds of the scorecard of applications; absent without one.
    """

    values: tuple[float | None, ...]
    value: float | None
    probability: float | None
    contributions: tuple[float, ...]
    bias: float | None
    isolation: float | None
    application: float | UnsetType = UNSET
