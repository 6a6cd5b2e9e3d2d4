"""The folder of a backfill: whole once its manifest stands in it, and not before.

Every file is written beside its name and renamed when it is complete, the manifest last.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from riskdesk.core.errors import InputInvalid

MANIFEST: Final = "manifest.json"
WORK: Final = "_work"
"""Where the encoded log and partial results stand while it runs; gone when it is done."""

_UNFINISHED: Final = ("vectors-*.parquet", ".*.part")


def file_name(bucket: int) -> str:
    """Return the name of a bucket's file.

    >>> file_name(7)
    'vectors-000007.parquet'
    """
    return f"vectors-{bucket:06d}.parquet"


def prepare(out: Path) -> Path:
    """Make the folder and its work folder, take away what a run left that did not end; return the latter.

    Raises
    ------
    InputInvalid
        The folder holds a finished backfill, or something that no backfill wrote.
    """
    if out.exists() and not out.is_dir():
        raise InputInvalid("expected a folder", field="out")
    if (out / MANIFEST).exists():
        raise InputInvalid("the folder holds a finished backfill; name another", field="out")
    out.mkdir(parents=True, exist_ok=True)
    left = {path for pattern in _UNFINISHED for path in out.glob(pattern)}
    strange = sorted(path.name for path in out.iterdir() if path not in left and path.name != WORK)
    if strange:
        raise InputInvalid(f"the folder holds {strange[0]!r:.60}, which no backfill wrote", field="out")
    for path in left:
        path.unlink()
    shutil.rmtree(out / WORK, ignore_errors=True)
    (out / WORK).mkdir()
    return out / WORK


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give the path to write to; it gets its name once it is complete and on disk."""
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def finish(out: Path, manifest: dict[str, Any]) -> None:
    """Take the work folder away and write the manifest, which says that the folder is whole."""
    shutil.rmtree(out / WORK)
    with whole(out / MANIFEST) as part:
        part.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
