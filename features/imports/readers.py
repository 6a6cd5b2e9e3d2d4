"""Opening a file by its ending."""

from pathlib import Path
from typing import Final

from features.imports.cells import Table
from features.imports.csv_rows import open_csv
from features.imports.excel_rows import open_excel
from features.imports.ndjson_rows import open_ndjson
from features.imports.parquet_rows import open_parquet
from riskdesk.core.errors import EventInvalid

ENDINGS: Final = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
}
"""Ending of a file's name -> format."""


def open_table(
    path: Path,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int = 1,
) -> Table:
    """Open a file as a table of rows that are read as they are asked for.

    Parameters
    ----------
    path
        Its ending tells the format; see `ENDINGS`.
    sheet, encoding, delimiter, header_row
        As a mapping gives them; each matters to some formats only.

    Raises
    ------
    EventInvalid
        No such file or format, or nothing in it can be read.
    """
    kind = ENDINGS.get(path.suffix.lower())
    if kind is None:
        raise EventInvalid(f"expected a file that ends in one of {', '.join(ENDINGS)}")
    if not path.is_file():
        raise EventInvalid("there is no such file")
    if kind == "csv":
        return open_csv(path, encoding=encoding, delimiter=delimiter, header_row=header_row)
    if kind == "parquet":
        return open_parquet(path)
    if kind == "excel":
        return open_excel(path, sheet=sheet, header_row=header_row)
    return open_ndjson(path)
