"""Keeping refused rows in the layout they came in, to be mended and fed again."""

import csv
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TextIO

from features.imports.cells import REPORT_COLUMNS, Row
from features.imports.report import Refusal
from features.imports.staging import Source, Stage, Stager


def write_refused(stage: Stage, stager: Stager, folder: Path) -> dict[Path, Path]:
    """Write one file for each that has refused rows, named like it, and return both paths.

    Text files, sheets and Parquet give CSV with the original columns and `_row`, `_field`, `_why`;
    JSON lines give JSON lines with those names. What cannot be put into columns stands in
    `_rest`. The rows are read once more, so that an import keeps none of them in memory.
    The files hold what the originals hold, account numbers included: nobody else may read them.
    """
    written: dict[Path, Path] = {}
    for source in stage.sources:
        if any(source.first <= row < source.first + source.rows for row in stage.refusals):
            written[source.path] = _write(stage, stager, source, folder, taken=set(written.values()))
    return written


def _write(stage: Stage, stager: Stager, source: Source, folder: Path, *, taken: set[Path]) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ending = ".csv" if source.columns else ".ndjson"
    names = (f"{source.path.stem}{more}{ending}" for more in ("", *(f"-{n}" for n in range(2, 10_000))))
    path = next(folder / name for name in names if folder / name not in taken)
    table, _ = stager.open(source)
    rows = islice(table.rows, source.rows)
    refused = ((row, stage.refusals[at]) for at, row in enumerate(rows, source.first) if at in stage.refusals)
    # With a mark, for Excel takes a file without one for the system's own code page.
    with _private(path, "utf-8-sig" if source.columns else "utf-8") as file:
        if source.columns:
            _write_csv(file, source, refused)
        else:
            _write_ndjson(file, refused)
    return path


@contextmanager
def _private(path: Path, encoding: str) -> Iterator[TextIO]:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding=encoding, errors="replace", newline="") as file:
        yield file


def _write_csv(file: TextIO, source: Source, refused: Iterator[tuple[Row, Refusal]]) -> None:
    layout = source.layout.layout if source.layout is not None else None
    columns = [name for name in source.columns if name and name not in REPORT_COLUMNS]
    out = csv.writer(file, delimiter=(layout.delimiter if layout else None) or ",")
    file.writelines("\r\n" for _ in range((layout.header_row if layout else 1) - 1))
    out.writerow([*columns, *REPORT_COLUMNS])
    for row, why in refused:
        cells = [row.cells.get(name, "") for name in columns]
        out.writerow([*cells, row.number, why.field or "", why.detail, row.rest])


def _write_ndjson(file: TextIO, refused: Iterator[tuple[Row, Refusal]]) -> None:
    for row, why in refused:
        said = {**row.cells, "_row": row.number, "_field": why.field, "_why": why.detail}
        if row.rest:
            said["_rest"] = row.rest
        file.write(json.dumps(said, ensure_ascii=False) + "\n")
