"""Runs the tests on one vector."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.catalogue.program import index
from models.role import Place
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.test import Test, Typology, Verdict

ValueOf = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class TypologyHit:
    """A pattern that is there.

    Attributes
    ----------
    code
        Of the typology.
    strength
        0 to 1: how far past the thresholds, that of the weakest sign of the strongest test.
    features
        Names of the features that showed it, without repeats.
    severe
        Whether one of its severe tests holds.
    """

    code: str
    strength: float
    features: tuple[str, ...]
    severe: bool


def detect(vector: NDArray[np.float64], place: Place) -> tuple[TypologyHit, ...]:
    """Return the patterns in a vector over the whole catalogue, in the order of the typologies."""
    value_of = _reader(vector)
    hits = (_hit(typology, value_of) for typology in TYPOLOGIES[place])
    return tuple(hit for hit in hits if hit is not None)


def undecided(vector: NDArray[np.float64], place: Place) -> tuple[str, ...]:
    """Return codes of the patterns that are neither there nor ruled out, because an input is missing."""
    value_of = _reader(vector)
    return tuple(
        typology.code
        for typology in TYPOLOGIES[place]
        if _any(_all(test, value_of) for test in typology.tests) == "unknown"
    )


def _reader(vector: NDArray[np.float64]) -> ValueOf:
    return lambda name: float(vector[index(name)])


def _hit(typology: Typology, value_of: ValueOf) -> TypologyHit | None:
    held = [test for test in typology.tests if _all(test, value_of) == "holds"]
    if not held:
        return None
    names = dict.fromkeys(condition.feature for test in held for condition in test.conditions)
    return TypologyHit(
        code=typology.code,
        strength=max(_strength(test, value_of) for test in held),
        features=tuple(names),
        severe=any(test.severe for test in held),
    )


def _strength(test: Test, value_of: ValueOf) -> float:
    return min(condition.strength(value_of(condition.feature)) for condition in test.conditions)


def _all(test: Test, value_of: ValueOf) -> Verdict:
    verdicts = {condition.verdict(value_of(condition.feature)) for condition in test.conditions}
    if "fails" in verdicts:
        return "fails"
    return "unknown" if "unknown" in verdicts else "holds"


def _any(verdicts: Iterable[Verdict]) -> Verdict:
    found = set(verdicts)
    if "holds" in found:
        return "holds"
    return "unknown" if "unknown" in found else "fails"
