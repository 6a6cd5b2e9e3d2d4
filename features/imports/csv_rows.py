"""Rows of a delimited text file: its encoding found, each bad row refused by itself.

Python's `csv` alone would let one stray quote swallow the rest of the file. Here a record is tried
line by line: what is still open after some lines, or comes out ragged over several, costs its
first line only, and reading goes on with the next.
"""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from features.imports.cells import Row, Table, is_unfit
from riskdesk.core.errors import EventInvalid

MOST_BYTES: Final = 1024 * 1024
"""The longest record that is read."""

_MOST_LINES: Final = 200
_SAMPLE_BYTES: Final = 4 * 1024 * 1024
_SHOWN: Final = 200
_BOM: Final = b"\xef\xbb\xbf"
_DELIMITERS: Final = ",;\t|"

csv.field_size_limit(max(csv.field_size_limit(), MOST_BYTES))


def open_csv(path: Path, *, encoding: str | None, delimiter: str | None, header_row: int) -> Table:
    """Open a text file whose line `header_row` names the columns.

    Parameters
    ----------
    encoding
        Of the file; None finds out between UTF-8 and GB18030. A byte order mark always wins.
    delimiter
        One character; None takes the one that the header has most of.

    Raises
    ------
    EventInvalid
        Empty, or a header that cannot be used.
    """
    chosen = choose_encoding(path, encoding)
    lines = _lines(path)
    head = next((line for number, line in lines if number == header_row), None)
    if head is None or not head.strip():
        raise EventInvalid("the file is empty: expected a line with the names of the columns")
    try:
        text = head.decode(chosen)
    except UnicodeDecodeError:
        raise EventInvalid(f"the header is no {chosen} text") from None
    sign = delimiter or max(_DELIMITERS, key=text.count)
    columns = check_columns(_header(text, sign))
    return Table(columns, _rows(lines, columns, chosen, sign))


def _header(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        raise EventInvalid(
            "the header is no single line of names: look for a stray quote or line end"
        ) from None


def check_columns(names: list[str]) -> tuple[str, ...]:
    """Return the names of a header without blanks around them.

    Raises
    ------
    EventInvalid
        A name stands twice.
    """
    columns = tuple(name.strip() for name in names)
    named = [name for name in columns if name]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice is not None:
        raise EventInvalid("the header names this column twice", field=twice)
    if not named or any(is_unfit(name) for name in named):
        raise EventInvalid("expected a line with the names of the columns")
    return columns


def choose_encoding(path: Path, given: str | None) -> str:
    """Return the encoding of a file: by its mark, as given, or by which reads more of its lines."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    if sample.startswith(_BOM):
        return "utf-8"
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EventInvalid("the file is UTF-16: save it as UTF-8 or GB18030")
    if given is not None:
        return given
    lines = [line for line in sample.split(b"\n") if not line.isascii()]
    utf8, gb18030 = (sum(_decodes(line, name) for line in lines) for name in ("utf-8", "gb18030"))
    # A GB18030 line is UTF-8 by chance only, so half of them settles it although some are broken.
    return "gb18030" if utf8 * 2 < len(lines) and gb18030 > utf8 else "utf-8"


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield number and bytes of each line; of one that is too long, one byte more than allowed."""
    with path.open("rb") as file:
        if file.read(3) != _BOM:
            file.seek(0)
        number = 0
        while line := file.readline(MOST_BYTES + 1):
            number += 1
            if len(line) > MOST_BYTES:
                _skip_line(file)
            yield number, line


def _skip_line(file: BinaryIO) -> None:
    while (more := file.readline(MOST_BYTES)) and not more.endswith(b"\n"):
        pass


def _rows(
    lines: Iterator[tuple[int, bytes]], columns: tuple[str, ...], encoding: str, delimiter: str
) -> Iterator[Row]:
    waiting: deque[tuple[int, bytes]] = deque()
    while (first := _next(waiting, lines)) is not None:
        taken = [first]
        row = _try(taken, columns, encoding, delimiter)
        while row is None and len(taken) < _MOST_LINES and (more := _next(waiting, lines)) is not None:
            taken.append(more)
            row = _try(taken, columns, encoding, delimiter)
        if row is None or (row.unreadable is not None and len(taken) > 1):
            waiting.extendleft(reversed(taken[1:]))
            why = "a quote is opened and never closed, or a record over several lines has other columns"
            row = _unreadable(first, encoding, why)
        if row.cells or row.unreadable:
            yield row


def _next(waiting: deque[tuple[int, bytes]], lines: Iterator[tuple[int, bytes]]) -> tuple[int, bytes] | None:
    return waiting.popleft() if waiting else next(lines, None)


def _try(
    taken: list[tuple[int, bytes]], columns: tuple[str, ...], encoding: str, delimiter: str
) -> Row | None:
    """Return the row that the lines make, or None where a quote is still open."""
    first = taken[0]
    if sum(len(line) for _, line in taken) > MOST_BYTES:
        return _unreadable(first, encoding, f"longer than {MOST_BYTES} bytes")
    try:
        text = [line.decode(encoding) for _, line in taken]
    except UnicodeDecodeError:
        return _unreadable(first, encoding, f"the bytes are no {encoding} text")
    try:
        records = list(csv.reader(text, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return None if "unexpected end" in str(error) else _unreadable(first, encoding, str(error))
    values = records[0] if records else []
    if not any(value.strip() for value in values):
        return Row(first[0], {})
    cells = {name: value for name, value in zip(columns, values, strict=False) if name and value.strip()}
    if len(values) != len(columns):
        why = f"{len(values)} cells, the header has {len(columns)}"
        return Row(first[0], cells, why, delimiter.join(values[len(columns) :]))
    return Row(first[0], cells)


def _unreadable(first: tuple[int, bytes], encoding: str, why: str) -> Row:
    return Row(first[0], {}, why, first[1][:_SHOWN].decode(encoding, "replace").strip())
