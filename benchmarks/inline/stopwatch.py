"""What a server's processes use, read from /proc: processor time and memory of the whole tree."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_PROC: Final = Path("/proc")
_TICK_S: Final = 1.0 / os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """Return a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and (fields := _stat(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found, waiting = [], [root]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += children.get(one, [])
    return found


def cpu_seconds(roots: Iterable[int]) -> float:
    """Return the processor time that trees of processes have used, user and system; of ended ones, what is known.

    A process that was waited for has left its time with its parent.
    """
    return sum(
        sum(map(int, fields[11:15])) * _TICK_S
        for root in roots
        for one in tree(root)
        if (fields := _stat(one))
    )


def memory_mb(roots: Iterable[int]) -> float:
    """Return the memory of trees of processes, what they share counted once (PSS), in 10^6 bytes."""
    return sum(_pss_kib(one) for root in roots for one in tree(root)) * 1024 / 1e6


def _stat(process: int) -> list[str]:
    """Return the fields of /proc/N/stat after the name, which may hold blanks; empty for one that ended."""
    try:
        text = (_PROC / str(process) / "stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _pss_kib(process: int) -> int:
    try:
        lines = (_PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
