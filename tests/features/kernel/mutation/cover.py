"""Which cases and features run which functions of the kernel: others need not be asked of a mutant."""

import ast
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import FrameType
from typing import Final

from tests.features.kernel.mutation.bank import ALL, AnyCase, VectorCase, with_operands
from tests.features.kernel.mutation.case import Case, Columns
from tests.features.kernel.mutation.mutate import Mutant, functions_of
from tests.features.kernel.mutation.sources import modules, source_of

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
    _found: dict[Called, tuple[Columns, Sequence[AnyCase]]] = field(default_factory=dict)

    def for_mutant(self, mutant: Mutant) -> tuple[Columns, Sequence[AnyCase]]:
        """Return the features and cases that run what is changed; all where that is not known."""
        if not self.of_feature:
            return ALL, self.cases
        names = users_of(mutant.name) if mutant.is_constant else frozenset({mutant.function})
        if names not in self._found:
            self._found[names] = self._running(names)
        return self._found[names]

    def _running(self, names: Called) -> tuple[Columns, Sequence[AnyCase]]:
        columns = with_operands(i for i, called in enumerate(self.of_feature) if names & called)
        others = {name for name, called in self.of_case.items() if names & called}
        if not columns and not others:
            return ALL, self.cases
        return columns, [
            case for case in self.cases if (columns if isinstance(case, VectorCase) else case.name in others)
        ]


@cache
def users_of(constant: str) -> Called:
    """Return the functions of the kernel that name a constant, of whichever module."""
    return frozenset(
        function
        for module in modules()
        for function, definition in functions_of(module, source_of(module))
        if any(isinstance(node, ast.Name) and node.id == constant for node in ast.walk(definition))
    )


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
