"""Runs the tests on one vector."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from features.catalogue.program import index
from models.role import Place
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.test import Test, Typology


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


@dataclass(frozen=True, slots=True)
class Judged:
    """What the tests say of one vector.

    Attributes
    ----------
    hits
        The patterns that are there, in the order of the typologies.
    undecided
        Codes of those that are neither there nor ruled out, because an input or a control is missing.
    """

    hits: tuple[TypologyHit, ...]
    undecided: tuple[str, ...]


def judge(vector: NDArray[np.float64], place: Place) -> Judged:
    """Run all tests of a place on a vector over the whole catalogue, float64[n_catalogue]."""
    plan = _plan(place)
    values = vector[plan.columns]
    within = (plan.least <= values) & (values <= plan.most)
    unknown = np.isnan(values) & plan.required
    fails = np.logical_or.reduceat(~(within | unknown), plan.starts)
    open_ = np.logical_or.reduceat(unknown, plan.starts) & ~fails
    holds = ~(fails | open_)
    open_ = np.where(plan.doubts, holds, open_)
    holds &= ~plan.doubts
    held = [plan.tests[number] for number in np.flatnonzero(holds).tolist()]
    hits = tuple(
        _hit(typology, [test for of, test in held if of is typology], vector)
        for typology in dict.fromkeys(of for of, _ in held)
    )
    found = {hit.code for hit in hits}
    waiting = dict.fromkeys(plan.tests[number][0].code for number in np.flatnonzero(open_).tolist())
    return Judged(hits, tuple(code for code in waiting if code not in found))


def detect(vector: NDArray[np.float64], place: Place) -> tuple[TypologyHit, ...]:
    """Return the patterns in a vector over the whole catalogue, in the order of the typologies."""
    return judge(vector, place).hits


def undecided(vector: NDArray[np.float64], place: Place) -> tuple[str, ...]:
    """Return codes of the patterns that are neither there nor ruled out, because something is missing."""
    return judge(vector, place).undecided


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """The conditions of a place's tests in a row: where each begins, whose it is, whether it is but a doubt."""

    columns: NDArray[np.intp]
    least: NDArray[np.float64]
    most: NDArray[np.float64]
    required: NDArray[np.bool_]
    starts: NDArray[np.intp]
    doubts: NDArray[np.bool_]
    tests: tuple[tuple[Typology, Test], ...]


@cache
def _plan(place: Place) -> _Plan:
    of_place = TYPOLOGIES[place]
    tests = tuple((one, test) for one in of_place for test in (*one.tests, *one.doubts))
    conditions = [condition for _, test in tests for condition in test.conditions]
    lengths = [len(test.conditions) for _, test in tests]
    return _Plan(
        columns=np.array([index(condition.feature) for condition in conditions], np.intp),
        least=np.array([condition.least for condition in conditions]),
        most=np.array([condition.most for condition in conditions]),
        required=np.array([condition.required for condition in conditions]),
        starts=np.cumsum([0, *lengths[:-1]]),
        doubts=np.array(
            [doubt for one in of_place for doubt in (*[False] * len(one.tests), *[True] * len(one.doubts))]
        ),
        tests=tests,
    )


def _hit(typology: Typology, held: list[Test], vector: NDArray[np.float64]) -> TypologyHit:
    names = dict.fromkeys(condition.feature for test in held for condition in test.conditions)
    return TypologyHit(
        code=typology.code,
        strength=max(_strength(test, vector) for test in held),
        features=tuple(names),
        severe=any(test.severe for test in held),
    )


def _strength(test: Test, vector: NDArray[np.float64]) -> float:
    return min(one.strength(float(vector[index(one.feature)])) for one in test.conditions)
