"""Which cases and features run which functions of the kernel: others need not be asked of a mutant."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Final

from tests.features.kernel.mutation.bank import ALL, AnyCase, VectorCase, with_operands
from tests.features.kernel.mutation.case import Case, Columns
from tests.features.kernel.mutation.mutate import Mutant

Called = frozenset[str]
"""Qualified names such as `features.kernel.windows.place`."""

WATCHED: Final = 160
"""Features are watched on about so many scenes, spread over the bank."""


@dataclass(frozen=True)
class Coverage:
    """What runs where.

    Parameters
    ----------
    cases
        All cases.
    of_feature
        Functions that each feature of the catalogue runs.
    of_case
        The same for cases that are no vectors.
    """

    cases: Sequence[AnyCase]
    of_feature: Sequence[Called]
    of_case: dict[str, Called]

    def for_mutant(self, mutant: Mutant) -> tuple[Columns, list[AnyCase]]:
        """Return the features and cases that run what is changed; all where that is not known."""
        if mutant.is_constant or not self.of_feature:
            return ALL, list(self.cases)
        name = (
            f"{mutant.module}.{mutant.owner}.{mutant.name}"
            if mutant.owner
            else f"{mutant.module}.{mutant.name}"
        )
        columns = with_operands(i for i, called in enumerate(self.of_feature) if name in called)
        if not columns and not any(name in called for called in self.of_case.values()):
            return ALL, list(self.cases)
        return columns, [
            case
            for case in self.cases
            if (columns if isinstance(case, VectorCase) else name in self.of_case[case.name])
        ]


def unwatched(cases: Sequence[AnyCase]) -> Coverage:
    """Return cases of which nothing is known: for few mutants watching costs more than it saves."""
    return Coverage(cases, (), {})


def watch(cases: Sequence[AnyCase]) -> Coverage:
    """Run all cases once and note which functions each calls."""
    vectors = [case for case in cases if isinstance(case, VectorCase)]
    vectors = vectors[:: max(len(vectors) // WATCHED, 1)]
    of_feature = [
        frozenset().union(*(_called(case.holds, with_operands([i])) for case in vectors)) for i in ALL
    ]
    others = [case for case in cases if isinstance(case, Case)]
    return Coverage(cases, of_feature, {case.name: _called(case.holds, ALL) for case in others})


def _called(function: Callable[[Columns], bool], columns: Columns) -> Called:
    found: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            found.add(f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}")

    sys.setprofile(note)
    try:
        function(columns)
    finally:
        sys.setprofile(None)
    return frozenset(name for name in found if name.startswith("features.kernel."))
