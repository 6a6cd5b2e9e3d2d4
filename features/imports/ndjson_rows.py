"""Rows of a file of JSON lines; each names its own fields and keeps their JSON types."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from features.imports.cells import REPORT_COLUMNS, Row, Table

MOST_BYTES: Final = 1024 * 1024
_SHOWN: Final = 200


def open_ndjson(path: Path) -> Table:
    """Open a file of JSON lines, UTF-8 with or without a byte order mark."""
    return Table((), _rows(path), typed=True)


def _rows(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MOST_BYTES + 1):
            number += 1
            if len(line) > MOST_BYTES:
                _skip_line(file)
                yield Row(number, {}, f"longer than {MOST_BYTES} bytes", _shown(line))
            elif line.strip():
                yield read_line(number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)


def read_line(number: int, line: bytes) -> Row:
    """Return the row of one line; what is no JSON object comes out unreadable."""
    try:
        said = json.loads(line.decode(), object_pairs_hook=_object, parse_constant=_no_number)
    except UnicodeDecodeError:
        return Row(number, {}, "the bytes are no UTF-8 text", _shown(line))
    except (ValueError, RecursionError) as error:
        why = error.args[0] if isinstance(error, _NotWanted) else "no JSON, or cut off"
        return Row(number, {}, why, _shown(line))
    if not isinstance(said, dict):
        return Row(number, {}, "expected a JSON object", _shown(line))
    return Row(number, {name: value for name, value in said.items() if name not in REPORT_COLUMNS})


class _NotWanted(ValueError):
    """JSON that Python reads and that means nothing, or two things."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = dict(pairs)
    if len(said) != len(pairs):
        raise _NotWanted("a name stands twice in the object")
    return said


def _no_number(name: str) -> Any:
    raise _NotWanted(f"{name} is no number of JSON")


def _shown(line: bytes) -> str:
    return line[:_SHOWN].decode(errors="replace").strip()


def _skip_line(file: BinaryIO) -> None:
    while (more := file.readline(MOST_BYTES)) and not more.endswith(b"\n"):
        pass
