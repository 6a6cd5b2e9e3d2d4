"""A bundle ready for use: trees parsed, columns found, arrays made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.catalogue.program import index
from models.bundle.codec import hash_of, read
from models.bundle.format import ApplicationCard, Bundle, DaysDistribution
from models.role import Role
from models.scoring.application import LoadedCard, load_card
from models.scoring.days import LoadedDays, load_days
from models.scoring.isolation import LoadedForest, load_forest
from models.trees import text
from models.trees.ensemble import Ensemble
from models.trees.errors import ModelTextNotUnderstood
from riskdesk.core.errors import BundleInvalid


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class LoadedBundle:
    """What scoring works on; made by `load`.

    Attributes
    ----------
    bundle
        As it was read.
    hash
        SHA-256 of its bytes: the version that a decision records.
    ensemble
        The model; None at a cold start.
    heads
        (level, model) of further quantiles of days late.
    days
        The distribution of days late; None where there is none.
    application
        The scorecard of customers with too little history; None where there is none.
    forest
        The isolation forest; None where there is none.
    columns
        int64[f], where the features of the set stand in a vector over the whole catalogue.
    slope, intercept
        From the model's raw score to the calibrated value; a binary model's sigmoid is in the slope.
    quantiles
        float64[1001] of the calibrated value.
    """

    bundle: Bundle
    hash: str
    ensemble: Ensemble | None
    heads: tuple[tuple[float, Ensemble], ...]
    days: LoadedDays | None
    forest: LoadedForest | None
    columns: NDArray[np.int64]
    slope: float
    intercept: float
    quantiles: NDArray[np.float64]
    application: LoadedCard | None = None

    @property
    def role(self) -> Role:
        """What the bundle is for."""
        return self.bundle.role


def load(data: bytes, column_of: Callable[[str], int] = index) -> LoadedBundle:
    """Read a bundle's bytes and make it ready; `models.bundle.check.self_test` comes after.

    Parameters
    ----------
    column_of
        Where a feature stands in the vectors that will be scored, or KeyError; in those of this program without.

    Raises
    ------
    BundleInvalid
        Damaged, or made for features or trees that this program does not know; `field` names where.
    """
    return prepare(read(data), hash_of(data), column_of)


def prepare(bundle: Bundle, bundle_hash: str, column_of: Callable[[str], int] = index) -> LoadedBundle:
    """Make a bundle ready that may have no golden rows yet; training calls this, serving `load`.

    Raises
    ------
    BundleInvalid
        As `load`.
    """
    ensemble = None if bundle.model is None else _ensemble(bundle, bundle.model, "model")
    heads = tuple((head.level, _ensemble(bundle, head.model, "heads")) for head in bundle.heads)
    sigmoid = 1.0 if ensemble is None else ensemble.objective.sigmoid or 1.0
    return LoadedBundle(
        bundle=bundle,
        hash=bundle_hash,
        ensemble=ensemble,
        heads=heads,
        days=_days(bundle),
        forest=None if bundle.isolation is None else load_forest(bundle.isolation, bundle.names),
        columns=_columns(bundle.names, column_of),
        slope=bundle.calibration.slope * sigmoid,
        intercept=bundle.calibration.intercept,
        quantiles=np.array(bundle.quantiles, dtype=np.float64),
        application=_application(bundle, column_of),
    )


def _application(bundle: Bundle, column_of: Callable[[str], int]) -> LoadedCard | None:
    if not isinstance(bundle.application, ApplicationCard):
        return None
    return load_card(bundle, bundle.application, _columns(bundle.application.card.names, column_of))


def _days(bundle: Bundle) -> LoadedDays | None:
    if not isinstance(bundle.distribution, DaysDistribution):
        return None
    try:
        loaded = load_days(bundle.distribution)
    except ModelTextNotUnderstood as error:
        raise BundleInvalid(str(error), field="distribution") from None
    heads = [head for _, head in loaded.late]
    if any(model.feature_names != bundle.names for model in (*loaded.ensembles, *heads)):
        raise BundleInvalid(
            "a step or head was fitted on other features than the bundle names", field="names"
        )
    if any(head.objective.name != "binary" for head in heads):
        raise BundleInvalid("a head is no model of a probability", field="distribution.late")
    return loaded


def _ensemble(bundle: Bundle, model: str, field: str) -> Ensemble:
    try:
        ensemble = text.parse(model)
    except ModelTextNotUnderstood as error:
        raise BundleInvalid(str(error), field=field) from None
    if ensemble.feature_names != bundle.names:
        raise BundleInvalid("the model was fitted on other features than the bundle names", field="names")
    if field == "model" and ensemble.monotone_constraints != bundle.directions:
        raise BundleInvalid("the model was fitted with other constraints", field="directions")
    if (ensemble.objective.name == "binary") == (bundle.role == "lateness"):
        raise BundleInvalid(f"a {ensemble.objective} model cannot serve as {bundle.role}", field=field)
    return ensemble


def _columns(names: Sequence[str], column_of: Callable[[str], int]) -> NDArray[np.int64]:
    found: list[int] = []
    unknown: list[str] = []
    for name in names:
        try:
            found.append(column_of(name))
        except KeyError:
            unknown.append(name)
    if unknown:
        raise BundleInvalid(f"this program has no feature {', '.join(unknown)}", field="names")
    return np.array(found, np.int64)
