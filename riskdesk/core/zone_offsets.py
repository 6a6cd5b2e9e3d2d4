"""The offset of a zone from UTC at any moment, exact to the second and fast for millions of moments.

`zoneinfo` answers one moment at a time. Here its answers become a table of the moments at which the
offset changes (Asia/Shanghai: four since 1990, Europe/Berlin: 220), searched by bisection.
"""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from riskdesk.core.clock import EARLIEST_US, LATEST_US, SECOND_US

# No zone has held an offset for less than this since 1990 (the shortest are Morocco's Ramadans, 29 days).
_STEP_SECONDS = 5 * 86_400


class ZoneOffsets(NamedTuple):
    """Where the offset changes: `offsets_us[i]` holds before `changes_us[i]`, the last one after all.

    Before 1990 the first offset is answered, after 2100 the last one.
    """

    changes_us: list[int]
    offsets_us: list[int]

    def at_one(self, us: int) -> int:
        """Return the offset at one moment, in microseconds to be added to UTC."""
        return self.offsets_us[bisect_right(self.changes_us, us)]

    def at_many(self, us: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the offset at each moment, in microseconds, of the shape of `us`."""
        changes = np.asarray(self.changes_us, dtype=np.int64)
        offsets = np.asarray(self.offsets_us, dtype=np.int64)
        found: NDArray[np.int64] = offsets[np.searchsorted(changes, us, side="right")]
        return found


@cache
def zone_offsets(zone: str) -> ZoneOffsets:
    """Return the table of a zone named as in the IANA database (takes some 20 ms the first time)."""
    where = ZoneInfo(zone)
    start, end = EARLIEST_US // SECOND_US, LATEST_US // SECOND_US
    changes: list[int] = []
    offsets = [_offset_seconds(where, start)]
    for left in range(start, end, _STEP_SECONDS):
        right = left + _STEP_SECONDS
        if _offset_seconds(where, right) != offsets[-1]:
            change = _change_between(where, left, right)
            changes.append(change * SECOND_US)
            offsets.append(_offset_seconds(where, right))
    return ZoneOffsets(changes, [seconds * SECOND_US for seconds in offsets])


def _change_between(where: ZoneInfo, left: int, right: int) -> int:
    """Return the first second at which the offset is that of `right`, knowing it differs at `left`."""
    after = _offset_seconds(where, right)
    while right - left > 1:
        middle = (left + right) // 2
        if _offset_seconds(where, middle) == after:
            right = middle
        else:
            left = middle
    return right


def _offset_seconds(where: ZoneInfo, second: int) -> int:
    moment = datetime.fromtimestamp(second, UTC).astimezone(where)
    offset = moment.utcoffset() or timedelta(0)
    return offset.days * 86_400 + offset.seconds
