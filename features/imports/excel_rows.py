"""Rows of a sheet of an Excel workbook."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from features.imports.cells import Row, Table, as_text
from features.imports.csv_rows import check_columns
from riskdesk.core.errors import EventInvalid, InputInvalid

_Values = tuple[Any, ...]


def open_excel(path: Path, *, sheet: str | None, header_row: int) -> Table:
    """Open a sheet, the first one by default; formulas give the value that was saved with them.

    Raises
    ------
    EventInvalid
        No workbook, no such sheet, or no header in the row that should hold it.
    """
    try:
        with _sheet(path, sheet) as rows:
            head = next(islice(rows, header_row - 1, None), None)
    except InputInvalid:
        raise
    except Exception:  # noqa: BLE001  openpyxl lets through whatever zip, XML and its own checks raise
        raise EventInvalid("the file is no Excel workbook (.xlsx), or is damaged") from None
    if head is None or not any(head):
        raise EventInvalid("the sheet is empty: expected a row with the names of the columns")
    columns = check_columns([as_text(value) or "" for value in head])
    return Table(columns, _rows(path, sheet, columns, header_row))


@contextmanager
def _sheet(path: Path, sheet: str | None) -> Iterator[Iterator[_Values]]:
    from openpyxl import load_workbook

    with path.open("rb") as file:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of styles and extensions that it leaves out
            book = load_workbook(file, read_only=True, data_only=True)
        if sheet is not None and sheet not in book.sheetnames:
            raise EventInvalid("the workbook has no such sheet", field=sheet)
        yield (book[sheet] if sheet is not None else book.worksheets[0]).iter_rows(values_only=True)


def _rows(path: Path, sheet: str | None, columns: tuple[str, ...], header_row: int) -> Iterator[Row]:
    number = header_row
    try:
        with _sheet(path, sheet) as rows:
            for values in islice(rows, header_row, None):
                number += 1
                if any(value is not None for value in values):
                    yield _row(number, columns, values)
    except Exception:  # noqa: BLE001  see above
        yield Row(number + 1, {}, "the sheet is damaged from here on")


def _row(number: int, columns: tuple[str, ...], values: _Values) -> Row:
    try:
        texts = [as_text(value) for value in values]
    except EventInvalid as error:
        return Row(number, {}, error.detail)
    named = {name: text for name, text in zip(columns, texts, strict=False) if name and text and text.strip()}
    surplus = [text for text in texts[len(columns) :] if text]
    if surplus:
        return Row(number, named, "cells beyond the last column of the header", " ".join(surplus))
    return Row(number, named)
