"""Which programs rehearsed on this machine: a mark beside the machine code that they left."""

import hashlib
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from numba.core.registry import cpu_target

from riskdesk.core.jit import cache_folder


def is_done() -> bool:
    """Tell whether this release, with these kernels, rehearsed on a processor of this kind."""
    mark = _mark()
    return mark is not None and mark.exists()


def say_done() -> None:
    """Leave the mark; where nothing can be written nothing was kept either."""
    mark = _mark()
    if mark is not None:
        with suppress(OSError):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()


def _mark() -> Path | None:
    folder = cache_folder("serving")
    if not folder:
        return None
    context: Any = cpu_target.target_context  # its type is made at run time
    # machine code is kept for one kind of processor
    target = repr((version("riskdesk"), context.codegen().magic_tuple()))
    return Path(folder) / f"rehearsed-{hashlib.sha256(target.encode()).hexdigest()[:16]}"
