"""The rows of the company, given out in the order in which they became known."""

from collections.abc import Iterator
from typing import Any

Row = dict[str, Any]


class Journal:
    """Rows that wait for the day on which they become known."""

    def __init__(self) -> None:
        self._days: dict[int, list[tuple[int, int, Row]]] = {}
        self._written = 0

    def write(self, known_day: int, known: int, row: Row) -> None:
        """Take a row that becomes known at a moment of a day."""
        self._written += 1
        self._days.setdefault(known_day, []).append((known, self._written, row))

    def until(self, day: int) -> Iterator[Row]:
        """Give out and forget every row that is known by the end of a day."""
        for one in sorted(waiting for waiting in self._days if waiting <= day):
            # Moment and number are unique, so rows themselves are never compared.
            for _, _, row in sorted(self._days.pop(one)):
                yield row
