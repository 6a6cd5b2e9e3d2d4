"""Folders for what is half-done, which the next run throws away if this one was killed.

A process holds a lock on its folder while it lives, and the kernel lets go of it however it ends: a
folder that nobody holds is a killed run's. Left-overs hold copies of the database or of keys, so they may not
lie about.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_PREFIX: Final = ".riskdesk-scratch-"


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """Give a new folder of mode 0700 in `parent`, gone afterwards; those of killed runs go too.

    Parameters
    ----------
    parent
        Is there already.
    """
    with _held(parent):  # between making a folder and locking it, it would look like a killed run's
        for folder in parent.glob(f"{_PREFIX}*"):
            _remove_if_free(folder)
        made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        handle = os.open(made, os.O_RDONLY)
        _lock(handle, fcntl.LOCK_EX)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(handle)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _remove_if_free(folder: Path) -> None:
    with suppress(OSError):  # another user's, or gone meanwhile
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            if _lock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB):
                shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)


def _lock(handle: int, how: int) -> bool:
    """Return whether the lock is ours; a file system without locks gives none, and nothing is removed there."""
    try:
        fcntl.flock(handle, how)
    except OSError:
        return False
    return True
