"""Run mutants against the bank, each until the first case that it fails."""

import signal
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

import numpy as np
from numba.core import config as numba_config

from features.kernel import layout, ops, tables
from tests.features.kernel.mutation.bank import AnyCase
from tests.features.kernel.mutation.case import Columns
from tests.features.kernel.mutation.cover import Coverage
from tests.features.kernel.mutation.install import installed
from tests.features.kernel.mutation.mutate import Mutant, mutants_of
from tests.features.kernel.mutation.slips import Neighbours
from tests.features.kernel.mutation.sources import modules, source_of

FIRST: Final = {
    "derive": "postings",
    "arena": "arena",
    "filling": "arena",
    "index": "arena",
    "evidence": "evidence",
    "numbers": "number",
    "number_likeness": "number",
    "sweep": "sweep",
}
"""Module -> the cases that are most likely to notice its mutants."""

LIKELY: Final = 30
"""So many of the cases that noticed most are asked early of every mutant."""

TICK_SECONDS: Final = 0.4
"""Processor time after which, at the latest twice that, a case counts as failed: the mutant loops."""


class CaseLoops(BaseException):
    """A mutant does not come to an end."""


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: the case that it failed, or None where it passed all."""

    mutant: Mutant
    killed_by: str | None


def all_mutants() -> list[Mutant]:
    """Return all mutants of the kernel."""
    neighbours = _neighbours()
    return [mutant for name in modules() for mutant in mutants_of(name, source_of(name), neighbours)]


def _neighbours() -> Neighbours:
    """Return for each column, operation and table those numbered beside it."""
    groups: dict[str, dict[int, str]] = {}
    for module, prefix in ((layout, "L"), (ops, "ops")):
        for name, value in vars(module).items():
            if name.isupper() and "_" in name and isinstance(value, int) and not name.endswith("_WIDTH"):
                groups.setdefault(f"{prefix}.{name.split('_')[0]}_", {}).setdefault(value, name)
    groups["Table."] = {int(table): table.name for table in tables.Table}
    found: dict[str, tuple[str, ...]] = {}
    for prefix, names in groups.items():
        ordered = [names[value] for value in sorted(names)]
        for i, name in enumerate(ordered):
            beside = (*ordered[max(i - 1, 0) : i], *ordered[i + 1 : i + 2])
            found[f"{prefix.split('.')[0]}.{name}"] = beside
    return found


def run_mutants(
    mutants: Sequence[Mutant], coverage: Coverage, kills: "Kills | None" = None
) -> Iterator[Outcome]:
    """Yield what becomes of each mutant; cases that killed before, by `kills` too, come first."""
    if not getattr(numba_config, "DISABLE_JIT", 0):
        raise RuntimeError("set NUMBA_DISABLE_JIT=1: machine code does not change with its source")
    kills = kills or Kills()
    for mutant in mutants:
        columns, cases = coverage.for_mutant(mutant)
        killed_by = _first_failing(mutant, columns, kills.in_order(mutant, cases))
        if killed_by is not None:
            kills.note(mutant, killed_by)
        yield Outcome(mutant, killed_by)


class Kills:
    """Which cases noticed mutants before: first of the same function, then of any."""

    def __init__(self) -> None:
        self._of_all: Counter[str] = Counter()
        self._of_function: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def note(self, mutant: Mutant, case: str) -> None:
        """Remember a mutant that a case noticed."""
        self._of_all[case] += 1
        self._of_function[mutant.function][case] += 1

    def in_order(self, mutant: Mutant, cases: Sequence[AnyCase]) -> Iterator[AnyCase]:
        """Yield all cases, the likely ones first."""
        here = self._of_function[mutant.function]
        likely = [name for name, _ in (*here.most_common(), *self._of_all.most_common(LIKELY))]
        rank = {name: i for i, name in reversed(list(enumerate(likely)))}
        ahead = sorted((case for case in cases if case.name in rank), key=lambda case: rank[case.name])
        yield from ahead
        first = FIRST.get(mutant.module.rpartition(".")[2], "vector")
        rest = [case for case in cases if case.name not in rank]
        yield from (case for case in rest if case.name.startswith(first))
        yield from (case for case in rest if not case.name.startswith(first))


def _first_failing(mutant: Mutant, columns: Columns, cases: Iterable[AnyCase]) -> str | None:
    watch = _Watch()
    with np.errstate(all="ignore"), watch.ticking():
        try:
            with installed(mutant):
                for case in cases:
                    if not watch.holds(case, columns):
                        return case.name
        except (Exception, CaseLoops):  # noqa: BLE001 -- whatever a mutant raises, it was noticed
            return watch.asked or "its definition"
    return None


class _Watch:
    """Ends a case that takes longer than a tick of the clock of this process."""

    def __init__(self) -> None:
        self.asked = ""
        self._is_asking = False
        self._before = ""

    def holds(self, case: AnyCase, columns: Columns) -> bool:
        """Ask a case; only here does a tick end anything."""
        self.asked = case.name
        self._is_asking = True
        try:
            return case.holds(columns)
        finally:
            self._is_asking = False

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """Look at each tick whether the case is still the one of the tick before."""
        before = signal.signal(signal.SIGVTALRM, self._tick)
        signal.setitimer(signal.ITIMER_VIRTUAL, TICK_SECONDS, TICK_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)

    def _tick(self, _signal: int, _frame: FrameType | None) -> None:
        if self._is_asking and self._before == self.asked:
            raise CaseLoops
        self._before = self.asked


def equivalents() -> dict[str, str]:
    """Return the mutants that change no value, listed by hand: key -> reason."""
    with Path(__file__).with_name("equivalent.toml").open("rb") as file:
        groups = tomllib.load(file)["group"]
    return {key: group["reason"] for group in groups for key in group["mutants"]}
