"""Which features stand behind the columns of a vector, so that vectors outlive their catalogue."""

from functools import cache

import msgspec

from features.catalogue.parameters import FeatureParameters
from features.catalogue.program import CATALOGUE
from features.catalogue.sets import fingerprint
from features.catalogue.versions import FeatureVersion, versions_of


class Lineup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The features behind the columns of a vector, in their order.

    Attributes
    ----------
    fingerprint
        Of the whole: what a decision records as `versions.features`.
    features
        One a column.
    limits
        The company's parameters that they were computed with, see `FeatureParameters.to_json`.
    """

    fingerprint: str
    features: tuple[FeatureVersion, ...]
    limits: dict[str, list[int]]

    @property
    def parameters(self) -> FeatureParameters:
        """The company's parameters of then."""
        return FeatureParameters(**{name: tuple(levels) for name, levels in self.limits.items()})


@cache
def lineup(parameters: FeatureParameters) -> Lineup:
    """Return what stands behind the vectors of this program, under a company's parameters."""
    return Lineup(
        fingerprint=fingerprint(CATALOGUE, parameters),
        features=versions_of(CATALOGUE, parameters),
        limits=parameters.to_json(),
    )


def encode(one: Lineup) -> bytes:
    """Return the one way to write it: canonical JSON."""
    return msgspec.json.encode(one, order="sorted")


def decode(content: bytes) -> Lineup:
    """Return what `encode` wrote.

    Raises
    ------
    msgspec.ValidationError
        It is none.
    """
    return msgspec.json.decode(content, type=Lineup)
