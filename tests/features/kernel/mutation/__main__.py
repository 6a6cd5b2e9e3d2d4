"""`python -m tests.features.kernel.mutation`: mutate the kernel, report what nobody noticed."""

import argparse
import os
import random
import resource
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

os.environ["NUMBA_DISABLE_JIT"] = "1"  # before anything compiles

import numpy as np

from tests.features.kernel.mutation.bank import all_cases
from tests.features.kernel.mutation.cover import Coverage, unwatched, watch
from tests.features.kernel.mutation.mutate import Mutant
from tests.features.kernel.mutation.plain import wrap_conversions
from tests.features.kernel.mutation.runner import Kills, Outcome, all_mutants, equivalents, run_mutants
from tests.features.kernel.mutation.sources import modules, source_of

FEW = 100
"""So many mutants are run without watching first what they touch."""
PART = 20
_mutants: list[Mutant] = []
_coverage: list[Coverage] = []
_kills = Kills()


MOST_BYTES = 4 << 30
"""A mutant that asks for more memory has been noticed, before the machine does."""


def main() -> int:
    """Run the mutants asked for; return 1 where one survives, or one listed as equivalent is none."""
    asked = _parser().parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    begin = time.monotonic()
    mutants = all_mutants()
    listed = equivalents()
    gone = sorted(set(listed) - {mutant.key for mutant in mutants})
    chosen = [m for m in mutants if asked.only in m.key and (asked.listed or m.key not in listed)]
    if asked.keys:
        wanted = set(Path(asked.keys).read_text(encoding="utf-8").splitlines())
        chosen = [mutant for mutant in chosen if mutant.key in wanted]
    if asked.sample:
        chosen = random.Random(asked.seed or _seed_of_kernel()).sample(chosen, min(asked.sample, len(chosen)))
    wrap_conversions()
    cases = all_cases(wild=asked.scenes, close=asked.scenes)
    with np.errstate(all="ignore"):
        failing = [case.name for case in cases if not case.holds()]
    if failing:
        _say(f"the kernel itself fails {len(failing)} cases: {failing[:5]}")
        return 1
    with np.errstate(all="ignore"):
        _coverage.append(watch(cases) if len(chosen) > FEW else unwatched(cases))
    _say(f"{len(mutants)} mutants, {len(chosen)} chosen, {len(cases)} cases")
    failed = _report(_run(chosen, asked.jobs), listed, gone)
    _say(f"{time.monotonic() - begin:.0f} s")
    return failed


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _seed_of_kernel() -> int:
    """Return a number of the kernel as it is: each change draws other mutants, the same in every run."""
    return zlib.crc32("".join(source_of(module) for module in modules()).encode())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.features.kernel.mutation", description=__doc__)
    parser.add_argument("--only", default="", help="mutants whose key holds this, such as splits.py")
    parser.add_argument("--keys", default="", help="only the mutants whose keys this file holds, one a line")
    parser.add_argument("--sample", type=int, default=0, help="so many at random; 0 for all")
    parser.add_argument(
        "--seed", type=int, default=0, help="of the sample; 0 for one that changes with the kernel"
    )
    parser.add_argument("--scenes", type=int, default=250, help="wild and close scenes, each")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--listed", action="store_true", help="also those listed as equivalent")
    return parser


def _run(mutants: list[Mutant], jobs: int) -> Iterator[Outcome]:
    if jobs == 1:
        yield from run_mutants(mutants, _coverage[0])
        return
    # forked processes hold mutants and bank already; small parts keep both busy to the end
    _mutants.extend(mutants)
    with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
        for begin, killed_by in pool.map(_part, range(0, len(mutants), PART)):
            yield from (Outcome(mutants[begin + i], case) for i, case in enumerate(killed_by))


def _part(begin: int) -> tuple[int, list[str | None]]:
    outcomes = run_mutants(_mutants[begin : begin + PART], _coverage[0], _kills)
    return begin, [outcome.killed_by for outcome in outcomes]


def _report(outcomes: Iterable[Outcome], listed: Mapping[str, str], gone: list[str]) -> int:
    """Print what is wrong as it is found; return 1 where anything is."""
    count = {"killed": 0, "survived": 0, "equivalent": 0}
    wrong = len(gone)
    for key in gone:
        _say(f"listed as equivalent, yet no mutant  {key}")
    for outcome in outcomes:
        mutant = outcome.mutant
        what = "killed" if outcome.killed_by else "equivalent" if mutant.key in listed else "survived"
        count[what] += 1
        if what == "survived":
            _say(f"survived  {mutant.module.replace('.', '/')}.py:{mutant.line}  {mutant.key}")
        if what == "killed" and mutant.key in listed:
            wrong += 1
            _say(f"listed as equivalent, yet {outcome.killed_by} noticed  {mutant.key}")
    _say(", ".join(f"{number} {what}" for what, number in count.items()))
    return 1 if wrong or count["survived"] else 0


if __name__ == "__main__":
    sys.exit(main())
