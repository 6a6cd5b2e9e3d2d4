"""Runs the tests on one vector."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from features.catalogue.program import index
from models.role import Place
from models.typologies.catalogue import TYPOLOGIES
from models.typologies.test import Condition, Test, Typology
from riskdesk.core.jit import kernel


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


class Detector:
    """Runs tests on vectors of one layout.

    Parameters
    ----------
    typologies
        By place; those of this program, or of an earlier one.
    column_of
        Where a feature stands in the vectors, or KeyError.
    """

    def __init__(
        self,
        typologies: Mapping[Place, tuple[Typology, ...]] = TYPOLOGIES,
        column_of: Callable[[str], int] = index,
    ) -> None:
        self.typologies = typologies
        self._column_of = column_of
        self._plans: dict[Place, _Plan] = {}

    def judge(self, vector: NDArray[np.float64], place: Place) -> Judged:
        """Run all tests of a place on a vector, float64[n_columns].

        Raises
        ------
        LookupError
            A typology reads a feature that the vectors do not have; both are named.
        """
        plan = self._plans.get(place)
        if plan is None:
            plan = self._plans[place] = _plan(self.typologies[place], self._column_of)
        verdicts = np.empty(len(plan.tests), np.int8)
        if _try_all(vector, plan.columns, plan.least, plan.most, plan.required, plan.starts, verdicts) == 0:
            return _NOTHING
        held: dict[str, list[tuple[Test, float]]] = {}
        waiting: dict[str, None] = {}
        for number in verdicts.nonzero()[0].tolist():
            tried, holds = plan.tests[number], verdicts.item(number) == _HOLDS
            if holds and not tried.is_doubt:
                held.setdefault(tried.code, []).append((tried.test, _strength(tried, vector)))
            elif holds != (not tried.is_doubt):
                waiting[tried.code] = None
        hits = tuple([_hit(code, tests) for code, tests in held.items()])
        return Judged(hits, tuple([code for code in waiting if code not in held]))


_NOTHING: Final = Judged((), ())
_FAILS: Final = 0
_HOLDS: Final = 1
_UNKNOWN: Final = 2


@kernel
def _try_all(
    vector: NDArray[np.float64],
    columns: NDArray[np.intp],
    least: NDArray[np.float64],
    most: NDArray[np.float64],
    required: NDArray[np.bool_],
    starts: NDArray[np.intp],
    verdicts: NDArray[np.int8],
) -> int:
    """Write the verdict of each test; return how many did not fail."""
    standing = 0
    for test in range(verdicts.size):
        verdict = _HOLDS
        for k in range(starts[test], starts[test + 1]):
            value = vector[columns[k]]
            if math.isnan(value) and required[k]:
                verdict = _UNKNOWN
            elif not least[k] <= value <= most[k]:
                verdict = _FAILS
                break
        verdicts[test] = verdict
        if verdict != _FAILS:
            standing += 1
    return standing


PRESENT: Final = Detector()
"""The typologies of this program on its own vectors."""


def judge(vector: NDArray[np.float64], place: Place) -> Judged:
    """Run all tests of a place on a vector over the whole catalogue, float64[n_catalogue]."""
    return PRESENT.judge(vector, place)


def detect(vector: NDArray[np.float64], place: Place) -> tuple[TypologyHit, ...]:
    """Return the patterns in a vector over the whole catalogue, in the order of the typologies."""
    return judge(vector, place).hits


def undecided(vector: NDArray[np.float64], place: Place) -> tuple[str, ...]:
    """Return codes of the patterns that are neither there nor ruled out, because something is missing."""
    return judge(vector, place).undecided


@dataclass(frozen=True, slots=True, eq=False)
class _Tried:
    """A test on vectors of one layout: whose it is, whether it is but a doubt, each condition and its column."""

    code: str
    test: Test
    is_doubt: bool
    signs: tuple[tuple[Condition, int], ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """The conditions of a place's tests in a row; those of test t stand from `starts[t]` to `starts[t + 1]`."""

    columns: NDArray[np.intp]
    least: NDArray[np.float64]
    most: NDArray[np.float64]
    required: NDArray[np.bool_]
    starts: NDArray[np.intp]
    tests: tuple[_Tried, ...]


def _plan(typologies: tuple[Typology, ...], column_of: Callable[[str], int]) -> _Plan:
    tests = tuple(
        _Tried(one.code, test, is_doubt, _signs(one, test, column_of))
        for one in typologies
        for is_doubt, tests in ((False, one.tests), (True, one.doubts))
        for test in tests
    )
    signs = [sign for one in tests for sign in one.signs]
    return _Plan(
        columns=np.array([column for _, column in signs], np.intp),
        least=np.array([condition.least for condition, _ in signs], np.float64),
        most=np.array([condition.most for condition, _ in signs], np.float64),
        required=np.array([condition.required for condition, _ in signs], np.bool_),
        starts=np.cumsum([0, *(len(one.signs) for one in tests)], dtype=np.intp),
        tests=tests,
    )


def _signs(
    typology: Typology, test: Test, column_of: Callable[[str], int]
) -> tuple[tuple[Condition, int], ...]:
    try:
        return tuple((condition, column_of(condition.feature)) for condition in test.conditions)
    except KeyError as error:
        raise LookupError(
            f"the typology {typology.code} reads {error.args[0]}, which these vectors do not have"
        ) from None


def _hit(code: str, held: list[tuple[Test, float]]) -> TypologyHit:
    names = dict.fromkeys([condition.feature for test, _ in held for condition in test.conditions])
    return TypologyHit(
        code=code,
        strength=max([strength for _, strength in held]),
        features=tuple(names),
        severe=any(test.severe for test, _ in held),
    )


def _strength(tried: _Tried, vector: NDArray[np.float64]) -> float:
    return min([condition.strength(vector.item(column)) for condition, column in tried.signs])
