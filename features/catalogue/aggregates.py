"""All aggregates that a definition may name; each is declared once, in the file of its kind."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from features.catalogue.aggregate import Aggregate
from features.catalogue.aggregates_composed import COMPOSED
from features.catalogue.aggregates_moments import OF_MOMENTS
from features.catalogue.aggregates_parties import OF_PARTIES
from features.catalogue.aggregates_paying import OF_PAYING
from features.catalogue.aggregates_repeats import OF_REPEATS
from features.catalogue.aggregates_windows import WINDOWED

SPECIAL: Final[Mapping[str, Aggregate]] = MappingProxyType(
    {**OF_MOMENTS, **OF_REPEATS, **OF_PARTIES, **OF_PAYING}
)
"""Those that need more than a window: each is one function of the kernel."""

AGGREGATES: Final[Mapping[str, Aggregate]] = MappingProxyType({**WINDOWED, **COMPOSED, **SPECIAL})
"""Name of an aggregate -> what it is."""
