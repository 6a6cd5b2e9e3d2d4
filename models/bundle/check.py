"""A bundle is used only after it answered its golden rows as it did when it was made."""

import numpy as np
from msgspec import UnsetType
from numpy.typing import NDArray

from features.catalogue.parameters import DEFAULT_PARAMETERS, FeatureParameters
from features.catalogue.program import FEATURES
from features.catalogue.sets import fingerprint
from features.catalogue.versions import FeatureVersion, versions_of
from models.bundle.answers import answers
from models.bundle.format import Bundle
from models.bundle.golden import GoldenRow
from models.scoring.loaded import LoadedBundle
from riskdesk.core.errors import BundleInvalid, ExplanationBroken

TOLERANCE = 1e-12
"""Relative to values above 1: libraries of other machines may round exp and log the other way."""


def self_test(loaded: LoadedBundle, parameters: FeatureParameters = DEFAULT_PARAMETERS) -> None:
    """Refuse a bundle that this program would answer with differently than the program that made it.

    Features that only this program has do not matter: a bundle needs its own, in the definitions it learnt from.

    Parameters
    ----------
    parameters
        The company's own, on which its features depend.

    Raises
    ------
    BundleInvalid
        Features are defined otherwise here (`feature_versions`, naming them, or `fingerprint` of a bundle that
        does not say which), or a golden row comes out differently (`golden[k]`).
    """
    _check_features(loaded.bundle, parameters)
    check_golden(loaded)


def check_golden(loaded: LoadedBundle) -> None:
    """Refuse a bundle whose golden rows come out differently than when it was made.

    Raises
    ------
    BundleInvalid
        Naming the row (`golden[k]`).
    """
    golden = loaded.bundle.golden
    rows = np.array([_row(row) for row in golden])
    try:
        found = answers(loaded, rows)
    except ExplanationBroken as error:
        raise BundleInvalid(error.detail, field="golden") from None
    for k, (expected, actual) in enumerate(zip(golden, found, strict=True)):
        if not _agree(_numbers(expected), _numbers(actual)):
            raise BundleInvalid("the answer is not the one of training", field=f"golden[{k}]")


def _check_features(bundle: Bundle, parameters: FeatureParameters) -> None:
    features = [FEATURES[name] for name in bundle.names]
    if isinstance(bundle.feature_versions, UnsetType):
        if bundle.fingerprint != fingerprint(features, parameters):
            raise BundleInvalid("its features are defined differently in this program", field="fingerprint")
        return
    here = versions_of(features, parameters)
    other = [pair for pair in zip(bundle.feature_versions, here, strict=True) if pair[0] != pair[1]]
    if other:
        said = ", ".join(_needs(wanted, found) for wanted, found in other)
        raise BundleInvalid(f"it needs {said}", field="feature_versions")


def _needs(wanted: FeatureVersion, found: FeatureVersion) -> str:
    here = "defined otherwise" if wanted.version == found.version else f"version {found.version}"
    return f"{wanted.label} (here {here})"


def _row(row: GoldenRow) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in row.values])


def _numbers(row: GoldenRow) -> NDArray[np.float64]:
    applied = None if isinstance(row.application, UnsetType) else row.application
    singles = (row.value, row.probability, row.bias, row.isolation, applied)
    return np.array([*(np.nan if x is None else x for x in singles), *row.contributions])


def _agree(expected: NDArray[np.float64], actual: NDArray[np.float64]) -> bool:
    return bool(np.allclose(actual, expected, rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True))
