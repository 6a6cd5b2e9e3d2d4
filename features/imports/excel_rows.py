"""Rows of a sheet of an Excel workbook."""

import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from features.imports.cells import Row, Table, as_text
from features.imports.csv_rows import check_columns
from riskdesk.core.errors import EventInvalid


def open_excel(path: Path, *, sheet: str | None, header_row: int) -> Table:
    """Open a sheet, the first one by default; formulas give the value that was saved with them.

    Raises
    ------
    EventInvalid
        No workbook, no such sheet, or no header in the row that should hold it.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of styles and extensions that it leaves out
            book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError, OSError, EOFError):
        raise EventInvalid("the file is no Excel workbook (.xlsx), or is damaged") from None
    if sheet is not None and sheet not in book.sheetnames:
        raise EventInvalid("the workbook has no such sheet", field=sheet)
    rows = (book[sheet] if sheet is not None else book.worksheets[0]).iter_rows(values_only=True)
    head = next((row for number, row in enumerate(rows, 1) if number == header_row), None)
    if head is None or not any(head):
        raise EventInvalid("the sheet is empty: expected a row with the names of the columns")
    columns = check_columns([as_text(value) or "" for value in head])
    return Table(columns, _rows(rows, columns, header_row))


def _rows(rows: Iterator[tuple[Any, ...]], columns: tuple[str, ...], header_row: int) -> Iterator[Row]:
    number = header_row
    try:
        for values in rows:
            number += 1
            if any(value is not None for value in values):
                yield _row(number, columns, values)
    except (BadZipFile, KeyError, ValueError, OSError, EOFError, SyntaxError, zlib.error):
        yield Row(number + 1, {}, "the sheet is damaged from here on")


def _row(number: int, columns: tuple[str, ...], values: tuple[Any, ...]) -> Row:
    try:
        texts = [as_text(value) for value in values]
    except EventInvalid as error:
        return Row(number, {}, error.detail)
    named = [
        (name, text) for name, text in zip(columns, texts, strict=False) if name and text and text.strip()
    ]
    surplus = [text for text in texts[len(columns) :] if text]
    if surplus:
        return Row(number, dict(named), "cells beyond the last column of the header", " ".join(surplus))
    return Row(number, dict(named))
