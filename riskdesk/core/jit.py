"""The one way a function of riskdesk is compiled to machine code.

Machine code is cached in a folder named after a digest of the sources of its part of the house: numba by
itself renews what it cached when the function's own file changes, not when a kernel that it
calls in another file does, and would then run yesterday's arithmetic.
"""

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba
from numba.core import config as _numba_config

config: Any = _numba_config  # its settings are made at run time

Function = TypeVar("Function", bound=Callable[..., object])

_ROOT: Final = Path(__file__).parents[2]
_SOURCES: Final = ("features/kernel", "models/trees")
"""Folders whose kernels call each other; none calls one of another folder."""


def kernel(function: Function) -> Function:
    """Compile `function` with numba on its first call and keep its Python type.

    No fastmath: the order of every sum is the written one, so that one row and a million rows
    agree bit by bit. Division by zero follows IEEE 754, as in numpy. The lock of the interpreter is
    released while it runs. The function must stand in a file, and makes no arrays: it works in those it
    is given.
    """
    return _compiled(function, allocates=False)


def inlined_kernel(function: Function) -> Function:
    """Compile `function` as `kernel` does, into each of its callers: calls that pass arrays on cost 5 ns each."""
    return _compiled(function, allocates=False, inlined=True)


def allocating_kernel(function: Function) -> Function:
    """Compile `function` as `kernel` does; it may make arrays of its own."""
    return _compiled(function, allocates=True)


def _compiled(function: Function, *, allocates: bool, inlined: bool = False) -> Function:
    before = config.CACHE_DIR
    config.CACHE_DIR = cache_folder(function.__module__.partition(".")[0])
    try:
        # without numba's counting of references a call that passes arrays costs 3 ns, not 60 (2026-11)
        njit: Any = numba.njit
        options = {"fastmath": False, "error_model": "numpy", "nogil": True, "forceinline": inlined}
        compiled = njit(cache=True, _nrt=allocates, **options)(function)
    finally:
        config.CACHE_DIR = before
    return cast("Function", compiled)


@cache
def cache_folder(part: str) -> str:
    """Return the folder of machine code for the sources as they are; empty for numba's own choice.

    It stands beside this file; where that cannot be written to, in `riskdesk` below `XDG_CACHE_HOME`, or below
    `.cache` of the user's home.

    Parameters
    ----------
    part
        Part of the house to which the kernel belongs, such as `models`; another has the digest of all sources.
    """
    own = [folder for folder in _SOURCES if folder.startswith(f"{part}/")] or _SOURCES
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(path for folder in own for path in (_ROOT / folder).glob("*.py")):
        digest.update(source.name.encode() + source.read_bytes())
    parent = _parent()
    return str(parent / f"kernels-{digest.hexdigest()[:16]}") if parent is not None else ""


def _parent() -> Path | None:
    if os.access(Path(__file__).parent, os.W_OK):
        return Path(__file__).parent / "__pycache__"
    named = os.environ.get("XDG_CACHE_HOME")
    try:
        parent = (Path(named) if named else Path("~/.cache").expanduser()) / "riskdesk"
        parent.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # a user without a home
        return None
    return parent if os.access(parent, os.W_OK) else None
