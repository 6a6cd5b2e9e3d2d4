"""Run mutants against the bank, each until the first case that it fails."""

import importlib
import pkgutil
import signal
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

import numpy as np
from numba.core import config as numba_config

import features.kernel as package
from features.kernel import layout, ops, tables
from tests.features.kernel.mutation.bank import AnyCase
from tests.features.kernel.mutation.case import Columns
from tests.features.kernel.mutation.cover import Coverage
from tests.features.kernel.mutation.install import installed
from tests.features.kernel.mutation.mutate import Mutant, mutants_of
from tests.features.kernel.mutation.slips import Neighbours

DECLARATIONS: Final = frozenset({"layout", "ops", "tables", "arrays"})
"""Modules that only number things: any other numbering would do, so they have no mutants."""

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

TICK_SECONDS: Final = 0.4
"""Processor time after which, at the latest twice that, a case counts as failed: the mutant loops."""


class CaseLoops(BaseException):
    """A mutant does not come to an end."""


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: the case that it failed, or None where it passed all."""

    mutant: Mutant
    killed_by: str | None


def modules() -> list[str]:
    """Return the kernel's modules, those of declarations left out."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return [f"{package.__name__}.{name}" for name in names if name not in DECLARATIONS]


def all_mutants() -> list[Mutant]:
    """Return all mutants of the kernel."""
    neighbours = _neighbours()
    found: list[Mutant] = []
    for name in modules():
        source = Path(str(importlib.import_module(name).__file__)).read_text(encoding="utf-8")
        found += mutants_of(name, source, neighbours)
    return found


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


def run_mutants(mutants: Sequence[Mutant], coverage: Coverage) -> Iterator[Outcome]:
    """Yield what becomes of each mutant; cases that killed before come first."""
    if not getattr(numba_config, "DISABLE_JIT", 0):
        raise RuntimeError("set NUMBA_DISABLE_JIT=1: machine code does not change with its source")
    kills: Counter[str] = Counter()
    for mutant in mutants:
        columns, cases = coverage.for_mutant(mutant)
        first = FIRST.get(mutant.module.rpartition(".")[2], "vector")
        cases.sort(key=lambda case: (-kills[case.name], not case.name.startswith(first)))
        killed_by = _first_failing(mutant, columns, cases)
        if killed_by is not None:
            kills[killed_by] += 1
        yield Outcome(mutant, killed_by)


def _first_failing(mutant: Mutant, columns: Columns, cases: Sequence[AnyCase]) -> str | None:
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
