"""From a fitted model to the bundle that serving reads."""

import hashlib
from dataclasses import dataclass, field

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import UNSET

from features.catalogue.program import FEATURES
from features.catalogue.sets import FeatureSet
from models.bundle.answers import with_golden
from models.bundle.codec import write
from models.bundle.forest import IsolationForestArrays
from models.bundle.format import (
    QUANTILES,
    Bundle,
    Calibration,
    DaysDistribution,
    Definition,
    QuantileHead,
    Trained,
)
from models.role import Role
from models.scoring.loaded import LoadedBundle, prepare
from models.trees.predict import raw_scores
from training.fit.trees import Rows
from training.gates import spread

_GOLDEN_ROWS = 24
_NO_CALIBRATION = Calibration(slope=1.0, intercept=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What a bundle is made of, as a fit leaves it.

    Parameters
    ----------
    role, features
        What for, and on which features.
    model, calibration, heads
        LightGBM's text with its calibration and quantiles; a model of None is a cold start.
    distribution
        Of days late, or None.
    directions
        The constraints that the model was fitted with.
    isolation
        The forest, or None.
    pd_floor, definition
        As in `models.bundle.format.Bundle`.
    """

    role: Role
    features: FeatureSet
    model: str | None
    directions: tuple[int, ...]
    calibration: Calibration = _NO_CALIBRATION
    heads: tuple[QuantileHead, ...] = ()
    distribution: DaysDistribution | None = None
    isolation: IsolationForestArrays | None = None
    pd_floor: float = 0.0
    definition: Definition = field(
        default_factory=lambda: Definition(past_due_days=0, horizon_days=0, materiality_minor=0)
    )


def make_bundle(
    parts: Parts, rows: Rows, *, seq: int, metrics: dict[str, float]
) -> tuple[bytes, LoadedBundle]:
    """Return the bundle's bytes, and the bundle ready for use.

    Parameters
    ----------
    parts
        What the fit left.
    rows
        The rows that were learnt from: golden rows, frozen quantiles and the fingerprint come from them.
    seq
        Last event of the log that training could see.
    metrics
        As measured on later rows.

    Raises
    ------
    BundleInvalid
        The parts do not fit together.
    """
    fingerprint = rows_fingerprint(rows)
    bundle = Bundle(
        role=parts.role,
        version=f"{parts.role}-{seq}-{fingerprint[:12]}",
        model=parts.model,
        heads=parts.heads,
        distribution=parts.distribution or UNSET,
        isolation=parts.isolation,
        feature_set=parts.features.name,
        names=parts.features.names,
        fingerprint=parts.features.fingerprint,
        feature_versions=parts.features.versions,
        directions=parts.directions,
        reasons=tuple(FEATURES[name].reason for name in parts.features.names),
        calibration=parts.calibration,
        quantiles=(),
        pd_floor=parts.pd_floor,
        definition=parts.definition,
        trained=Trained(
            data_fingerprint=fingerprint,
            seq=seq,
            as_of_us=int(rows.moments_us.max()),
            metrics=dict(sorted(metrics.items())),
        ),
        golden=(),
    )
    bundle = _with_quantiles(bundle, rows.X)
    bundle = with_golden(bundle, _golden_rows(rows.X))
    content = write(bundle)
    return content, prepare(bundle, hashlib.sha256(content).hexdigest())


def rows_fingerprint(rows: Rows) -> str:
    """Return SHA-256 over features, labels, weights and moments of the rows, in hex."""
    digest = hashlib.sha256()
    for array in (rows.X, rows.y, rows.weights, rows.moments_us):
        digest.update(repr((array.shape, array.dtype.str)).encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _with_quantiles(bundle: Bundle, X: npt.NDArray[np.float64]) -> Bundle:
    """Return the bundle with frozen quantiles of the calibrated value."""
    loaded = prepare(bundle, bundle_hash="")
    if loaded.ensemble is None:
        return bundle
    values = loaded.slope * raw_scores(loaded.ensemble, X) + loaded.intercept
    quantiles = np.quantile(values, np.linspace(0.0, 1.0, QUANTILES))
    return msgspec.structs.replace(bundle, quantiles=tuple(np.maximum.accumulate(quantiles).tolist()))


def _golden_rows(X: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return rows from all of time, and one of which nothing is known."""
    chosen = spread(X, _GOLDEN_ROWS)
    chosen = np.resize(chosen, (_GOLDEN_ROWS, X.shape[1])) if len(chosen) < _GOLDEN_ROWS else chosen
    return np.vstack([chosen, np.full((1, X.shape[1]), np.nan)])
