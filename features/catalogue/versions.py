"""Each feature's own version, and a digest of what it stands for."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from features.catalogue.aggregates import AGGREGATES
from features.catalogue.calling import arguments_of
from features.catalogue.feature import Feature
from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import FEATURES
from features.kernel.ops import OP_BELOW_LIMIT

_DIGITS: Final = 16


class FeatureVersion(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Which definition of a feature is meant.

    Attributes
    ----------
    name, version
        As the definition has them.
    digest
        16 hexadecimal digits over all that its value depends on: its definition, those of its operands, and the
        company's limits where one of them reads limits.
    """

    name: str
    version: int
    digest: str

    @property
    def label(self) -> str:
        """How it is named to people and in reports, such as `customer_order_count_30d@1`."""
        return f"{self.name}@{self.version}"


def versions_of(features: Iterable[Feature], parameters: FeatureParameters) -> tuple[FeatureVersion, ...]:
    """Return each feature's version and digest, in order."""
    return tuple(FeatureVersion(one.name, one.version, digest(one, parameters)) for one in features)


def digest(feature: Feature, parameters: FeatureParameters) -> str:
    """Return 16 hexadecimal digits over all that the feature's value depends on."""
    needed = with_operands([feature])
    body: dict[str, Any] = {"definitions": [list(needed[name].definition) for name in sorted(needed)]}
    if any(reads_limits(one) for one in needed.values()):
        body["parameters"] = parameters.to_json()
    return digits(body)


def reads_limits(feature: Feature) -> bool:
    """Tell whether the kernel hands a feature the company's approval limits."""
    measure = AGGREGATES[feature.aggregate].measure
    return measure == OP_BELOW_LIMIT if isinstance(measure, int) else "limits" in arguments_of(measure)


def with_operands(features: Iterable[Feature]) -> Mapping[str, Feature]:
    """Return by name the features and all that they are made of."""
    found: dict[str, Feature] = {}
    for feature in features:
        found[feature.name] = feature
        found |= with_operands(FEATURES[name] for name in feature.operands)
    return found


def digits(body: Mapping[str, Any]) -> str:
    """Return the first 16 hexadecimal digits of the SHA-256 of plain data as canonical JSON."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
