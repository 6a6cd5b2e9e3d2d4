"""Named, ordered, fingerprinted sets of features: what a bundle is trained on and bound to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np

from features.catalogue.feature import ROLES, Feature, Role
from features.catalogue.parameters import DEFAULT_PARAMETERS, FeatureParameters
from features.catalogue.program import CATALOGUE, FEATURES, index
from features.catalogue.versions import FeatureVersion, digits, versions_of, with_operands
from features.kernel.arrays import Ints


@dataclass(frozen=True, slots=True)
class FeatureSet:
    """One set.

    Parameters
    ----------
    name
        `credit`, `lateness`, `order_anomaly` or `payment_anomaly`.
    names
        Its features, in the catalogue's order.
    fingerprint
        16 hexadecimal digits over all that their values depend on.
    versions
        Which definition of each, in their order.
    """

    name: Role
    names: tuple[str, ...]
    fingerprint: str
    versions: tuple[FeatureVersion, ...]

    @property
    def directions(self) -> tuple[int, ...]:
        """Monotone direction of each feature."""
        return tuple(FEATURES[name].direction for name in self.names)


def columns(feature_set: FeatureSet) -> Ints:
    """Return where the set's features stand in a vector, int64 of shape (features of the set,)."""
    return np.array([index(name) for name in feature_set.names], np.int64)


def fingerprint(features: Sequence[Feature], parameters: FeatureParameters) -> str:
    """Return 16 hexadecimal digits over the definitions, their operands and the parameters."""
    needed = with_operands(features)
    return digits(
        {
            "features": [feature.name for feature in features],
            "definitions": [list(needed[name].definition) for name in sorted(needed)],
            "parameters": parameters.to_json(),
        }
    )


@cache
def feature_set(name: Role, parameters: FeatureParameters = DEFAULT_PARAMETERS) -> FeatureSet:
    """Return the set of a role under a company's parameters."""
    features = [feature for feature in CATALOGUE if name in feature.models]
    return FeatureSet(
        name=name,
        names=tuple(feature.name for feature in features),
        fingerprint=fingerprint(features, parameters),
        versions=versions_of(features, parameters),
    )


SETS: Final = MappingProxyType({role: feature_set(role) for role in ROLES})
"""The sets under the default parameters."""
