"""What is going to happen, by day and moment."""

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import Any, Final

Action = Callable[[Any, int, Any], None]
"""Called with the world, the moment and the item that the action is about."""

Entry = tuple[int, int, Action, Any]
_NO_DAY: Final = -1_000_000


class Agenda:
    """Actions in the order of their moments; ties in the order in which they were noted."""

    def __init__(self) -> None:
        self._days: dict[int, list[Entry]] = {}
        self._today: list[Entry] = []
        self._day = _NO_DAY
        self._noted = 0

    def note(self, day: int, moment: int, action: Action, item: Any) -> None:
        """Note that `action` happens to `item` at a moment of a day, today or later."""
        self._noted += 1
        entry = (moment, self._noted, action, item)
        if day <= self._day:
            heappush(self._today, entry)
        else:
            self._days.setdefault(day, []).append(entry)

    def run(self, day: int, world: Any) -> None:
        """Let everything of a day happen, including what it brings about on that day."""
        self._day = day
        today = self._today = self._days.pop(day, [])
        heapify(today)
        while today:
            moment, _, action, item = heappop(today)
            action(world, moment, item)
