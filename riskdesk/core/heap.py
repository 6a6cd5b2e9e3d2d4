"""How the C library keeps memory that is not in use."""

import ctypes
from typing import Final

_MMAP_THRESHOLD: Final = -3
_TRIM_THRESHOLD: Final = -1
_ARENA_MAX: Final = -8
_LARGE_BYTES: Final = 1 << 20


def give_back_early() -> None:
    """Let large blocks go back to the system when they are freed, and threads share their heap.

    By itself glibc learns from the first large block to keep them, and gives each thread a heap of its own: some
    70 MB of a serving process. Elsewhere than on glibc nothing is changed.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):
        return
    mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
    mallopt(_TRIM_THRESHOLD, _LARGE_BYTES)
    mallopt(_ARENA_MAX, 1)
