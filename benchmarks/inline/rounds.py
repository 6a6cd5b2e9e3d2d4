"""Parties take turns: in every round each server is started, warmed, asked by each number of clients, stopped."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.inline.callers import Line
from benchmarks.inline.party import HOST, Party, Running, running
from benchmarks.inline.stopwatch import cpu_seconds, memory_mb

Say = Callable[[str], None]
_WARM_S: Final = 1.0
_LATER: Final = frozenset({"503"})


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and by how many the parties are asked.

    Parameters
    ----------
    rounds
        Turns of each party.
    seconds
        Of one measurement.
    clients
        Numbers of clients, one after the other.
    workers
        Numbers of workers; more than one is asked by `at` clients only.
    at
        The number of clients at which parties are compared.
    """

    rounds: int
    seconds: float
    clients: Sequence[int]
    workers: Sequence[int]
    at: int = 8


Measured = dict[str, Any]
"""One measurement: party, workers, clients, round, and what was found."""


def take_turns(parties: Sequence[Party], plan: Plan, say: Say) -> list[Measured]:
    """Return a measurement for each round, party, number of workers and of clients."""
    found: list[Measured] = []
    for turn in range(plan.rounds):
        for workers in plan.workers:
            for party in parties:
                clients = plan.clients if workers == 1 else (plan.at,)
                found += _one_turn(party, workers, clients, plan.seconds, turn)
                last = found[-1]
                say(
                    f"round {turn + 1}, {workers} workers, {party.name}: "
                    f"{last['per_second']:,.0f}/s by {last['clients']} clients, p50 {last['p50_us']:,.0f} us"
                )
    return found


def _one_turn(
    party: Party, workers: int, clients: Sequence[int], seconds: float, turn: int
) -> list[Measured]:
    with running(party, workers) as server:
        _warm(server, workers)
        found = []
        for place, count in enumerate(clients):
            one = measure(server, server.launch.lines, clients=count, seconds=seconds, prefix=f"{place + 1}")
            said = {"party": party.name, "workers": workers, "clients": count, "round": turn}
            found.append(said | one | {"start_s": server.start_s, "memory_mb": memory_mb(server.processes)})
    return found


def _warm(server: Running, workers: int) -> None:
    """Ask what fills caches, then what is asked later for a second.

    Of several workers chance says which one a call comes to: after three turns each, few have missed one.
    """
    many = (1 if workers == 1 else 3 * workers) * len(server.launch.warming)
    if many:
        measure(server, server.launch.warming, clients=8, seconds=600.0, prefix="w", at_most=many)
    measure(server, server.launch.lines, clients=8, seconds=_WARM_S, prefix="v")


def measure(
    server: Running, lines: list[Line], *, clients: int, seconds: float, prefix: str, at_most: int = 0
) -> Measured:
    """Let the load generator ask; return what it counted and what the server's processes used for it.

    Raises
    ------
    RuntimeError
        A call was answered by another status than 2xx or 503; how many asked to come later is told.
    """
    asked = {
        "host": HOST,
        "port": server.port,
        "lines": lines,
        "headers": server.launch.headers,
        "clients": clients,
        "seconds": seconds,
        "prefix": prefix,
        "at_most": at_most,
    }
    before = cpu_seconds(server.processes)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.inline.load"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the load generator failed: {done.stderr[-1500:]}")
    found: Measured = json.loads(done.stdout)
    if found["refused"].keys() - _LATER:
        raise RuntimeError(f"calls were refused: {found['refused']} {found['example']}\n{server.said()}")
    used = cpu_seconds(server.processes) - before
    return found | {"cpu_us": used * 1e6 / max(found["answered"], 1)}
