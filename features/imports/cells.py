"""Cells of a table as text, whatever the format they came from, and rows that could not be read."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from riskdesk.core.errors import EventInvalid

REPORT_COLUMNS: Final = ("_row", "_field", "_why", "_rest")
"""Columns that a file of refused rows has beside the original ones; ignored when it is fed again."""

# Control characters but tab and line ends, and halves of surrogate pairs: no database stores them.
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Parameters
    ----------
    number
        As a person finds it: the line in a text file, the row in a sheet, the count from 1 else.
    cells
        Column -> text, or the JSON value where `Table.typed`; absent or None where empty.
    unreadable
        Why the row cannot be used at all, or None.
    rest
        What of an unreadable row fits no column.
    """

    number: int
    cells: Mapping[str, Any]
    unreadable: str | None = None
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file opened for reading.

    Parameters
    ----------
    columns
        Names in the order of the file; empty where each row names its own (NDJSON).
    rows
        Its rows, read as they are asked for.
    typed
        Cells are JSON values rather than text.
    """

    columns: tuple[str, ...]
    rows: Iterator[Row] = field(repr=False)
    typed: bool = False


def as_text(value: object) -> str | None:
    """Return a cell of a typed table as the text that a person would write, or None if empty.

    Raises
    ------
    EventInvalid
        A list, a structure or bytes.

    >>> as_text(15.0), as_text(16635.4), as_text(datetime(2019, 1, 3)), as_text(None)
    ('15', '16635.4', '2019-01-03', None)
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, (int, Decimal)):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.timetz() == time(0) else value.isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    raise EventInvalid("expected a single value, not a list or structure")


def is_unfit(text: str) -> bool:
    """Return whether a text holds control characters or broken Unicode."""
    return _UNFIT.search(text) is not None


def _number(value: float) -> str:
    if not math.isfinite(value):
        return str(value)
    # Fifteen digits are what a double keeps of a decimal; more would show 0.30000000000000004.
    return format(Decimal(format(value, ".15g")), "f")
