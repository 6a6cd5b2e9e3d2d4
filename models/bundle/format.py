"""What a bundle holds."""

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from features.catalogue.versions import FeatureVersion
from models.bundle.forest import IsolationForestArrays
from models.bundle.golden import GoldenRow
from models.credit.scorecard import Scorecard
from models.role import Role

QUANTILES = 1001
"""Quantiles 0 to 1 in steps of 0.001."""

LEAST_GOLDEN_ROWS = 20


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Affine in the model's own unit, so that contributions scale with it: slope * raw + intercept.

    The raw value is log-odds of a binary model and days of a regression; the slope is more than 0.
    """

    slope: float
    intercept: float


class Definition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the model was asked: the label, in the terms of configuration.

    Attributes
    ----------
    past_due_days
        Days past due that make a default; 0 where the label is none of default.
    horizon_days
        Within how many days after the vector's moment; 0 where none applies.
    materiality_minor
        Amounts past due below this count as nothing; base currency, minor units.
    materiality_share, counted
        The least share of what is counted, and of what: `owed` at the snapshot, or what falls `due` after it.
        Not there in bundles made before they were kept: 0.01 of what was owed.
    """

    past_due_days: int
    horizon_days: int
    materiality_minor: int
    materiality_share: float | UnsetType = UNSET
    counted: Literal["owed", "due"] | UnsetType = UNSET


class Trained(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the model comes from.

    Attributes
    ----------
    data_fingerprint
        Hash of the training rows.
    seq
        Last event of the log that training could see.
    as_of_us
        The latest moment of a training row, microseconds since the epoch, UTC.
    metrics
        Name to figure, as evaluated on rows later than the training rows.
    """

    data_fingerprint: str
    seq: int
    as_of_us: int
    metrics: dict[str, float]


class QuantileHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Beside the median of days late, another quantile of it, as LightGBM's text."""

    level: float
    model: str


class LateHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A second opinion on being more than so many days late, as LightGBM's text of a binary model."""

    more_than_days: int
    model: str


class DaysDistribution(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How probable each whole number of days late is.

    Attributes
    ----------
    ladder_days
        Rising. Step 0 is all up to the first of them, step j all above one and up to the next, the last
        step all above the last; within a step all days are as probable.
    steps
        One more than the ladder: LightGBM's text of the score of each step, a softmax away from its probability.
    earliest_days, latest_days
        Where the probability of the first and the last step is put: the mean days of their rows.
    interval_share
        Probability, 0 to 1, that the 80 % interval gathers, so that it covers 80 % of later rows.
    late
        Rising by `more_than_days`; log-odds of the head and of the distribution count half each.
    """

    ladder_days: tuple[int, ...]
    steps: tuple[str, ...]
    earliest_days: int
    latest_days: int
    interval_share: float
    late: tuple[LateHead, ...] = ()


class ApplicationCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The scorecard of customers with too little history for the trees.

    Attributes
    ----------
    card
        Its items are features of the bundle's set.
    quantiles
        1001 quantiles of its log-odds on training rows of such customers.
    """

    card: Scorecard
    quantiles: tuple[float, ...]


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A model and everything that serving needs to use, explain and check it.

    Attributes
    ----------
    role, version
        What it is for, and its name among the company's models.
    model
        LightGBM's text; None at a cold start, when only `isolation` speaks.
    heads
        Quantiles of days late, role `lateness` only.
    distribution
        Of days late, role `lateness` only; bundles from before it was known have none.
    application
        Role `credit` only: who has too little history for `model` is scored by it; bundles from before it was known
        have none.
    isolation
        A forest that can only make an outcome stricter; None where there is none.
    feature_set, names, fingerprint
        The set of features by name, its ordered features, and the hash of their definitions.
    feature_versions
        Which definition of each feature it learnt from, in their order; bundles from before they were kept have
        none, and are known by the fingerprint alone.
    directions
        Monotone constraint of each feature: 1, a higher value raises the risk; -1, lowers it; 0, none.
    reasons
        Code of the reason that each feature speaks for.
    calibration, quantiles
        Affine map of the raw value, and 1001 quantiles of the calibrated value on training rows.
    pd_floor
        Grades and limits never assume a probability of default below this; 0 for other roles.
    definition, trained
        What was asked of which rows.
    golden
        At least 20 rows with their answers.
    """

    role: Role
    version: str
    model: str | None
    heads: tuple[QuantileHead, ...] = ()
    distribution: DaysDistribution | UnsetType = UNSET
    application: ApplicationCard | UnsetType = UNSET
    isolation: IsolationForestArrays | None = None
    feature_set: Role
    names: tuple[str, ...]
    fingerprint: str
    feature_versions: tuple[FeatureVersion, ...] | UnsetType = UNSET
    directions: tuple[int, ...]
    reasons: tuple[str, ...]
    calibration: Calibration
    quantiles: tuple[float, ...]
    pd_floor: float
    definition: Definition
    trained: Trained
    golden: tuple[GoldenRow, ...]
